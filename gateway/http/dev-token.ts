import { timingSafeEqual } from 'node:crypto';
import { isRole, ROLES } from '../../lib/identity/roles.ts';
import type { TokenMinter } from '../../lib/identity/token-minter.ts';
import type { Handler } from './graphql-endpoint.ts';
import { respond, respondJson } from './respond.ts';

/** Tokens for people who try the hub out. */
export interface DevelopmentTokens {
  readonly mint: TokenMinter;
  /** Those that there are; a token that asks for none is for all of them. */
  readonly plants: readonly string[];
  /** Whoever asks must know it: what reaches this machine may come through a proxy, from anywhere. */
  readonly secret: string;
  readonly lifetimeMinutes: number;
}

/**
 * `GET /dev/token?secret=&role=&sub=&plants=` mints a token: `{ token, role, sub, clientId, scopes, plants }`, or the
 * bare token where the client accepts text/plain only. Without a role it lists the roles.
 */
export function createTokenEndpoint({ mint, plants, secret, lifetimeMinutes }: DevelopmentTokens): Handler {
  return async (request, response) => {
    const query = new URL(request.url ?? '/', 'http://hub').searchParams;
    if (!isSame(query.get('secret') ?? '', secret)) {
      return respondJson(response, 401, { error: 'Tokens are given to those who know the secret of this start' });
    }
    const role = query.get('role');
    if (role === null) return respondJson(response, 200, { roles: ROLES, plants });
    if (!isRole(role)) {
      return respondJson(response, 400, { error: `There is no role ${role}`, roles: Object.keys(ROLES) });
    }
    const { clientId, scopes } = ROLES[role];
    const asked = query.get('plants')?.split(',').filter(Boolean) ?? plants;
    const unknown = asked.filter((code) => !plants.includes(code));
    if (unknown.length > 0) {
      return respondJson(response, 400, { error: `There is no plant ${unknown.join(', ')}`, plants });
    }
    const claims = {
      sub: query.get('sub') || role,
      clientId: query.get('client') || clientId,
      scopes: query.get('scope')?.split(' ').filter(Boolean) ?? scopes,
      plants: asked,
    };
    const token = await mint({ ...claims, lifetimeMinutes });
    const noStore = { 'cache-control': 'no-store' };
    if (request.headers.accept === 'text/plain') respond(response, 200, 'text/plain', token, noStore);
    else respondJson(response, 200, { token, role, ...claims, expiresInMinutes: lifetimeMinutes }, noStore);
  };
}

const isSame = (given: string, secret: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
};
