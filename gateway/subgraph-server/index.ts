import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ExecutionArgs, execute, GraphQLError, type GraphQLSchema } from 'graphql';
import { WebSocketServer } from 'ws';
import { Counters } from '../../lib/counters.ts';
import { GraphError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { eventContext, type RequestContext } from '../../lib/request-context.ts';
import { inTrace, readTrace } from '../../lib/trace.ts';
import { BodyTooLargeError, readBody } from '../http/body.ts';
import { respondGraphError, respondJson } from '../http/respond.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { countCutSockets, type SocketExtra, serveSockets } from '../socket/serve-sockets.ts';
import type { RequestVerifier, Vouched } from '../transports/signature.ts';
import { subscribePerEvent } from '../transports/subscribe-per-event.ts';
import { createOperations, type OperationPayload, type Operations, type Prepared } from './operation.ts';

/** Representations of a large page; an outer client never gets here. */
const BODY_BYTES_MAX = 5 * 1024 * 1024;
const PATH = '/graphql';

export interface SubgraphServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves one subgraph over HTTP and WebSocket, where it runs in a process of its own. Only what the gateway has signed
 * is answered; who asks is read from the signed envelope, never from anything else in the request.
 */
export async function serveSubgraph(options: {
  readonly schema: GraphQLSchema;
  readonly context: (request: RequestContext) => unknown;
  readonly verifier: RequestVerifier;
  readonly port: number;
  readonly host?: string;
  readonly counters?: Counters;
  readonly log: Log;
}): Promise<SubgraphServer> {
  const { schema, context, verifier, port, host = '127.0.0.1', counters = new Counters(), log } = options;
  const operations = createOperations({ schema, context, log });
  const server = createServer((request, response) => {
    answer(request, response, operations, verifier).catch((error) => {
      log.error('A request to a subgraph failed', { error });
      if (!response.headersSent) respondGraphError(response, 500, 'The subgraph met an error of its own', INTERNAL);
    });
  });
  const sockets = new WebSocketServer({ server, path: PATH, maxPayload: BODY_BYTES_MAX, perMessageDeflate: false });
  const goAway = serveSubscriptions(sockets, operations, verifier, counters, log);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}${PATH}`,
    async close() {
      await goAway();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const INTERNAL = { code: 'INTERNAL' };

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  operations: Operations,
  verifier: RequestVerifier,
): Promise<void> {
  if (request.url !== PATH) return respondJson(response, request.url === '/health' ? 200 : 404, { status: 'up' });
  let vouched: Vouched;
  let payload: OperationPayload;
  try {
    const body = await readBody(request, BODY_BYTES_MAX);
    vouched = verifier.verify({ method: request.method ?? '', path: PATH, body }, request.headers);
    payload = JSON.parse(body);
  } catch (error) {
    if (error instanceof GraphError) return respondGraphError(response, 401, error.message, error.extensions);
    const status = error instanceof BodyTooLargeError ? 413 : 400;
    return respondGraphError(response, status, 'The body cannot be read', { code: 'BAD_REQUEST' });
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const prepared = operations.prepare(payload, vouched, gone.signal);
  if (!isPrepared(prepared)) return respondJson(response, 400, { errors: prepared });
  const trace = readTrace({ ...request.headers, 'x-correlation-id': vouched.correlationId });
  const result = await inTrace(trace, async () => execute(prepared.args));
  respondJson(response, 200, operations.finish(result, prepared.request));
}

function serveSubscriptions(
  server: WebSocketServer,
  operations: Operations,
  verifier: RequestVerifier,
  counters: Counters,
  log: Log,
): () => Promise<void> {
  const gone = new WeakMap<object, AbortController>();
  const requests = new WeakMap<ExecutionArgs, RequestContext>();
  const requestOf = (args: ExecutionArgs): RequestContext => {
    const request = requests.get(args);
    if (!request) throw new Error('An operation came past onSubscribe');
    return request;
  };
  return serveSockets<SocketExtra>(
    server,
    {
      onConnect: ({ extra }) => {
        gone.set(extra, new AbortController());
      },
      onClose: ({ extra }) => gone.get(extra)?.abort(),
      onSubscribe({ extra }, _id, { query, variables, operationName, extensions }) {
        // In the order and form in which the gateway signed it.
        const payload = { query, variables: variables ?? {}, operationName: operationName ?? null };
        let vouched: Vouched;
        try {
          const headers = (extensions?.hub ?? {}) as Record<string, unknown>;
          vouched = verifier.verify({ method: 'SUBSCRIBE', path: PATH, body: JSON.stringify(payload) }, headers);
        } catch (error) {
          return operations.refuse([asGraphqlError(error)], 'none');
        }
        const signal = gone.get(extra)?.signal ?? AbortSignal.abort();
        const prepared = operations.prepare(payload, vouched, signal);
        if (!isPrepared(prepared)) return prepared;
        requests.set(prepared.args, prepared.request);
        return prepared.args;
      },
      execute: async (args) => operations.finish(await execute(args), requestOf(args)),
      subscribe: async (args) => {
        const request = requestOf(args);
        const stream = await subscribePerEvent(args, async (run) => {
          const ofEvent = eventContext(request);
          return operations.finish(await run(operations.context(ofEvent)), ofEvent);
        });
        return Symbol.asyncIterator in stream ? stream : operations.finish(stream, request);
      },
    },
    {
      bounds: { unsentBytes: DEFAULT_LIMITS.socketUnsentBytes, unsentMs: DEFAULT_LIMITS.socketUnsentMs },
      pingMs: DEFAULT_LIMITS.pingMs,
      onCut: countCutSockets(counters),
      log,
    },
  );
}

const isPrepared = (prepared: Prepared | readonly GraphQLError[]): prepared is Prepared => 'args' in prepared;

function asGraphqlError(error: unknown): GraphQLError {
  const original = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(original.message, { originalError: original });
}
