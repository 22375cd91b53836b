import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type CryptoKey, createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { GraphError } from '../errors.ts';
import type { Caller } from './caller.ts';

export const AUDIENCE = 'manufacturing-hub';
/** Signatures with a private key only: a symmetric one could be forged with the public key. */
const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'RS256', 'PS256'];
const CLOCK_SKEW_SECONDS = 30;

export type KeySource =
  | { readonly jwksUrl: string }
  | { readonly publicKeyFile: string }
  | { readonly publicKey: CryptoKey | KeyObject };

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: KeySource;
  /** Longest time between `iat` and `exp` that is taken. */
  readonly maxLifetimeMinutes: number;
  /** For tests. */
  readonly now?: () => Date;
}

export type TokenVerifier = (token: string) => Promise<Caller>;

/**
 * Checks access tokens (RFC 9068). Key hints inside a token (jku, x5u, jwk) are never followed.
 * Errors: GraphError UNAUTHENTICATED for a token that is not good; BACKEND_UNAVAILABLE (retryable)
 * while the keys cannot be read: nobody is let in unchecked.
 */
export async function createTokenVerifier(rules: TokenRules): Promise<TokenVerifier> {
  const key = await keySource(rules.keys);
  return async (token) => {
    const now = rules.now?.() ?? new Date();
    const claims = await verifiedClaims(token, key, rules, now);
    return callerOf(claims, rules.maxLifetimeMinutes, now);
  };
}

async function verifiedClaims(token: string, key: JWTVerifyGetKey, rules: TokenRules, now: Date): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ALGORITHMS,
      issuer: rules.issuer,
      audience: rules.audience,
      typ: 'at+jwt',
      requiredClaims: ['exp', 'iat', 'sub', 'client_id'],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: now,
    });
    return payload;
  } catch (error) {
    if (error instanceof GraphError) throw error;
    throw new GraphError('UNAUTHENTICATED', 'The access token is not valid', { cause: error });
  }
}

async function keySource(source: KeySource): Promise<JWTVerifyGetKey> {
  if ('publicKey' in source) return async () => source.publicKey;
  if ('publicKeyFile' in source) {
    const key = createPublicKey(await readFile(source.publicKeyFile, 'utf8'));
    return async () => key;
  }
  const remote = createRemoteJWKSet(new URL(source.jwksUrl), {
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    timeoutDuration: 5_000,
  });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new GraphError('BACKEND_UNAVAILABLE', 'The keys that tokens are checked with cannot be read', {
        isRetryable: true,
        cause: error,
      });
    }
  };
}

function callerOf(claims: JWTPayload, maxLifetimeMinutes: number, now: Date): Caller {
  const { sub, exp, iat, client_id: clientId, scope, plants } = claims;
  if (typeof sub !== 'string' || sub === '' || typeof clientId !== 'string' || clientId === '') {
    throw unauthenticated('The access token names no caller');
  }
  if (exp === undefined || iat === undefined) throw unauthenticated('The access token has no end');
  if (exp - iat > maxLifetimeMinutes * 60) {
    throw unauthenticated(`The access token lives longer than ${maxLifetimeMinutes} minutes`);
  }
  if (iat > now.getTime() / 1000 + CLOCK_SKEW_SECONDS) throw unauthenticated('The access token is from the future');
  return {
    sub,
    clientId,
    scopes: new Set(typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []),
    plants: new Set(Array.isArray(plants) ? plants.filter((plant) => typeof plant === 'string') : []),
    expiresAt: exp,
  };
}

const unauthenticated = (message: string): GraphError => new GraphError('UNAUTHENTICATED', message);
