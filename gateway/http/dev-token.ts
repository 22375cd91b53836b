import { isRole, ROLES } from '../../lib/identity/roles.ts';
import type { TokenMinter } from '../../lib/identity/token-minter.ts';
import type { Handler } from './graphql-endpoint.ts';
import { respond, respondJson } from './respond.ts';

/** Tokens for people who try the hub out. */
export interface DevelopmentTokens {
  readonly mint: TokenMinter;
  /** Plants of a token that asks for none. */
  readonly plants: readonly string[];
  readonly lifetimeMinutes: number;
}

/**
 * `GET /dev/token?role=&sub=&plants=` mints a token: `{ token, role, sub, clientId, scopes, plants }`, or the bare token
 * where the client accepts text/plain only. Without a role it lists the roles.
 */
export function createTokenEndpoint({ mint, plants, lifetimeMinutes }: DevelopmentTokens): Handler {
  return async (request, response) => {
    const query = new URL(request.url ?? '/', 'http://hub').searchParams;
    const role = query.get('role');
    if (role === null) return respondJson(response, 200, { roles: ROLES, plants });
    if (!isRole(role)) {
      return respondJson(response, 400, { error: `There is no role ${role}`, roles: Object.keys(ROLES) });
    }
    const { clientId, scopes } = ROLES[role];
    const asked = query.get('plants');
    const claims = {
      sub: query.get('sub') || role,
      clientId: query.get('client') || clientId,
      scopes: query.get('scope')?.split(' ').filter(Boolean) ?? scopes,
      plants: asked === null ? plants : asked.split(',').filter(Boolean),
    };
    const token = await mint({ ...claims, lifetimeMinutes });
    const noStore = { 'cache-control': 'no-store' };
    if (request.headers.accept === 'text/plain') respond(response, 200, 'text/plain', token, noStore);
    else respondJson(response, 200, { token, role, ...claims, expiresInMinutes: lifetimeMinutes }, noStore);
  };
}
