import type { Database } from './orm/database.ts';
import { missingError, OdooError } from './orm/errors.ts';
import { type Context, type Row, ref, str } from './orm/types.ts';

/** Who may come in. Secrets are columns of the records that no field shows. */
export class Users {
  readonly #db: Database;
  readonly #now: () => Date;

  constructor(db: Database, now: () => Date) {
    this.#db = db;
    this.#now = now;
  }

  idOf(login: string): number | undefined {
    for (const user of this.#db.all('res.users')) if (user.login === login) return user.id;
    return undefined;
  }

  /** User of an API key that has not expired. */
  byApiKey(secret: string): number | undefined {
    for (const key of this.#db.all('res.users.apikeys')) {
      if (key.sim_secret === secret && !this.#expired(key)) return ref(key.user_id);
    }
    return undefined;
  }

  /** The key is gone, as after its removal by its user. */
  revoke(secret: string): void {
    for (const key of [...this.#db.all('res.users.apikeys')]) {
      if (key.sim_secret === secret) this.#db.remove('res.users.apikeys', key.id);
    }
  }

  /** User of a login with its password, or with one of its API keys in the password's place. */
  byPassword(login: string, secret: string): number | undefined {
    for (const user of this.#db.all('res.users')) {
      if (user.login === login && user.active !== false && this.#opens(user, secret)) return user.id;
    }
    return undefined;
  }

  /** Raises AccessDenied for a wrong secret, MissingError for an unknown user. */
  check(uid: number, secret: string): void {
    const user = this.#db.get('res.users', uid);
    if (!user) throw missingError('res.users', [uid], uid);
    if (!this.#opens(user, secret)) throw new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
  }

  contextOf(uid: number, given: unknown): Context {
    const user = this.#db.get('res.users', uid);
    const own = { lang: str(user?.lang) || 'en_US', tz: str(user?.tz) || 'UTC', uid };
    return { ...own, ...((given ?? {}) as Context) };
  }

  #opens(user: Row, secret: string): boolean {
    if (secret === '') return false;
    return user.sim_password === secret || this.byApiKey(secret) === user.id;
  }

  #expired(key: Row): boolean {
    const until = str(key.expiration_date);
    return until !== '' && until <= this.#now().toISOString().replace('T', ' ');
  }
}
