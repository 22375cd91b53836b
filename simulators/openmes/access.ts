import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../kit/index.ts';
import type { Route, User } from './context.ts';
import { HttpProblem } from './problems.ts';

export interface AccessOptions {
  /** Plain API key, `omk_…`. */
  readonly apiKey: string;
  /** Scopes of the key. */
  readonly scopes: readonly string[];
  /** Token of the user `hub` (role Admin), as made under Settings, API Tokens. */
  readonly userToken: string;
  /** Password of the users hub, supervisor and operator. */
  readonly password: string;
  /** Requests per minute and key; 0: no limit. The documentation says 120. */
  readonly requestsPerMinute: number;
}

export const USERS: readonly User[] = [
  { id: 1, username: 'hub', name: 'Integration hub', email: 'hub@mes.example', role: 'Admin' },
  { id: 2, username: 'supervisor', name: 'Shift supervisor', email: 'supervisor@mes.example', role: 'Supervisor' },
  { id: 3, username: 'operator', name: 'Line operator', email: 'operator@mes.example', role: 'Operator' },
];
const SYSTEM: User = { id: 0, username: 'erp', name: 'ERP integration', email: 'erp@mes.example', role: 'Operator' };

export const ALL_SCOPES: readonly string[] = [
  'erp:orders:import',
  'erp:production:read',
  'erp:quality:read',
  'erp:masterdata:write',
  'erp:stock:read',
  'erp:stock:write',
];

/** Who may call what: API keys with scopes on `/erp`, user tokens elsewhere; and how often. */
export class Access {
  readonly #options: AccessOptions;
  readonly #hits = new Map<string, number[]>();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /** Who the caller is. 401, 403 or 429 as HttpProblem. */
  check(route: Route, request: HttpRequest): User {
    if (route.access === 'public') return SYSTEM;
    const user =
      typeof route.access === 'object' && 'scope' in route.access
        ? this.#apiKey(request, route.access.scope)
        : this.#user(request);
    this.#limit(`${user.id}`);
    if (typeof route.access === 'object' && 'roles' in route.access) {
      if (user.role !== 'Admin' && !route.access.roles.includes(user.role))
        throw new HttpProblem(403, 'This action is unauthorized.');
    }
    return user;
  }

  /** The token of a user whose name and password fit. */
  logIn(username: unknown, password: unknown): { token: string; user: User } | undefined {
    const user = USERS.find((candidate) => candidate.username === username);
    if (user === undefined || !same(String(password), this.#options.password)) return undefined;
    return { token: this.#tokenOf(user), user };
  }

  #apiKey(request: HttpRequest, scope: string): User {
    const bearer = bearerToken(request);
    const key = header(request, 'x-api-key') ?? (bearer?.startsWith('omk_') ? bearer : undefined);
    if (key === undefined) throw new HttpProblem(401, 'API key missing.');
    if (!same(key.trim(), this.#options.apiKey)) throw new HttpProblem(401, 'Invalid or expired API key.');
    if (!this.#options.scopes.includes(scope))
      throw new HttpProblem(403, `This API key is not authorized for ${scope}.`);
    return SYSTEM;
  }

  #user(request: HttpRequest): User {
    const token = bearerToken(request);
    const user = token === undefined ? undefined : USERS.find((candidate) => same(token, this.#tokenOf(candidate)));
    if (user === undefined) throw new HttpProblem(401, 'Unauthenticated.');
    return user;
  }

  #tokenOf(user: User): string {
    if (user.username === 'hub') return this.#options.userToken;
    const digest = createHash('sha256').update(`${user.username}:${this.#options.password}`).digest('hex');
    return `${user.id}|${digest.slice(0, 40)}`;
  }

  #limit(key: string): void {
    const { requestsPerMinute } = this.#options;
    if (requestsPerMinute === 0) return;
    const now = Date.now();
    const hits = (this.#hits.get(key) ?? []).filter((at) => at > now - 60_000);
    const oldest = hits[0];
    if (hits.length >= requestsPerMinute && oldest !== undefined) {
      const seconds = Math.max(1, Math.ceil((oldest + 60_000 - now) / 1000));
      throw new HttpProblem(429, 'Too Many Attempts.', { headers: { 'retry-after': String(seconds) } });
    }
    this.#hits.set(key, [...hits, now]);
  }
}

function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const bearerToken = (request: HttpRequest): string | undefined =>
  header(request, 'authorization')?.match(/^Bearer (.+)$/)?.[1];

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
