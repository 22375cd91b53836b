import type { JournalRow } from '../../kit/index.ts';
import { createRecord } from './create.ts';
import type { Database } from './database.ts';
import { searchIds } from './domain.ts';
import { missingError } from './errors.ts';
import type { Registry } from './registry.ts';
import { type Context, type Model, type Row, ref, str, type Vals, type Value, type Version } from './types.ts';
import { unlinkRecords } from './unlink.ts';
import { fieldValue } from './value.ts';
import { writeRecord } from './write.ts';

/** What all of one call shares: the transaction's start is its clock. */
export interface Session {
  readonly db: Database;
  readonly registry: Registry;
  /** Start of the transaction, `YYYY-MM-DD HH:MM:SS.ffffff` in UTC: the stamp of everything it writes. */
  readonly now: string;
  /** `model.method`, for the journal. */
  readonly call: string;
  note(row: Pick<JournalRow, 'model' | 'id' | 'effect' | 'quantity' | 'lots'>): void;
  /** May this user do it (`read`, `write`, `create`, `unlink`)? */
  allows(uid: number, model: Model, operation: string): boolean;
  /** Raises the AccessError that Odoo would, where the user may not. */
  guard(uid: number, model: Model, operation: string): void;
  /** The server's time right now; `now` is when the transaction began. */
  clock(): Date;
  /** Makes a further call within the transaction, with its rights and its journal rows, as if a client had made it. */
  make(call: InnerCall): unknown;
}

export interface InnerCall {
  readonly uid: number;
  readonly model: string;
  readonly methodName: string;
  readonly ids: number[];
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Context;
}

export interface SearchOptions {
  readonly order?: string;
  readonly offset?: number;
  readonly limit?: number;
}

/** One user's view of the records within one transaction, with a context; the way to every record. */
export class Env {
  readonly session: Session;
  readonly uid: number;
  readonly context: Context;
  readonly #target: Model | undefined;

  constructor(session: Session, uid: number, context: Context, target?: Model) {
    this.session = session;
    this.uid = uid;
    this.context = context;
    this.#target = target;
  }

  /** The model that the client called. */
  get target(): Model {
    if (!this.#target) throw new Error('no model was called');
    return this.#target;
  }

  /** Did the client call this model? */
  isTarget(name: string): boolean {
    return this.#target?.name === name;
  }

  get version(): Version {
    return this.session.registry.version;
  }
  /** Now in whole seconds, as Odoo stores its own dates. */
  get now(): string {
    return this.session.now.slice(0, 19);
  }
  withContext(extra: Context): Env {
    return new Env(this.session, this.uid, { ...this.context, ...extra }, this.#target);
  }
  /** The same view with another context. */
  withOnly(context: Context): Env {
    return new Env(this.session, this.uid, context, this.#target);
  }
  /** The context without what the session puts into every one. */
  get givenContext(): Context {
    const { lang: _lang, tz: _tz, uid: _uid, sim_json2: _json2, ...given } = this.context;
    return given;
  }
  flag(key: string): boolean {
    return Boolean(this.context[key]);
  }
  model(name: string) {
    return this.session.registry.model(name);
  }

  find(model: string, id: number): Row | undefined {
    return this.session.db.get(model, id);
  }
  get(model: string, id: number): Row {
    const row = this.find(model, id);
    if (!row) throw missingError(model, [id], this.uid);
    return row;
  }
  rows(model: string, ids: readonly number[]): Row[] {
    return ids.map((id) => this.get(model, id));
  }
  /** Rows whose stored field has the value, by id. */
  by(model: string, field: string, value: Value): Row[] {
    const found: Row[] = [];
    for (const id of this.session.db.idsBy(model, field, value)) found.push(this.get(model, id));
    return found;
  }
  /** Row of a many2one, or undefined when unset. */
  at(model: string, value: Value | undefined): Row | undefined {
    const id = ref(value);
    return id ? this.find(model, id) : undefined;
  }
  value(model: string, row: Row, field: string): Value {
    return fieldValue(this, model, row, field);
  }
  name(model: string, id: number): string {
    const row = this.find(model, id);
    return row ? str(this.value(model, row, 'display_name')) : '';
  }

  search(model: string, domain: unknown, options: SearchOptions = {}): number[] {
    return searchIds(this, model, domain, options);
  }
  create(model: string, vals: Vals): number {
    return createRecord(this, model, vals);
  }
  write(model: string, id: number, vals: Vals): void {
    writeRecord(this, model, id, vals);
  }
  unlink(model: string, ids: readonly number[]): void {
    unlinkRecords(this, model, ids);
  }
  /** Stores values as they are, with the write stamp, without any of the model's rules. */
  set(model: string, id: number, patch: Readonly<Record<string, Value>>): Row {
    const stamped = { ...this.get(model, id), ...patch, write_date: this.session.now, write_uid: this.uid };
    this.session.db.put(model, stamped as Row);
    return stamped as Row;
  }
  /** Stores a value that Odoo computes: its write date does not move. */
  store(model: string, id: number, patch: Readonly<Record<string, Value>>): Row {
    const row = { ...this.get(model, id), ...patch } as Row;
    this.session.db.put(model, row);
    return row;
  }
}
