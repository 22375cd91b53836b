import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import { WebSocketServer } from 'ws';
import type { Counters } from '../../lib/counters.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import type { Log } from '../../lib/log.ts';
import { inTrace, readTrace, type Trace } from '../../lib/trace.ts';
import type { Authenticate } from '../authenticate.ts';
import { isRefusal, type Prepare } from '../document/prepare.ts';
import type { Limits } from '../limits.ts';
import { type GatewayRequest, noSuchOperation, type Pipeline } from '../pipeline.ts';
import type { PublicError } from '../public-error.ts';
import type { Outlet } from '../subscriptions/listener.ts';
import { countCutSockets, type SocketExtra, serveSockets } from './serve-sockets.ts';

/** The close code of graphql-ws for what is not, or no longer, allowed. */
const FORBIDDEN = 4403;

export interface SocketEndpoint {
  /** Takes over the connection of an upgrade request. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Live sockets. */
  readonly size: number;
  /** Tells every client that the hub goes away (1001). */
  close(): Promise<void>;
}

interface SignedInExtra extends SocketExtra {
  caller?: Caller;
  /** Aborted when the socket is closed. */
  gone?: AbortController;
  expiry?: NodeJS.Timeout;
  /** What came with connection_init: ids for every operation that gives none of its own. */
  given?: Readonly<Record<string, unknown>>;
}

/** `/graphql` over WebSocket (graphql-transport-ws), through the same rules and pipeline as HTTP. */
export function createSocketEndpoint(options: {
  readonly schema: GraphQLSchema;
  readonly prepare: Prepare;
  readonly pipeline: Pipeline;
  readonly authenticate: Authenticate;
  readonly limits: Limits;
  readonly publicError: PublicError;
  readonly counters: Counters;
  readonly log: Log;
}): SocketEndpoint {
  const { schema, prepare, pipeline, authenticate, limits, publicError, counters, log } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.socketMessageBytes,
    perMessageDeflate: false,
  });
  const goAway = serveSockets<SignedInExtra>(
    server,
    {
      connectionInitWaitTimeout: limits.connectionInitMs,
      async onConnect({ connectionParams, extra }) {
        try {
          extra.caller = await authenticate(connectionParams?.authorization ?? connectionParams?.Authorization);
        } catch (error) {
          log.info('A socket was not let in', { error });
          return false;
        }
        extra.gone = new AbortController();
        extra.given = connectionParams ?? {};
        closeAtExpiry(extra);
        return true;
      },
      onClose({ extra }) {
        clearTimeout(extra.expiry);
        extra.gone?.abort();
      },
      onSubscribe({ extra, subscriptions }, id, payload) {
        const trace = readTrace(payload.extensions ?? {}, extra.given ?? {}, extra.request.headers);
        const { correlationId } = trace;
        const refuse = (errors: readonly GraphQLError[]) => errors.map((e) => publicError(e, correlationId));
        if (Object.keys(subscriptions).length > limits.subscriptionsPerSocket) {
          return refuse([tooMany(limits.subscriptionsPerSocket)]);
        }
        const document = prepare(payload.query);
        if (isRefusal(document)) return refuse(document);
        const operationName = payload.operationName ?? undefined;
        if (!getOperationAST(document, operationName)) return refuse([noSuchOperation(operationName)]);
        const request: GatewayRequest = {
          document,
          operationName,
          variables: payload.variables ?? undefined,
          caller: extra.caller as Caller,
          correlationId,
          signal: (extra.gone as AbortController).signal,
        };
        const contextValue: SocketOperation = { request, outlet: outletOf(extra, id), trace };
        return { schema, document, operationName: operationName ?? null, contextValue };
      },
      execute: (args) => traced(args.contextValue, ({ request }) => pipeline.execute(request)),
      subscribe: (args) => traced(args.contextValue, ({ request, outlet }) => pipeline.subscribe(request, outlet)),
    },
    {
      bounds: { unsentBytes: limits.socketUnsentBytes, unsentMs: limits.socketUnsentMs },
      pingMs: limits.pingMs,
      onCut: countCutSockets(counters),
      log,
    },
  );

  return {
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request)),
    get size() {
      return server.clients.size;
    },
    close: goAway,
  };
}

/** An operation on its way through graphql-ws. */
interface SocketOperation {
  readonly request: GatewayRequest;
  readonly outlet: Outlet;
  readonly trace: Trace;
}

function traced<Answer>(contextValue: unknown, work: (operation: SocketOperation) => Answer): Answer {
  const operation = contextValue as SocketOperation;
  return inTrace(operation.trace, () => work(operation));
}

/** Events of one operation, sent as the text that all who listen share, under the client's own id. */
function outletOf({ client, caller }: SignedInExtra, id: string): Outlet {
  const start = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const endsAt = (caller?.expiresAt ?? Number.POSITIVE_INFINITY) * 1000;
  return {
    get hasRoom() {
      return client.hasRoom;
    },
    onRoom: (listener) => client.onRoom(listener),
    send(text) {
      if (Date.now() < endsAt) client.send(`${start}${text}}`);
    },
  };
}

/** No event leaves the hub after the token's end; the client comes back with a new token and its cursor. */
function closeAtExpiry(extra: SignedInExtra): void {
  const endsInMs = (extra.caller?.expiresAt ?? Number.POSITIVE_INFINITY) * 1000 - Date.now();
  if (endsInMs > TIMER_MAX_MS) return;
  const end = () => {
    extra.client.close(FORBIDDEN, 'Token expired');
    extra.gone?.abort();
  };
  extra.expiry = setTimeout(end, Math.max(0, endsInMs));
}

/** Beyond it a timer of Node fires at once; no token lives for 24 days. */
const TIMER_MAX_MS = 2 ** 31 - 1;

const tooMany = (max: number): GraphQLError =>
  new GraphQLError(`A socket carries at most ${max} operations at a time`, {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', isRetryable: false },
  });
