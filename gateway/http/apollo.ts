import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { ExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Caller } from '../../lib/identity/caller.ts';
import { currentTrace } from '../../lib/trace.ts';
import { isRefusal, type Prepare } from '../document/prepare.ts';
import type { Limits } from '../limits.ts';
import type { Pipeline } from '../pipeline.ts';
import { type PublicError, reworded } from '../public-error.ts';

/**
 * A form of another site can send none of these: a browser asks first (a preflight), and is told no. Who sends its token
 * is therefore no such form, also by GET.
 */
const PREFLIGHTED_HEADERS = ['authorization', 'x-apollo-operation-name', 'apollo-require-preflight'];

/** What the HTTP endpoint knows of a request before Apollo Server reads it. */
export interface HttpContext {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly signal: AbortSignal;
}

/** Apollo Server for what HTTP asks of a GraphQL server; operations go to the pipeline. */
export function createApollo(options: {
  readonly schema: GraphQLSchema;
  readonly supergraphSdl: string;
  readonly prepare: Prepare;
  readonly pipeline: Pipeline;
  readonly publicError: PublicError;
  readonly limits: Limits;
  readonly isIntrospectionAllowed: boolean;
}): ApolloServer<HttpContext> {
  const { schema, supergraphSdl, prepare, pipeline, publicError, limits, isIntrospectionAllowed } = options;
  const gateway: ApolloServerOptionsWithGateway<HttpContext>['gateway'] = {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });
      return () => {};
    },
    load: async () => ({
      executor: async ({ request, context }) => {
        const { caller, correlationId, signal } = context as HttpContext;
        const prepared = prepare(request.query ?? '');
        if (isRefusal(prepared)) return withStatus({ errors: prepared.map((e) => publicError(e, correlationId)) });
        const answer = pipeline.execute({
          document: prepared,
          operationName: request.operationName,
          variables: request.variables,
          caller,
          correlationId,
          signal,
        });
        return withStatus(await answer);
      },
    }),
    stop: async () => {},
  };
  return new ApolloServer<HttpContext>({
    gateway,
    introspection: isIntrospectionAllowed,
    dangerouslyDisableValidation: true, // `prepare` does it: size first, and once for HTTP and WebSocket
    parseOptions: { maxTokens: limits.tokens },
    csrfPrevention: { requestHeaders: PREFLIGHTED_HEADERS },
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    hideSchemaDetailsFromClientErrors: !isIntrospectionAllowed,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError,
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled()],
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
}

/** Beside data the status is 200; without, it says whose fault the refusal is. Nothing that a subgraph says decides it. */
function withStatus(answer: ExecutionResult): Answer {
  const [first, ...rest] = answer.errors ?? [];
  if (!first || answer.data !== undefined) return answer as Answer;
  const status = STATUS_OF_OWN_FAULTS[String(first.extensions.code)] ?? 400;
  return {
    ...answer,
    errors: [reworded(first, first.message, { ...first.extensions, http: { status } }), ...rest],
  } as Answer;
}

type Answer = ExecutionResult<Record<string, unknown>, Record<string, unknown>>;

const STATUS_OF_OWN_FAULTS: Readonly<Record<string, number>> = { INTERNAL: 500, PLAN_FAILED: 500, PLANNER_BUSY: 503 };

/** The pipeline's errors are complete; those that Apollo Server makes itself, within the request's trace, get the same. */
function formatError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { correlationId = currentTrace()?.correlationId, isRetryable = false } = error.extensions ?? {};
  return { ...error, extensions: { ...error.extensions, isRetryable, correlationId } };
}
