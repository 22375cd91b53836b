import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROLES } from './roles.ts';
import { createTokenMinter, ensureKeyPair } from './token-minter.ts';
import { AUDIENCE, createTokenVerifier } from './token-verifier.ts';

let folder: string;
let keys: { privateKeyFile: string; publicKeyFile: string };
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tokens-'));
  keys = { privateKeyFile: path.join(folder, 'key.pem'), publicKeyFile: path.join(folder, 'key.pub.pem') };
  await ensureKeyPair(keys.privateKeyFile, keys.publicKeyFile);
});
afterEach(() => rm(folder, { recursive: true }));

const NAMES = { issuer: 'https://issuer.test', audience: AUDIENCE };
const request = { sub: 'ada', ...ROLES.mes, plants: ['HAM', 'PUE'], lifetimeMinutes: 15 };

it('a minted token is the caller that it was minted for', async () => {
  const mint = await createTokenMinter({ ...NAMES, privateKeyFile: keys.privateKeyFile });
  const verify = await createTokenVerifier({ ...NAMES, keys, maxLifetimeMinutes: 15 });
  expect(await verify(await mint(request))).toEqual({
    sub: 'ada',
    clientId: 'mes',
    scopes: new Set(ROLES.mes.scopes),
    plants: new Set(['HAM', 'PUE']),
    expiresAt: expect.any(Number),
  });
});

it('a token that may live longer than is allowed here is refused', async () => {
  const mint = await createTokenMinter({ ...NAMES, privateKeyFile: keys.privateKeyFile });
  const verify = await createTokenVerifier({ ...NAMES, keys, maxLifetimeMinutes: 15 });
  await expect(verify(await mint({ ...request, lifetimeMinutes: 16 }))).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

it('a token ends, seen by the verifier’s own clock', async () => {
  const mint = await createTokenMinter({ ...NAMES, privateKeyFile: keys.privateKeyFile });
  const at = (minutes: number) => ({ now: () => new Date(Date.now() + minutes * 60_000) });
  const early = await createTokenVerifier({ ...NAMES, keys, maxLifetimeMinutes: 15, ...at(14) });
  const late = await createTokenVerifier({ ...NAMES, keys, maxLifetimeMinutes: 15, ...at(16) });
  const token = await mint(request);
  await expect(early(token)).resolves.toMatchObject({ sub: 'ada' });
  await expect(late(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('the key pair is made once, and its private half is for its owner only', async () => {
  const before = await readFile(keys.privateKeyFile, 'utf8');
  await rm(keys.publicKeyFile);
  await ensureKeyPair(keys.privateKeyFile, keys.publicKeyFile);
  expect(await readFile(keys.privateKeyFile, 'utf8')).toBe(before);
  expect(await readFile(keys.publicKeyFile, 'utf8')).toContain('PUBLIC KEY');
  expect((await stat(keys.privateKeyFile)).mode & 0o077).toBe(0);
});
