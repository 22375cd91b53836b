import { RetryableError } from '../../../lib/errors.ts';
import type { OdooTransport } from './transport.ts';

/** For how long a refused key is not tried again: Odoo listens to nobody for a minute after ten failed logins. */
const PAUSE_MS = 15_000;
const TRIES_MAX = 3;

/**
 * The key of a connection, asked for before every call. A refusal says that nothing happened, so the call goes out
 * again where another key stands there by now, or where the user behind the login may be another. A key that stays
 * refused is left alone for a while.
 */
export class Keys {
  readonly #current: () => string | Promise<string>;
  #refused: { key: string; error: RetryableError; until: number } | undefined;

  constructor(current: () => string | Promise<string>) {
    this.#current = current;
  }

  /** Errors: those of `send`; RetryableError AUTH without a call for a key that was just refused. */
  async use<Result>(
    transport: Pick<OdooTransport, 'forgetUser'>,
    send: (key: string) => Promise<Result>,
  ): Promise<Result> {
    let key = await this.#current();
    this.#throwWhereRefused(key);
    for (let tries = 1; ; tries += 1) {
      try {
        return await send(key);
      } catch (error) {
        if (!(error instanceof RetryableError) || error.why !== 'AUTH') throw error;
        const current = await this.#current();
        if (tries === TRIES_MAX || (current === key && !transport.forgetUser())) {
          this.#refused = { key, error, until: performance.now() + PAUSE_MS };
          throw error;
        }
        key = current;
      }
    }
  }

  #throwWhereRefused(key: string): void {
    if (this.#refused === undefined) return;
    const { error, until } = this.#refused;
    if (this.#refused.key !== key || performance.now() >= until) {
      this.#refused = undefined;
      return;
    }
    const { message, why, system = '', connection = '', code = '' } = error;
    throw new RetryableError(message, { why, system, connection, code, cause: error });
  }
}
