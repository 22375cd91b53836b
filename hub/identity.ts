import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DevelopmentTokens } from '../gateway/index.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import {
  AUDIENCE,
  createTokenMinter,
  createTokenVerifier,
  ensureKeyPair,
  type TokenVerifier,
} from '../lib/identity/index.ts';

const DEVELOPMENT_ISSUER = 'manufacturing-hub-development';
const DEVELOPMENT_LIFETIME_MINUTES = 12 * 60;

export interface HubIdentity {
  verify: TokenVerifier;
  /** Development mode only. */
  developmentTokens: DevelopmentTokens | undefined;
}

/** Who may come in: tokens of the configured issuer; in development without one, tokens that the hub mints itself. */
export async function createIdentity(
  factory: FactoryConfig,
  dataFolder: string,
  tokenSecret: string,
): Promise<HubIdentity> {
  const { auth } = factory;
  if (auth) {
    const keys = auth.jwksUrl ? { jwksUrl: auth.jwksUrl } : { publicKeyFile: auth.publicKeyFile ?? '' };
    const rules = { issuer: auth.issuer, audience: auth.audience, keys, maxLifetimeMinutes: auth.maxLifetimeMinutes };
    return { verify: await createTokenVerifier(rules), developmentTokens: undefined };
  }
  const folder = path.join(dataFolder, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [privateKeyFile, publicKeyFile] = [
    path.join(folder, 'development.pem'),
    path.join(folder, 'development.pub.pem'),
  ];
  await ensureKeyPair(privateKeyFile, publicKeyFile);
  const names = { issuer: DEVELOPMENT_ISSUER, audience: AUDIENCE };
  return {
    verify: await createTokenVerifier({
      ...names,
      keys: { publicKeyFile },
      maxLifetimeMinutes: DEVELOPMENT_LIFETIME_MINUTES,
    }),
    developmentTokens: {
      mint: await createTokenMinter({ ...names, privateKeyFile }),
      plants: factory.plants.map((plant) => plant.code),
      secret: tokenSecret,
      lifetimeMinutes: DEVELOPMENT_LIFETIME_MINUTES,
    },
  };
}
