import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIENCE, createTokenMinter, createTokenVerifier, ensureKeyPair } from '../../lib/identity/index.ts';
import { silentLog } from '../../lib/log.ts';
import { createGateway, createLocalTransport, type Gateway, type Readiness } from '../index.ts';
import { composeFixtures, subgraphSchema } from '../testing/federate.ts';
import { workshop } from '../testing/workshop.ts';
import { respond } from './respond.ts';

const SECRET = 'of-this-start';
let folder: string;
let gateway: Gateway;
let url: string;
let readiness: Readiness = { isReady: false, seeding: 'odoo-main' };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pages-'));
  const [privateKeyFile, publicKeyFile] = [path.join(folder, 'key.pem'), path.join(folder, 'key.pub.pem')];
  await ensureKeyPair(privateKeyFile, publicKeyFile);
  const names = { issuer: 'https://issuer.test', audience: AUDIENCE };
  const { subgraphs } = workshop();
  gateway = await createGateway({
    supergraphSdl: composeFixtures(subgraphs),
    transports: Object.fromEntries(
      Object.entries(subgraphs).map(([name, fixture]) => [
        name,
        createLocalTransport({ schema: subgraphSchema(fixture), context: (context) => context }),
      ]),
    ),
    mode: 'development',
    identity: await createTokenVerifier({ ...names, keys: { publicKeyFile }, maxLifetimeMinutes: 720 }),
    developmentTokens: {
      mint: await createTokenMinter({ ...names, privateKeyFile }),
      plants: ['HAM', 'PUE'],
      secret: SECRET,
      lifetimeMinutes: 720,
    },
    ready: () => readiness,
    route: (at) =>
      at === '/console' ? async (_, response) => respond(response, 200, 'text/html', 'console') : undefined,
    log: silentLog,
  });
  ({ url } = await gateway.listen(0));
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const get = async (at: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url + at, { headers });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    body: await response.text(),
  };
};

/** fetch() sets the host itself. */
const statusWithHost = (at: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path: at, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('the page', () => {
  it('is served with everything it needs, from the hub alone', async () => {
    const page = await get('');
    expect(page.type).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//);
    const files = [...page.body.matchAll(/(?:src|href)="\/(graphiql\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files).toHaveLength(7);
    for (const file of [...files, 'graphiql/operations.graphql']) {
      const asset = await get(file);
      expect({ file, status: asset.status, isEmpty: asset.body.length < 100 }).toEqual({
        file,
        status: 200,
        isEmpty: false,
      });
      expect(asset.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each([
    'graphiql/../../package.json',
    'graphiql/%2e%2e/server.ts',
    'graphiql/page',
    'graphiql/constructor',
    'nothing',
  ])('and nothing else: %s', async (at) => {
    expect((await get(at)).status).toBe(404);
  });
});

const token = (query = ''): string => `dev/token?secret=${SECRET}&${query}`;

describe('/dev/token', () => {
  it.each(['', '?role=administrator', '?secret=&role=viewer', '?secret=of-this-starz', '?secret=of-this-start-'])(
    'tells nobody anything who does not know the secret of this start: %s',
    async (query) => {
      const { status, body } = await get(`dev/token${query}`);
      expect(status).toBe(401);
      expect(body).not.toMatch(/HAM|viewer|of-this-start/);
    },
  );

  it('names plants that there are not, and mints nothing for them', async () => {
    const { status, body } = await get(token('role=viewer&plants=HAM,XYZ,ham'));
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({ error: 'There is no plant XYZ, ham', plants: ['HAM', 'PUE'] });
  });

  it('lists the roles', async () => {
    const { roles, plants } = JSON.parse((await get(token())).body);
    expect(Object.keys(roles)).toContain('quality-manager');
    expect(plants).toEqual(['HAM', 'PUE']);
  });

  it('mints tokens that the gateway takes', async () => {
    const answer = JSON.parse((await get(token('role=viewer&sub=ada&plants=HAM'))).body);
    expect(answer).toMatchObject({ role: 'viewer', sub: 'ada', plants: ['HAM'], expiresInMinutes: 720 });
    const response = await fetch(`${url}graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${answer.token}` },
      body: JSON.stringify({ query: '{ ping __schema { queryType { name } } }' }),
    });
    expect(await response.json()).toEqual({
      data: { ping: 1, __schema: { queryType: { name: 'Query' } } },
      extensions: { backendCalls: {} },
    });
  });

  it('gives the bare token to a shell that asks for text', async () => {
    expect((await get(token('role=viewer'), { accept: 'text/plain' })).body).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('knows no other roles', async () => {
    expect((await get(token('role=root'))).status).toBe(400);
    expect((await get(token('role=constructor'))).status).toBe(400);
  });

  it('is not there under another name of this machine', async () => {
    expect(await statusWithHost(`/${token('role=viewer')}`, 'evil.example')).toBe(404);
    expect(await statusWithHost('/health', 'evil.example')).toBe(200);
  });
});

describe('what machines ask', () => {
  it('/health is up, /ready when it is', async () => {
    expect(await get('health')).toMatchObject({ status: 200, body: '{"status":"up"}' });
    expect(await get('ready')).toMatchObject({ status: 503, body: '{"isReady":false,"seeding":"odoo-main"}' });
    readiness = { isReady: true };
    expect(await get('ready')).toMatchObject({ status: 200, body: '{"isReady":true}' });
  });

  it('/metrics is not there: those who run the hub have a port of their own', async () => {
    expect((await get('metrics')).status).toBe(404);
  });

  it('further paths are served first', async () => {
    expect(await get('console')).toMatchObject({ status: 200, body: 'console' });
  });
});
