import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Handler } from './graphql-endpoint.ts';
import { respond } from './respond.ts';

const require = createRequire(import.meta.url);

/** Everything that the page needs comes from the hub itself: a factory has no internet. */
const ASSETS: Readonly<Record<string, readonly [type: string, file: () => string]>> = {
  'graphiql.js': ['text/javascript', () => require.resolve('graphiql/graphiql.min.js')],
  'graphiql.css': ['text/css', () => require.resolve('graphiql/graphiql.min.css')],
  'react.js': ['text/javascript', () => require.resolve('react/umd/react.production.min.js')],
  'react-dom.js': ['text/javascript', () => require.resolve('react-dom/umd/react-dom.production.min.js')],
  'graphql-ws.js': ['text/javascript', () => umdOfGraphqlWs()],
  'page.js': ['text/javascript', () => ownFile('page.js')],
  'page.css': ['text/css', () => ownFile('page.css')],
  'operations.graphql': ['text/plain', () => ownFile('operations.graphql')],
};

const ownFile = (name: string): string => new URL(`../graphiql/${name}`, import.meta.url).pathname;
const umdOfGraphqlWs = (): string => require.resolve('graphql-ws').replace(/dist[\\/].*$/, 'umd/graphql-ws.min.js');

/** No script, style or connection from elsewhere; graphiql sets styles of its own at run time. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at `/` and its files at `/graphiql/NAME`; undefined for a path that is neither. */
export function graphiqlHandler(path: string): Handler | undefined {
  if (path === '/') {
    return async (_, response) =>
      respond(response, 200, 'text/html; charset=utf-8', readFileSync(ownFile('index.html')), {
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'referrer-policy': 'no-referrer',
      });
  }
  const name = /^\/graphiql\/([a-z.-]+)$/.exec(path)?.[1];
  const asset = name !== undefined && Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (!asset) return undefined;
  const [type, file] = asset;
  return async (_, response) =>
    respond(response, 200, `${type}; charset=utf-8`, readFileSync(file()), { 'cache-control': 'no-cache' });
}
