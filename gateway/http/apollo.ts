import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { DocumentNode, ExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Caller } from '../../lib/identity/caller.ts';
import { currentTrace } from '../../lib/trace.ts';
import { extraRules } from '../document/prepare.ts';
import type { Limits } from '../limits.ts';
import type { Pipeline } from '../pipeline.ts';
import { reworded } from '../public-error.ts';

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
  readonly pipeline: Pipeline;
  readonly limits: Limits;
  readonly isIntrospectionAllowed: boolean;
}): ApolloServer<HttpContext> {
  const { schema, supergraphSdl, pipeline, limits, isIntrospectionAllowed } = options;
  const gateway: ApolloServerOptionsWithGateway<HttpContext>['gateway'] = {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });
      return () => {};
    },
    load: async () => ({
      executor: ({ document, request, context }) => {
        const { caller, correlationId, signal } = context as HttpContext;
        const answer = pipeline.execute({
          document: document as DocumentNode,
          operationName: request.operationName,
          variables: request.variables,
          caller,
          correlationId,
          signal,
        });
        return answer.then(withStatus) as Promise<ExecutionResult<Record<string, unknown>, Record<string, unknown>>>;
      },
    }),
    stop: async () => {},
  };
  return new ApolloServer<HttpContext>({
    gateway,
    introspection: isIntrospectionAllowed,
    validationRules: extraRules(limits, isIntrospectionAllowed),
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
function withStatus(answer: ExecutionResult): ExecutionResult {
  const [first, ...rest] = answer.errors ?? [];
  if (!first || answer.data !== undefined) return answer;
  const status = STATUS_OF_OWN_FAULTS[String(first.extensions.code)] ?? 400;
  return { ...answer, errors: [reworded(first, first.message, { ...first.extensions, http: { status } }), ...rest] };
}

const STATUS_OF_OWN_FAULTS: Readonly<Record<string, number>> = { INTERNAL: 500, PLAN_FAILED: 500, PLANNER_BUSY: 503 };

/** The pipeline's errors are complete; those that Apollo Server makes itself, within the request's trace, get the same. */
function formatError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { correlationId = currentTrace()?.correlationId, isRetryable = false } = error.extensions ?? {};
  return { ...error, extensions: { ...error.extensions, isRetryable, correlationId } };
}
