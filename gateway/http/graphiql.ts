import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Handler } from './graphql-endpoint.ts';
import { respond } from './respond.ts';

const require = createRequire(import.meta.url);

/** Everything that the page needs comes from the hub itself: a factory has no internet. */
const ASSETS: Readonly<Record<string, readonly [type: string, file: () => string]>> = {
  'graphiql.js': ['text/javascript', () => packageFile('graphiql', 'graphiql.min.js')],
  'graphiql.css': ['text/css', () => packageFile('graphiql', 'graphiql.min.css')],
  'react.js': ['text/javascript', () => packageFile('react', 'umd/react.production.min.js')],
  'react-dom.js': ['text/javascript', () => packageFile('react-dom', 'umd/react-dom.production.min.js')],
  'graphql-ws.js': ['text/javascript', () => packageFile('graphql-ws', 'umd/graphql-ws.min.js')],
  'page.js': ['text/javascript', () => ownFile('page.js')],
  'page.css': ['text/css', () => ownFile('page.css')],
  'operations.graphql': ['text/plain', () => ownFile('operations.graphql')],
};

const ownFile = (name: string): string => path.join(import.meta.dirname, '../graphiql', name);
/** Also of a package that does not export the file. */
const packageFile = (name: string, file: string): string =>
  path.join(path.dirname(require.resolve(`${name}/package.json`)), file);

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
export function graphiqlHandler(url: string): Handler | undefined {
  if (url === '/') {
    return async (_, response) =>
      respond(response, 200, 'text/html; charset=utf-8', readFileSync(ownFile('index.html')), {
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'referrer-policy': 'no-referrer',
      });
  }
  const name = /^\/graphiql\/([a-z.-]+)$/.exec(url)?.[1];
  const asset = name !== undefined && Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (!asset) return undefined;
  const [type, file] = asset;
  return async (_, response) =>
    respond(response, 200, `${type}; charset=utf-8`, readFileSync(file()), { 'cache-control': 'no-cache' });
}
