import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { GraphError } from '../../lib/errors.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import type { Log } from '../../lib/log.ts';
import { currentTrace, inTrace, readTrace } from '../../lib/trace.ts';
import type { Authenticate } from '../authenticate.ts';
import type { HttpContext } from './apollo.ts';
import { BodyTooLargeError, readBody } from './body.ts';
import { respond, respondGraphError } from './respond.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** `/graphql` over HTTP: who asks, how much, and then Apollo Server. */
export function createGraphqlEndpoint(options: {
  readonly apollo: ApolloServer<HttpContext>;
  readonly authenticate: Authenticate;
  readonly bodyBytesMax: number;
  readonly log: Log;
}): Handler {
  const { apollo, authenticate, bodyBytesMax, log } = options;
  return (request, response) => inTrace(readTrace(request.headers), () => answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const correlationId = currentTrace()?.correlationId ?? '';
    response.setHeader('x-correlation-id', correlationId);
    const caller = await identify(request, response, authenticate, correlationId, log);
    if (!caller) return;
    const body = await readJsonBody(request, response, bodyBytesMax, correlationId);
    if (!body) return;

    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const answered = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method?.toUpperCase() ?? 'GET',
        headers: headersOf(request),
        search: new URL(request.url ?? '/', 'http://hub').search,
        body: body.value,
      },
      context: async () => ({ caller, correlationId, signal: gone.signal }),
    });
    const { body: said, status = 200 } = answered;
    const text = said.kind === 'complete' ? said.string : '';
    const { 'content-type': type = 'application/json; charset=utf-8', ...headers } = Object.fromEntries(
      answered.headers,
    );
    respond(response, status, type, text, headers);
  }
}

async function identify(
  request: IncomingMessage,
  response: ServerResponse,
  authenticate: Authenticate,
  correlationId: string,
  log: Log,
): Promise<Caller | undefined> {
  try {
    return await authenticate(request.headers.authorization);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    log.info('A request was not let in', { correlationId, error: error.cause ?? error.message });
    const isUnknown = error.code === 'UNAUTHENTICATED';
    respondGraphError(
      response,
      isUnknown ? 401 : 503,
      error.message,
      { ...error.extensions, correlationId },
      isUnknown ? { 'www-authenticate': 'Bearer' } : {},
    );
    request.resume();
    return undefined;
  }
}

/** The parsed body, `value` undefined where there is none in JSON; undefined when the request has been refused. */
async function readJsonBody(
  request: IncomingMessage,
  response: ServerResponse,
  bytesMax: number,
  correlationId: string,
): Promise<{ readonly value: unknown } | undefined> {
  let text: string;
  try {
    text = await readBody(request, bytesMax);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    respondGraphError(response, 413, error.message, { code: 'BODY_TOO_LARGE', correlationId }, { connection: 'close' });
    return undefined;
  }
  if (text === '' || !isJson(request.headers['content-type'])) return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    respondGraphError(response, 400, 'The body is not JSON', { code: 'BAD_REQUEST', correlationId });
    return undefined;
  }
}

const isJson = (contentType: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(contentType ?? '');

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
