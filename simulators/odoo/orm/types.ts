import type { Env } from './env.ts';

export type Version = 17 | 18 | 19;

/** A stored value. Unset is `false`, as Odoo has it on the wire; x2many are lists of ids. */
export type Value = string | number | boolean | readonly number[];
export type Row = Readonly<Record<string, Value>> & { readonly id: number };
/** What comes in: values may also be x2many commands or null. */
export type Vals = Readonly<Record<string, unknown>>;
export type Context = Readonly<Record<string, unknown>>;

export type FieldType =
  | 'char'
  | 'text'
  | 'html'
  | 'integer'
  | 'float'
  | 'monetary'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'selection'
  | 'binary'
  | 'many2one'
  | 'one2many'
  | 'many2many'
  | 'many2one_reference'
  | 'reference'
  | 'json';

export interface FieldDef {
  readonly name: string;
  readonly type: FieldType;
  readonly string: string;
  readonly relation?: string;
  readonly required?: boolean;
  readonly readonly?: boolean;
  readonly selection?: readonly (readonly [string, string])[];
}

/** Compares to Odoo's `@api.model` (no ids) and record methods. Parameters end in `?` when optional. */
export interface Method {
  readonly kind: 'model' | 'record';
  readonly params: readonly string[];
  /** Takes any further keyword (python's `**kwargs`). */
  readonly open?: boolean;
  readonly only?: readonly Version[];
  /** `undefined` is python's None. */
  run(env: Env, ids: number[], args: Readonly<Record<string, unknown>>): unknown;
}

/** What the code adds to the fields of a model. Several parts of one model are merged by the registry. */
export interface ModelPart {
  readonly order?: string;
  readonly displayName?: (env: Env, row: Row) => string;
  /** one2many field → many2one of the other model. */
  readonly inverse?: Readonly<Record<string, string>>;
  /** one2many field → which of those records it shows; all, where left out. */
  readonly shows?: Readonly<Record<string, (other: Row) => boolean>>;
  /** field → path of many2one fields that ends in the field shown. */
  readonly related?: Readonly<Record<string, string>>;
  readonly computes?: Readonly<Record<string, (env: Env, row: Row) => Value>>;
  readonly defaults?: Readonly<
    Record<string, Value | readonly (readonly unknown[])[] | ((env: Env, vals: Vals) => unknown)>
  >;
  /** float field → decimals kept. */
  readonly digits?: Readonly<Record<string, number>>;
  /** many2one fields whose target cannot be deleted away from the record: the record goes with it. */
  readonly cascade?: readonly string[];
  readonly unique?: readonly { readonly fields: readonly string[]; readonly message: string }[];
  /** Completes or changes the values of a new record; x2many commands still inside. May return the id of an existing one. */
  readonly beforeCreate?: (env: Env, vals: Vals) => Vals | number;
  readonly afterCreate?: (env: Env, id: number, vals: Vals) => void;
  /** Changes the values of a write; called once for each record. */
  readonly beforeWrite?: (env: Env, row: Row, vals: Vals) => Vals;
  readonly afterWrite?: (env: Env, old: Row, vals: Vals) => void;
  /** Raises what is wrong with a record after a create or write of one of `on` (all when left out). */
  readonly checks?: readonly { readonly on?: readonly string[]; readonly run: (env: Env, row: Row) => void }[];
  readonly beforeUnlink?: (env: Env, row: Row) => void;
  /** Computed fields that Odoo neither stores nor can search: they may be read, not filtered or sorted by. */
  readonly unsearchable?: readonly string[];
  /** Record rule: which records a user finds and reads. */
  readonly visible?: (env: Env, row: Row) => boolean;
  /** Fields that copy() leaves at their default. */
  readonly noCopy?: readonly string[];
  readonly methods?: Readonly<Record<string, Method>>;
}

export interface Model extends ModelPart {
  readonly name: string;
  readonly label: string;
  readonly fields: ReadonlyMap<string, FieldDef>;
  readonly order: string;
  readonly methods: Readonly<Record<string, Method>>;
  readonly beforeCreateAll: readonly NonNullable<ModelPart['beforeCreate']>[];
  readonly afterCreateAll: readonly NonNullable<ModelPart['afterCreate']>[];
  readonly beforeWriteAll: readonly NonNullable<ModelPart['beforeWrite']>[];
  readonly afterWriteAll: readonly NonNullable<ModelPart['afterWrite']>[];
  readonly beforeUnlinkAll: readonly NonNullable<ModelPart['beforeUnlink']>[];
}

export function num(value: Value | undefined): number {
  return typeof value === 'number' ? value : 0;
}
export function str(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}
/** Id of a many2one; 0 when unset. */
export function ref(value: Value | undefined): number {
  return typeof value === 'number' ? value : 0;
}
export function list(value: Value | undefined): readonly number[] {
  return Array.isArray(value) ? value : [];
}
