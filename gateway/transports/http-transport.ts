import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { traceHeaders } from '../../lib/trace.ts';
import { unavailable } from './read-answer.ts';
import type { RequestSigner } from './signature.ts';
import { createSocketClient } from './socket-client.ts';
import type { SubgraphFetch, Transport } from './transport.ts';

const ANSWER_BYTES_MAX = 5 * 1024 * 1024;
const SOCKETS_MAX = 64;

/** A subgraph behind a URL: HTTP for queries and mutations, graphql-transport-ws for subscriptions. */
export function createHttpTransport(options: {
  readonly name: string;
  readonly url: string;
  /** Where subscriptions are served; by default the same URL with ws(s). */
  readonly subscriptionUrl?: string;
  /** Says to the subgraph who asks; a subgraph that is not ours is asked without. */
  readonly signer?: RequestSigner | undefined;
  readonly answerBytesMax?: number;
}): Transport {
  const { name, signer, answerBytesMax = ANSWER_BYTES_MAX } = options;
  const url = new URL(options.url);
  const isSecure = url.protocol === 'https:';
  const agentOptions = { keepAlive: true, maxSockets: SOCKETS_MAX, scheduling: 'lifo' as const };
  const agent = isSecure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  const subscriptions = createSocketClient({
    name,
    url: options.subscriptionUrl ?? options.url.replace(/^http/, 'ws'),
    signer,
  });

  return {
    async execute(fetch) {
      const body = JSON.stringify({
        query: fetch.query,
        ...(fetch.operationName === undefined ? {} : { operationName: fetch.operationName }),
        variables: fetch.variables,
      });
      const text = await send({ name, url, agent, isSecure, body, signer, fetch, answerBytesMax });
      const answer = parseJson(text);
      fetch.context.calls.merge(
        (answer as { extensions?: { backendCalls?: unknown } } | null)?.extensions?.backendCalls,
      );
      return answer;
    },
    subscribe: (fetch) => subscriptions.subscribe(fetch),
    async close() {
      agent.destroy();
      await subscriptions.close();
    },
  };
}

interface Sending {
  readonly name: string;
  readonly url: URL;
  readonly agent: HttpAgent;
  readonly isSecure: boolean;
  readonly body: string;
  readonly signer: RequestSigner | undefined;
  readonly fetch: SubgraphFetch;
  readonly answerBytesMax: number;
}

/** A subgraph may close a connection that has been idle just when it is used again: a query is then asked once more. */
async function send(sending: Sending): Promise<string> {
  const first = await attempt(sending, sending.agent);
  if (!(first instanceof StaleConnection)) return first;
  const isSafe = sending.fetch.operation === 'query' && !sending.fetch.signal.aborted;
  // a connection of its own is not one that was idle
  const second = isSafe ? await attempt(sending, undefined) : first;
  if (second instanceof StaleConnection) throw unavailable(sending.name, 'cannot be reached', second.cause);
  return second;
}

/** The connection was used before, and not a byte of an answer came. */
class StaleConnection {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

function attempt(sending: Sending, agent: HttpAgent | undefined): Promise<string | StaleConnection> {
  const { name, url, isSecure, body, signer, fetch, answerBytesMax } = sending;
  return new Promise((resolve, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)(
      url,
      {
        agent: agent ?? false,
        method: 'POST',
        signal: fetch.signal,
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json;q=0.9',
          'content-length': Buffer.byteLength(body),
          ...traceHeaders(),
          ...signer?.sign({ method: 'POST', path: url.pathname, body }, fetch.context),
        },
      },
      (response) => {
        readText(response, answerBytesMax).then(resolve, (error) => {
          request.destroy();
          reject(unavailable(name, error instanceof TooLargeError ? 'sent too large an answer' : 'broke off', error));
        });
      },
    );
    request.once('error', (error) => {
      const isStale = request.reusedSocket && (request.socket?.bytesRead ?? 0) === bytesReadBefore;
      if (isStale) resolve(new StaleConnection(error));
      else reject(unavailable(name, 'cannot be reached', error));
    });
    let bytesReadBefore = 0;
    request.once('socket', (socket) => {
      bytesReadBefore = socket.bytesRead;
    });
    request.end(body);
  });
}

async function readText(response: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax) throw new TooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

class TooLargeError extends Error {}

/** The value of a JSON text, which some servers begin with a byte order mark; undefined where it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
