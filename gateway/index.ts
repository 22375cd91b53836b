import type { GraphQLScalarType } from 'graphql';
import { Counters } from '../lib/counters.ts';
import type { Caller } from '../lib/identity/caller.ts';
import type { TokenVerifier } from '../lib/identity/token-verifier.ts';
import type { Log } from '../lib/log.ts';
import type { MetricFamily } from '../lib/metrics.ts';
import { createAuthenticate } from './authenticate.ts';
import { createPreparer } from './document/prepare.ts';
import { createApollo } from './http/apollo.ts';
import { createTokenEndpoint, type DevelopmentTokens } from './http/dev-token.ts';
import { graphiqlHandler } from './http/graphiql.ts';
import { createGraphqlEndpoint, type Handler } from './http/graphql-endpoint.ts';
import { isFromLoopback } from './http/loopback.ts';
import { respondJson } from './http/respond.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { createPipeline } from './pipeline.ts';
import { createPlanExecutor } from './plan/plan-executor.ts';
import { checkRequiredFields } from './planner/check-required.ts';
import { type PlannerInChild, startPlannerInChild } from './planner/planner-in-child.ts';
import { createPublicError } from './public-error.ts';
import { GatewayServer, type Listening } from './server.ts';
import { createSocketEndpoint } from './socket/socket-endpoint.ts';
import type { Transport } from './transports/transport.ts';

export type { DevelopmentTokens } from './http/dev-token.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export type { Listening } from './server.ts';
export { type SubgraphServer, serveSubgraph } from './subgraph-server/index.ts';
export { createHttpTransport } from './transports/http-transport.ts';
export { createLocalTransport } from './transports/local-transport.ts';
export { createRequestSigner, createRequestVerifier } from './transports/signature.ts';
export type { Transport } from './transports/transport.ts';

export interface GatewayOptions {
  readonly supergraphSdl: string;
  /** How each subgraph is reached, by its name. The gateway closes them when it closes. */
  readonly transports: Readonly<Record<string, Transport>>;
  /** Checks of custom scalars by name, made before anything is asked. */
  readonly scalars?: Readonly<Record<string, GraphQLScalarType>>;
  /** In production mode there is no introspection, no page, no token and no count of back-end calls. */
  readonly mode: 'development' | 'production';
  /** Undefined lets everybody in as nobody in particular. */
  readonly identity: TokenVerifier | undefined;
  /**
   * What of a caller the answer to a subscription may depend on; callers for whom it is the same share one stream, which
   * is asked for in the name of what this returns. Without it all of a caller counts but the end of the token.
   */
  readonly sharedCaller?: (caller: Caller) => Caller;
  /** Mints tokens at /dev/token; development mode only. */
  readonly developmentTokens?: DevelopmentTokens;
  readonly limits?: Partial<Limits>;
  /** Labels of `@override(label:)` that are switched on; those of the form percent(n) are drawn by request. */
  readonly overrideLabels?: readonly string[];
  /** Origins of pages on other hosts that may ask, over HTTP and over WebSocket. */
  readonly allowedOrigins?: readonly string[];
  /** What /ready says: 200 where `isReady`, else 503, with the details. */
  readonly ready?: () => Promise<Readiness> | Readiness;
  /** Where the gateway counts what its operators should know of. */
  readonly counters?: Counters;
  /** Further paths, tried before the gateway's own. */
  readonly route?: (path: string) => Handler | undefined;
  readonly log: Log;
}

export interface Readiness {
  readonly isReady: boolean;
  readonly [detail: string]: unknown;
}

export interface Gateway {
  /** Errors: what `net` throws, for example EADDRINUSE. */
  listen(port: number, host?: string): Promise<Listening>;
  /** What the gateway counts itself. */
  metrics(): readonly MetricFamily[];
  /** Lets what is under way finish, closes sockets with 1001, closes the transports. */
  close(): Promise<void>;
}

/**
 * The door of the hub: one HTTP and WebSocket server over the subgraphs.
 * Errors: Error that says what is wrong with the supergraph, or which of its fields cannot be planned.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { supergraphSdl, overrideLabels = [], log } = options;
  const checked = checkRequiredFields({ supergraphSdl, overrideLabels, log });
  checked.catch(() => {});
  const planner = await startPlannerInChild({ supergraphSdl, log, overrideLabels });
  try {
    await checked;
    return await openGateway(options, planner);
  } catch (error) {
    await planner.close();
    throw error;
  }
}

async function openGateway(options: GatewayOptions, planner: PlannerInChild): Promise<Gateway> {
  const { supergraphSdl, transports, counters = new Counters(), log } = options;
  const isDevelopment = options.mode === 'development';
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const executor = createPlanExecutor({
    supergraphSdl,
    planner,
    transports,
    scalars: options.scalars ?? {},
    subgraphDeadlineMs: limits.subgraphMs,
  });
  const { schema } = executor;
  const publicError = createPublicError({ log, hidesSuggestions: !isDevelopment });
  const pipeline = createPipeline({
    executor,
    limits,
    publicError,
    showsBackendCalls: isDevelopment,
    sharedCaller: options.sharedCaller,
    counters,
  });
  const authenticate = createAuthenticate(options.identity);
  const prepare = createPreparer(schema, limits, isDevelopment);
  const apollo = createApollo({
    ...{ schema, supergraphSdl, prepare, pipeline, publicError, limits },
    isIntrospectionAllowed: isDevelopment,
  });
  await apollo.start();
  const server = new GatewayServer({
    route: createRoutes(options, createGraphqlEndpoint({ apollo, authenticate, bodyBytesMax: limits.bodyBytes, log })),
    sockets: createSocketEndpoint({ schema, prepare, pipeline, authenticate, limits, publicError, counters, log }),
    allowedOrigins: options.allowedOrigins ?? [],
    log,
  });
  return {
    listen: (port, host = '127.0.0.1') => server.listen(port, host),
    metrics: () => [...planner.tally.families(), ...counters.families()],
    async close() {
      await server.close();
      await apollo.stop();
      await Promise.all([planner.close(), ...Object.values(transports).map((transport) => transport.close())]);
    },
  };
}

function createRoutes(
  options: GatewayOptions,
  graphql: Handler,
): ConstructorParameters<typeof GatewayServer>[0]['route'] {
  const isDevelopment = options.mode === 'development';
  const { ready, developmentTokens } = options;
  const token = isDevelopment && developmentTokens ? createTokenEndpoint(developmentTokens) : undefined;
  const onLoopback = (handler: Handler | undefined, request: Parameters<Handler>[0]) =>
    handler && isFromLoopback(request) ? handler : undefined;
  const health: Handler = async (_, response) => respondJson(response, 200, { status: 'up' });
  const readiness: Handler = async (_, response) => {
    const answer = (await ready?.()) ?? { isReady: true };
    respondJson(response, answer.isReady ? 200 : 503, answer);
  };
  return (path, request) => {
    const own = options.route?.(path);
    if (own) return own;
    switch (path) {
      case '/graphql':
        return graphql;
      case '/health':
        return health;
      case '/ready':
        return readiness;
      case '/dev/token':
        return onLoopback(token, request);
      default:
        return isDevelopment ? graphiqlHandler(path) : undefined;
    }
  };
}
