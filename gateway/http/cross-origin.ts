import type { IncomingMessage, ServerResponse } from 'node:http';

/** For how long a browser need not ask again, in seconds. */
const PREFLIGHT_SECONDS = 600;

/**
 * What a browser has to hear before a page of an allowed origin may call `/graphql`. Nothing is said of cookies: who
 * asks stands in the Authorization header, which the page itself has to know. True when the request was only the
 * browser's question (a preflight), which carries no token and is answered without one.
 */
export function answerCrossOrigin(
  request: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: readonly string[],
): boolean {
  const { origin } = request.headers;
  response.setHeader('vary', 'Origin');
  const isAllowed = origin !== undefined && allowedOrigins.includes(origin);
  if (isAllowed) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', 'x-correlation-id');
  }
  if (request.method !== 'OPTIONS') return false;
  response.setHeader('allow', 'GET, POST, OPTIONS');
  if (isAllowed && request.headers['access-control-request-method'] !== undefined) {
    response.setHeader('vary', 'Origin, Access-Control-Request-Headers');
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader('access-control-max-age', PREFLIGHT_SECONDS);
    const asked = request.headers['access-control-request-headers'];
    if (asked !== undefined) response.setHeader('access-control-allow-headers', asked);
  }
  response.writeHead(204).end();
  request.resume();
  return true;
}
