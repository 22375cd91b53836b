import type { Backend, Call, HttpAnswer, HttpRequest, Journal, Store } from '../kit/index.ts';
import { json } from '../kit/index.ts';
import { addModule } from './addon/module.ts';
import { Calls } from './calls.ts';
import { type Account, addKey, install, type Key } from './install/install.ts';
import { allModels } from './models/index.ts';
import { Database } from './orm/database.ts';
import { Env } from './orm/env.ts';
import { Registry } from './orm/registry.ts';
import type { Version } from './orm/types.ts';
import { Users } from './users.ts';
import { describeCall } from './wire/describe.ts';
import { htmlPage } from './wire/errors.ts';
import { answerJson2, type Json2Server } from './wire/json2.ts';
import { answerJsonRpc } from './wire/jsonrpc.ts';
import { asLeftByFirstRun } from './wire/rerun.ts';
import { versionInfo } from './wire/services.ts';
import { answerXmlRpc } from './wire/xmlrpc.ts';

export interface OdooOptions {
  readonly version: Version;
  readonly database: string;
  readonly accounts: readonly Account[];
  /** How far the server's clock is ahead of this machine's. */
  readonly aheadMs: number;
  /** Further modules that the server has. */
  readonly modules: readonly string[];
}

/** An Odoo server with one database. */
export function createOdoo(store: Store, journal: Journal, options: OdooOptions): Backend {
  const registry = new Registry(options.version, allModels(options.version));
  const db = new Database(store);
  const calls = new Calls(registry, db, journal, options.aheadMs);
  const server: Json2Server = { calls, users: new Users(db, () => calls.now()), database: options.database };
  const fill = () => {
    calls.transaction('install', undefined, (session) => {
      const silent = { ...session, note: () => undefined };
      if (db.isEmpty) install(new Env(silent, 1, {}), options.accounts);
      for (const module of options.modules) addModule(new Env(silent, 1, {}), module);
    });
  };
  fill();
  return {
    describe: (request): Call => describeCall(registry, request),
    answer: (request) => route(server, asLeftByFirstRun(request)),
    reset() {
      store.transaction(() => {
        db.clear();
        journal.clear();
        fill();
      });
    },
    side: (request) => keysOfUsers(server, request),
  };
}

/** `POST /keys { login, name, secret, expires }` makes an API key, `DELETE /keys { secret }` revokes it. */
function keysOfUsers({ calls, users }: Json2Server, request: HttpRequest): HttpAnswer | undefined {
  if (request.path !== '/keys') return undefined;
  const { login, ...key } = JSON.parse(request.body.toString()) as Omit<Key, 'user'> & { login: string };
  calls.transaction('keys', undefined, (session) => {
    const env = new Env(session, 1, {});
    const user = users.idOf(login);
    if (request.httpMethod === 'POST' && user !== undefined) addKey(env, { ...key, user });
    if (request.httpMethod === 'DELETE') users.revoke(key.secret);
  });
  return json(200, {});
}

function route(server: Json2Server, request: HttpRequest): HttpAnswer {
  const { version } = server.calls.registry;
  const { path } = request;
  if (version === 19 && (path === '/web/version' || path === '/json/version')) {
    return json(200, { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' });
  }
  if (path === '/web/webclient/version_info') {
    const id = (request.body.length > 0 ? (JSON.parse(request.body.toString()) as { id?: unknown }).id : null) ?? null;
    return json(200, { jsonrpc: '2.0', id, result: versionInfo(version) });
  }
  if (path === '/jsonrpc') return answerJsonRpc(server, request);
  if (/^\/xmlrpc\/2\/(common|object|db)$/.test(path) && request.httpMethod === 'POST')
    return answerXmlRpc(server, request);
  if (path.startsWith('/json/2/') && version === 19) return answerJson2(server, request);
  if (version === 19 && path.startsWith('/json/')) {
    const target = `/web/login?redirect=${encodeURIComponent(`${path}?`)}`;
    const page = htmlPage(
      303,
      'Redirecting...',
      `You should be redirected automatically to <a href="${target}">${target}</a>.`,
    );
    return { ...page, headers: { ...page.headers, location: target } };
  }
  return htmlPage(404, 'Not Found', 'The requested URL was not found on the server.');
}
