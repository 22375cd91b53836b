import type { Journal } from '../kit/index.ts';
import { guardAccess, mayDo, type Operation, type Role } from './access.ts';
import { isInstalled } from './addon/module.ts';
import { guardRecords, refuseStrangeCompanies } from './orm/companies.ts';
import type { Database } from './orm/database.ts';
import { Env, type Session } from './orm/env.ts';
import { missingError, RollbackAnswer } from './orm/errors.ts';
import type { Registry } from './orm/registry.ts';
import type { Context, Method, Model } from './orm/types.ts';

export interface ModelCall {
  readonly uid: number;
  readonly model: Model;
  readonly method: Method;
  readonly methodName: string;
  readonly ids: number[];
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Context;
  /** When the request came in (ms): its transaction is stamped with that, however late it commits. */
  readonly receivedAt?: number | undefined;
}

/** The server side of a call: one transaction with its own clock, its journal rows inside. */
export class Calls {
  readonly registry: Registry;
  readonly db: Database;
  readonly #journal: Journal;
  readonly #aheadMs: number;
  #micros = 0;

  /** `aheadMs`: how far the server's clock is ahead of this machine's. */
  constructor(registry: Registry, db: Database, journal: Journal, aheadMs = 0) {
    this.registry = registry;
    this.db = db;
    this.#journal = journal;
    this.#aheadMs = aheadMs;
  }

  /** The server's own time. */
  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  /** Runs the method; all of its effects are kept, or none. */
  run(call: ModelCall): unknown {
    try {
      return this.transaction(`${call.model.name}.${call.methodName}`, call.receivedAt, (session) =>
        this.#invoke(session, call),
      );
    } catch (error) {
      if (error instanceof RollbackAnswer) return error.answer;
      throw error;
    }
  }

  #invoke(session: Session, { model, method, methodName, ids, uid, context, args }: ModelCall): unknown {
    const operation = operationOf(methodName);
    if (operation) guardAccess(this.registry.version, this.roleOf(uid), model, operation);
    const env = new Env(session, uid, context, model);
    refuseStrangeCompanies(env);
    if (method.kind === 'record') guardRecords(env, model, ids);
    if (method.kind === 'record' && !TOLERANT.has(methodName)) {
      const missing = ids.filter((id) => !env.find(model.name, id));
      if (missing.length > 0) throw missingError(model.name, missing, uid);
    }
    return method.run(env, ids, args);
  }

  /** Does the server know the model? */
  knows(model: string): boolean {
    return this.registry.has(model) && isInstalled(this.db, model);
  }

  transaction<T>(call: string, receivedAt: number | undefined, work: (session: Session) => T): T {
    const now = this.#stamp((receivedAt ?? Date.now()) + this.#aheadMs);
    const at = `${now.replace(' ', 'T').slice(0, 23)}Z`;
    const { version } = this.registry;
    const sessionOf = (call: string): Session => ({
      db: this.db,
      registry: this.registry,
      now,
      call,
      clock: () => this.now(),
      note: (row) => this.#journal.append({ at, call, ...row }),
      allows: (uid, model, operation) => mayDo(version, this.roleOf(uid), model, operation as Operation),
      guard: (uid, model, operation) => guardAccess(version, this.roleOf(uid), model, operation as Operation),
      make: ({ model: name, ...inner }) => {
        const model = this.registry.model(name);
        const method = model.methods[inner.methodName];
        if (!method) throw new Error(`the simulator has no ${name}.${inner.methodName}`);
        return this.#invoke(sessionOf(`${name}.${inner.methodName}`), { ...inner, model, method });
      },
    });
    return this.db.transaction(() => work(sessionOf(call)));
  }

  roleOf(uid: number): Role {
    const role = this.db.get('res.users', uid)?.sim_role;
    return (typeof role === 'string' ? role : 'internal') as Role;
  }

  /** Text of an instant; its microseconds count up, so that two transactions rarely have one stamp. */
  #stamp(millis: number): string {
    this.#micros = (this.#micros + 1) % 1000;
    const text = new Date(millis).toISOString().replace('T', ' ').slice(0, 23);
    return `${text}${String(this.#micros).padStart(3, '0')}`;
  }
}

/** Methods that answer for ids that do not exist. */
const TOLERANT = new Set(['read', 'exists', 'unlink', 'write', 'has_access', 'check_access', 'get_external_id']);

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...{ create: 'create', copy: 'create', load: 'create', web_save: 'create', write: 'write', unlink: 'unlink' },
  ...{ action_archive: 'write', action_unarchive: 'write', read: 'read', search: 'read', search_read: 'read' },
  ...{ search_count: 'read', name_search: 'read', web_read: 'read', web_search_read: 'read', read_group: 'read' },
  ...{ formatted_read_group: 'read', export_data: 'read' },
};

function operationOf(methodName: string): Operation | undefined {
  if (methodName in OPERATIONS) return OPERATIONS[methodName];
  return /^(action_|button_|do_|process|set_)/.test(methodName) ? 'read' : undefined;
}
