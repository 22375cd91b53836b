import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { CallCounts } from '../../lib/call-counter.ts';
import { GraphError } from '../../lib/errors.ts';
import type { RequestSigner } from './signature.ts';
import { createSocketClient } from './socket-client.ts';
import type { SubgraphAnswer, SubgraphFetch, Transport } from './transport.ts';

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
      return readAnswer(name, text, fetch);
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

function send({ name, url, agent, isSecure, body, signer, fetch, answerBytesMax }: Sending): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)(
      url,
      {
        agent,
        method: 'POST',
        signal: fetch.signal,
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json;q=0.9',
          'content-length': Buffer.byteLength(body),
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
    request.once('error', (error) => reject(unavailable(name, 'cannot be reached', error)));
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

function readAnswer(name: string, text: string, fetch: SubgraphFetch): SubgraphAnswer {
  const answer = parseAnswer(text);
  if (!answer) throw unavailable(name, 'answered something that is no GraphQL response');
  const { backendCalls } = answer.extensions ?? {};
  if (backendCalls) fetch.context.calls.merge(backendCalls);
  return answer;
}

/** Undefined for what is no response of a GraphQL server, for example a proxy's page. */
function parseAnswer(text: string): (SubgraphAnswer & { extensions?: { backendCalls?: CallCounts } }) | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { data, errors } = answer as { data?: unknown; errors?: unknown };
  const hasData = typeof data === 'object' && data !== null && !Array.isArray(data);
  const hasErrors = Array.isArray(errors) && errors.length > 0 && errors.every(isError);
  if (!hasData && !hasErrors) return undefined;
  return answer;
}

const isError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';

const unavailable = (name: string, what: string, cause?: unknown): GraphError =>
  new GraphError('BACKEND_UNAVAILABLE', `${name} ${what}`, { isRetryable: true, cause });
