import { createPublicKey, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { exportPKCS8, exportSPKI, generateKeyPair, importPKCS8, SignJWT } from 'jose';

const ALGORITHM = 'ES256';

export interface TokenRequest {
  readonly sub: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly plants: readonly string[];
  readonly lifetimeMinutes: number;
}

export type TokenMinter = (request: TokenRequest) => Promise<string>;

/** Signs access tokens with the key pair that `ensureKeyPair` left; for development and tests only. */
export async function createTokenMinter(options: {
  readonly privateKeyFile: string;
  readonly issuer: string;
  readonly audience: string;
  readonly now?: () => Date;
}): Promise<TokenMinter> {
  const key = await importPKCS8(await readFile(options.privateKeyFile, 'utf8'), ALGORITHM);
  return (request) => {
    const issuedAt = Math.floor((options.now?.() ?? new Date()).getTime() / 1000);
    return new SignJWT({
      client_id: request.clientId,
      scope: request.scopes.join(' '),
      plants: [...request.plants],
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt' })
      .setIssuer(options.issuer)
      .setAudience(options.audience)
      .setSubject(request.sub)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + request.lifetimeMinutes * 60)
      .sign(key);
  };
}

/** Makes the key pair once: the private key readable by its owner only. A second call changes nothing. */
export async function ensureKeyPair(privateKeyFile: string, publicKeyFile: string): Promise<void> {
  const existing = await readFile(privateKeyFile, 'utf8').catch(() => undefined);
  if (existing !== undefined) {
    const pem = createPublicKey(existing).export({ type: 'spki', format: 'pem' });
    await writeFile(publicKeyFile, pem);
    return;
  }
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  await writeFile(publicKeyFile, await exportSPKI(pair.publicKey));
  const draft = `${privateKeyFile}.${randomUUID()}`;
  await writeFile(draft, await exportPKCS8(pair.privateKey), { mode: 0o600 });
  await rename(draft, privateKeyFile);
}
