import type { IncomingMessage } from 'node:http';

/** The request comes from this machine and names it so: a page of another site cannot reach it by its own name. */
export function isFromLoopback(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  const isLocal = address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
  const host = hostOf(`http://${request.headers.host ?? ''}`);
  return isLocal && host !== undefined && LOOPBACK_NAMES.has(host.hostname);
}

/** The page behind the request, if any, was served by this hub or is on the list. */
export function isAllowedOrigin(request: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || allowedOrigins.includes(origin)) return true;
  return hostOf(origin)?.host === host;
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

const hostOf = (url: string): URL | undefined => URL.parse(url) ?? undefined;
