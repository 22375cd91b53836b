import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { GraphError } from '../../lib/errors.ts';
import { BoundedQueue } from './bounded-queue.ts';
import type { RequestSigner } from './signature.ts';
import type { SubgraphFetch, Transport } from './transport.ts';

/** Events of one subscription that wait for a slow reader. */
const EVENTS_WAITING_MAX = 1_000;
const PING_MS = 5_000;
const PONG_MS = 5_000;

/** Subscriptions of a subgraph behind a URL, all over one socket. */
export function createSocketClient(options: {
  readonly name: string;
  readonly url: string;
  readonly signer: RequestSigner | undefined;
  readonly capacity?: number;
}): Pick<Transport, 'subscribe' | 'close'> {
  const { name, url, signer, capacity = EVENTS_WAITING_MAX } = options;
  const path = new URL(url).pathname;
  let client: Client | undefined;
  const connect = (): Client =>
    createClient({
      url,
      webSocketImpl: WebSocket,
      lazy: true,
      lazyCloseTimeout: 3_000,
      keepAlive: PING_MS,
      // Whoever subscribed resumes with a cursor; a socket that came back by itself could have missed events.
      retryAttempts: 0,
      on: closeWithoutPong(),
    });

  return {
    async subscribe(fetch) {
      client ??= connect();
      const live = client;
      const payload = { query: fetch.query, variables: fetch.variables, operationName: fetch.operationName ?? null };
      const extensions = signer && {
        hub: signer.sign({ method: 'SUBSCRIBE', path, body: JSON.stringify(payload) }, fetch.context),
      };
      let unsubscribe = (): void => {};
      const queue = new BoundedQueue<unknown>(capacity, () => unsubscribe());
      unsubscribe = live.subscribe<Record<string, unknown>>(
        { ...payload, ...(extensions ? { extensions } : {}) },
        {
          next: (answer) => queue.push(answer),
          error: (error) => endWith(queue, name, error),
          complete: () => queue.close(),
        },
      );
      endWhenAborted(fetch, queue);
      return queue;
    },
    async close() {
      await client?.dispose();
      client = undefined;
    },
  };
}

/** A subgraph that hangs does not close its socket: a ping that stays unanswered ends it. */
function closeWithoutPong(): NonNullable<ClientOptions['on']> {
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    opened: (opened) => {
      socket = opened as WebSocket;
    },
    ping: (isReceived) => {
      if (!isReceived) timer = setTimeout(() => socket?.terminate(), PONG_MS);
    },
    pong: (isReceived) => {
      if (isReceived) clearTimeout(timer);
    },
    closed: () => clearTimeout(timer),
  };
}

/** A refusal by the subgraph is an answer with errors; anything else is a stream that broke. */
function endWith(queue: BoundedQueue<unknown>, name: string, error: unknown): void {
  if (Array.isArray(error)) {
    queue.push({ errors: error });
    queue.close();
    return;
  }
  const message = `The events of ${name} broke off: subscribe again with the cursor of the last event received`;
  queue.close(new GraphError('BACKEND_UNAVAILABLE', message, { isRetryable: true, cause: error }));
}

function endWhenAborted(fetch: SubgraphFetch, queue: BoundedQueue<unknown>): void {
  fetch.signal.addEventListener('abort', () => void queue.return(), { once: true });
}
