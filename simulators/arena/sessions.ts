import { randomBytes } from 'node:crypto';
import { type HttpAnswer, type HttpRequest, json } from '../kit/index.ts';
import { ArenaProblem, unauthorized } from './problems.ts';

export interface SessionOptions {
  /** Who may log in, separated by commas. */
  readonly email: string;
  readonly password: string;
  readonly workspaceId: number;
  /** Calls per day (Pacific), logins apart; 0: as many as you like. */
  readonly requestsPerDay: number;
  /** A session that is not used for so long is over: 90 minutes, as in Arena. */
  readonly idleMs: number;
}

const NO_LIMIT = 1_000_000;

/** One session a user: a login ends the same user's session before it. Sessions live as long as the process. */
export class Sessions {
  readonly #options: SessionOptions;
  readonly #current = new Map<string, { id: string; usedAt: number }>();
  #day = '';
  #used = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  logIn(body: Readonly<Record<string, unknown>>): HttpAnswer {
    const { email, password, workspaceId } = this.#options;
    const user = email.split(',').find((known) => known === body.email);
    const isRight = user !== undefined && body.password === password;
    const isHere = body.workspaceId === undefined || Number(body.workspaceId) === workspaceId;
    if (!isRight || !isHere) {
      const text =
        'The username, password or workspace ID is not valid or you are not allowed to log in due to IP restriction.';
      throw new ArenaProblem(400, 4001, text);
    }
    const session = { id: `LABS-${randomBytes(24).toString('hex')}|`, usedAt: Date.now() };
    this.#current.set(user, session);
    return json(200, {
      arena_session_id: session.id,
      workspaceId,
      workspaceName: 'Demo Factory',
      workspaceRequestLimit: this.#options.requestsPerDay || NO_LIMIT,
    });
  }

  logOut(request: HttpRequest): void {
    for (const [user, session] of this.#current) {
      if (session.id === request.headers.arena_session_id) this.#current.delete(user);
    }
  }

  /** Errors: 401 without the current session, 429 when the day's budget is used up. */
  check(request: HttpRequest): void {
    const id = request.headers.arena_session_id;
    const now = Date.now();
    const session = [...this.#current.values()].find((known) => known.id === id);
    if (session === undefined || now - session.usedAt > this.#options.idleMs) throw unauthorized();
    session.usedAt = now;
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' }).format(now);
    if (day !== this.#day) {
      this.#day = day;
      this.#used = 0;
    }
    const { requestsPerDay } = this.#options;
    if (requestsPerDay > 0 && this.#used >= requestsPerDay)
      throw new ArenaProblem(429, 429, 'The maximum number of API requests for this workspace has been reached.');
    this.#used += 1;
  }

  /** What every answer carries. */
  headers(): Record<string, string> {
    const left = (this.#options.requestsPerDay || NO_LIMIT) - this.#used;
    const reset = new Date(Date.now() + 24 * 3_600_000).toUTCString();
    return { 'x-arena-requests-remaining': String(left), 'x-arena-next-request-limit-reset': reset };
  }
}
