import { withDefaults } from './create.ts';
import type { Env } from './env.ts';
import { missingError, typeError, userError } from './errors.ts';
import { formattedReadGroup, readGroup } from './group.ts';
import { loadRecords } from './load.ts';
import { describeFields, readRecords } from './read.ts';
import type { Method, Model, Row, Vals, Value } from './types.ts';
import { webRead } from './web.ts';

/** A recordset as the result of a method: a list of ids on the wire. */
export class Recordset {
  readonly ids: readonly number[];
  /** 17 answers one copied record with its bare id. */
  readonly single: boolean;
  constructor(ids: readonly number[], single = false) {
    this.ids = ids;
    this.single = single;
  }
}

type ModelMethod = (env: Env, model: Model, ids: number[], args: Readonly<Record<string, unknown>>) => unknown;

/** The methods that every model has; `forModel` gives them the model that they are called on. */
const methods: Record<string, Omit<Method, 'run'> & { run: ModelMethod }> = {
  create: {
    kind: 'model',
    params: ['vals_list'],
    run: (env, model, _ids, args) => {
      const list = (Array.isArray(args.vals_list) ? args.vals_list : [args.vals_list]) as Vals[];
      return new Recordset(list.map((vals) => created(env, model, vals)));
    },
  },
  write: {
    kind: 'record',
    params: ['vals'],
    run: (env, model, ids, args) => {
      refuseMissing(env, model, ids);
      for (const id of ids) {
        env.write(model.name, id, args.vals as Vals);
        env.session.note({ model: model.name, id, effect: 'record.written', quantity: null, lots: null });
      }
      return true;
    },
  },
  unlink: {
    kind: 'record',
    params: [],
    run: (env, model, ids) => {
      env.unlink(model.name, ids);
      for (const id of ids) {
        env.session.note({ model: model.name, id, effect: 'record.deleted', quantity: null, lots: null });
      }
      return true;
    },
  },
  read: {
    kind: 'record',
    params: ['fields?', 'load?'],
    run: (env, model, ids, { fields, load }) =>
      readRecords(env, model.name, ids, fields as string[], load ?? undefined),
  },
  search: {
    kind: 'model',
    params: ['domain', 'offset?', 'limit?', 'order?'],
    run: (env, model, _ids, args) => search(env, model, args),
  },
  search_count: {
    kind: 'model',
    params: ['domain', 'limit?'],
    run: (env, model, _ids, args) => search(env, model, args).length,
  },
  search_read: {
    kind: 'model',
    params: ['domain?', 'fields?', 'offset?', 'limit?', 'order?'],
    open: true,
    run: (env, model, _ids, args) => {
      const unknown = Object.keys(args).find(
        (key) => !['domain', 'fields', 'offset', 'limit', 'order', 'load'].includes(key),
      );
      if (unknown) throw typeError(`BaseModel._read_format() got an unexpected keyword argument '${unknown}'`);
      const ids = search(env, model, args);
      return readRecords(env, model.name, ids, args.fields as string[], args.load ?? undefined);
    },
  },
  name_search: {
    kind: 'model',
    params: ['name?', 'filter?', 'operator?', 'limit?'],
    run: (env, model, _ids, { name, filter, limit }) => {
      const ids = env.search(model.name, (filter as unknown[]) ?? []);
      const text = String(name ?? '').toLowerCase();
      const hits = ids.filter((id) => env.name(model.name, id).toLowerCase().includes(text));
      return hits.slice(0, limit ? Number(limit) : 100).map((id) => [id, env.name(model.name, id)]);
    },
  },
  fields_get: {
    kind: 'model',
    params: ['allfields?', 'attributes?'],
    run: (_env, model, _ids, { allfields, attributes }) =>
      describeFields(model, allfields as string[], attributes as string[]),
  },
  default_get: {
    kind: 'model',
    params: ['fields'],
    run: (env, model, _ids, { fields }) => {
      const wanted = fields as string[];
      const vals = withDefaults(env, model, {});
      const plain = Object.entries(vals).filter(
        ([key, value]) => wanted.includes(key) && value !== false && !isComputedLate(model, key),
      );
      return Object.fromEntries(plain);
    },
  },
  copy: {
    kind: 'record',
    params: ['default?'],
    run: (env, model, ids, args) => {
      const copies = ids.map((id) => env.create(model.name, copyVals(model, env.get(model.name, id), args.default)));
      for (const id of copies) {
        env.session.note({ model: model.name, id, effect: 'record.created', quantity: null, lots: null });
      }
      return new Recordset(copies, env.version === 17);
    },
  },
  exists: {
    kind: 'record',
    params: [],
    only: [17, 18],
    run: (env, model, ids) => ids.filter((id) => env.find(model.name, id)),
  },
  check_access: { kind: 'record', params: ['operation'], only: [18], run: () => undefined },
  has_access: {
    kind: 'record',
    params: ['operation'],
    only: [18, 19],
    run: (env, model, _ids, args) => allows(env, model, args),
  },
  check_access_rights: {
    kind: 'model',
    params: ['operation', 'raise_exception?'],
    run: (env, model, _ids, args) => {
      const allowed = allows(env, model, args);
      if (!allowed && args.raise_exception !== false) env.session.guard(env.uid, model, String(args.operation));
      return allowed;
    },
  },
  get_external_id: {
    kind: 'record',
    params: [],
    run: (env, model, ids) =>
      Object.fromEntries(ids.map((id) => [String(id), externalIds(env, model, id)[0]?.xmlid ?? ''])),
  },
  get_metadata: {
    kind: 'record',
    params: [],
    run: (env, model, ids) => env.rows(model.name, ids).map((row) => metadata(env, model, row)),
  },
  load: {
    kind: 'model',
    params: ['fields', 'data'],
    run: (env, model, _ids, { fields, data }) => {
      const answer = loadRecords(env, model.name, fields as string[], data as unknown[][]);
      for (const id of answer.ids) {
        env.session.note({ model: model.name, id, effect: 'record.loaded', quantity: null, lots: null });
      }
      return answer;
    },
  },
  export_data: {
    kind: 'record',
    params: ['fields_to_export'],
    run: () => {
      throw userError("You don't have the rights to export data. Please contact an Administrator.");
    },
  },
  action_archive: { kind: 'record', params: [], run: (env, model, ids) => setActive(env, model, ids, false) },
  action_unarchive: { kind: 'record', params: [], run: (env, model, ids) => setActive(env, model, ids, true) },
  read_group: {
    kind: 'model',
    params: ['domain', 'fields', 'groupby', 'offset?', 'limit?', 'orderby?', 'lazy?'],
    run: readGroup,
  },
  formatted_read_group: {
    kind: 'model',
    params: ['domain', 'groupby?', 'aggregates?', 'having?', 'offset?', 'limit?', 'order?'],
    only: [19],
    run: formattedReadGroup,
  },
  web_read: {
    kind: 'record',
    params: ['specification'],
    run: (env, model, ids, { specification }) => webRead(env, model, ids, specification as Record<string, object>),
  },
  web_search_read: {
    kind: 'model',
    params: ['domain', 'specification', 'offset?', 'limit?', 'order?', 'count_limit?'],
    run: (env, model, _ids, args) => ({
      length: search(env, model, { domain: args.domain }).length,
      records: webRead(env, model, search(env, model, args), args.specification as Record<string, object>),
    }),
  },
  web_save: {
    kind: 'record',
    params: ['vals', 'specification', 'next_id?'],
    run: (env, model, ids, args) => {
      const saved = ids.length > 0 ? ids : [created(env, model, args.vals as Vals)];
      for (const id of ids) env.write(model.name, id, args.vals as Vals);
      return webRead(env, model, saved, args.specification as Record<string, object>);
    },
  },
};

export const genericMethods: Record<string, Method> = Object.fromEntries(
  Object.entries(methods).map(([name, method]) => [
    name,
    {
      ...method,
      run: (env: Env, ids: number[], args: Readonly<Record<string, unknown>>) => method.run(env, env.target, ids, args),
    },
  ]),
);

function created(env: Env, model: Model, vals: Vals): number {
  const id = env.create(model.name, vals);
  env.session.note({ model: model.name, id, effect: 'record.created', quantity: null, lots: null });
  return id;
}

function search(env: Env, model: Model, args: Readonly<Record<string, unknown>>): number[] {
  return env.search(model.name, args.domain ?? [], {
    order: args.order ? String(args.order) : '',
    offset: Number(args.offset ?? 0),
    limit: Number(args.limit ?? 0),
  });
}

function refuseMissing(env: Env, model: Model, ids: readonly number[]): void {
  const missing = ids.filter((id) => !env.find(model.name, id));
  if (missing.length > 0) throw missingError(model.name, missing, env.uid);
}

function setActive(env: Env, model: Model, ids: readonly number[], active: boolean): undefined {
  for (const id of ids) {
    if (env.get(model.name, id).active === active) continue;
    env.write(model.name, id, { active });
    env.session.note({ model: model.name, id, effect: 'record.written', quantity: null, lots: null });
  }
}

/** Defaults that Odoo computes only when the record is made are no part of default_get. */
function isComputedLate(model: Model, field: string): boolean {
  return model.name === 'mrp.production' && !['company_id', 'date_start', 'user_id', 'priority'].includes(field);
}

function copyVals(model: Model, row: Row, overrides: unknown): Vals {
  const vals: Record<string, unknown> = {};
  const skipped = new Set(['id', 'create_date', 'create_uid', 'write_date', 'write_uid', ...(model.noCopy ?? [])]);
  for (const def of model.fields.values()) {
    if (skipped.has(def.name) || def.type === 'one2many' || model.computes?.[def.name] || model.related?.[def.name])
      continue;
    if (def.name in row) vals[def.name] = def.type === 'many2many' ? [[6, 0, row[def.name]]] : (row[def.name] as Value);
  }
  if (model.fields.has('name') && typeof row.name === 'string' && !skipped.has('name'))
    vals.name = `${row.name} (copy)`;
  return { ...vals, ...(overrides as Vals | undefined) };
}

function allows(env: Env, model: Model, args: Readonly<Record<string, unknown>>): boolean {
  return env.session.allows(env.uid, model, String(args.operation));
}

function externalIds(env: Env, model: Model, id: number) {
  const data = env.by('ir.model.data', 'res_id', id).filter((row) => row.model === model.name);
  return data.map((row) => ({ xmlid: `${row.module}.${row.name}`, noupdate: row.noupdate === true }));
}

function metadata(env: Env, model: Model, row: Row) {
  const xmlids = externalIds(env, model, row.id);
  const [shown] = readRecords(env, model.name, [row.id], ['create_uid', 'create_date', 'write_uid', 'write_date']);
  const [first] = xmlids;
  return { ...shown, xmlid: first?.xmlid ?? false, noupdate: first?.noupdate ?? false, xmlids };
}
