import { GraphError } from '../lib/errors.ts';
import { ANONYMOUS, type Caller } from '../lib/identity/caller.ts';
import type { TokenVerifier } from '../lib/identity/token-verifier.ts';

/** The caller that an authorization header (or its twin in connection_init) stands for. */
export type Authenticate = (authorization: unknown) => Promise<Caller>;

/**
 * Without a verifier everybody is anonymous: a gateway without a hub around it.
 * Errors: GraphError UNAUTHENTICATED, or BACKEND_UNAVAILABLE while tokens cannot be checked.
 */
export function createAuthenticate(verify: TokenVerifier | undefined): Authenticate {
  if (!verify) return async () => ANONYMOUS;
  return async (authorization) => {
    const token = typeof authorization === 'string' ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined;
    if (token === undefined)
      throw new GraphError('UNAUTHENTICATED', 'An access token is needed: Authorization: Bearer …');
    return verify(token);
  };
}
