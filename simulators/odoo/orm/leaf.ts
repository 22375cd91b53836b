import type { Env } from './env.ts';
import { notStored, valueError } from './errors.ts';
import { type FieldDef, list, type Model, type Row, ref, str, type Value } from './types.ts';
import { fieldGetter } from './value.ts';

export interface Leaf {
  readonly path: string;
  readonly operator: string;
  readonly value: unknown;
}
export type Predicate = (row: Row) => boolean;
/** Makes a test of a whole domain on a model; the domain of `any` stands inside a condition. */
export type CompileDomain = (env: Env, model: string, domain: unknown) => Predicate;

/** One condition `(path, operator, value)` as a test. A path through several records holds when it holds for one. */
export function compileLeaf(env: Env, model: Model, leaf: Leaf, compileDomain: CompileDomain): Predicate {
  const [field = '', ...rest] = leaf.path.split('.');
  const def = model.fields.get(field);
  if (!def) throw valueError(`Invalid field '${field}' on model '${model.name}'`);
  if (model.unsearchable?.includes(field)) {
    if (env.version === 19) throw notStored(model.name, field);
    // Before 19 the server logs an error and leaves the condition out.
    return () => true;
  }
  if (rest.length > 0) return throughRelation(env, model, def, { ...leaf, path: rest.join('.') }, compileDomain);
  if (leaf.operator === 'any' || leaf.operator === 'not any') return anyOf(env, model, def, leaf, compileDomain);
  if (leaf.operator === 'child_of' || leaf.operator === 'parent_of') return inTree(env, model, def, leaf);
  if (def.type === 'one2many' || def.type === 'many2many') return onMany(env, model, def, leaf);
  if (def.type === 'many2one' && needsName(leaf)) {
    const test = comparison(env, def, leaf);
    const get = fieldGetter(env, model.name, field);
    return (row) => test(def.relation ? env.name(def.relation, ref(get(row))) : false);
  }
  const test = comparison(env, def, leaf);
  if (field === 'id') return (row) => test(row.id);
  const get = fieldGetter(env, model.name, field);
  return (row) => test(get(row));
}

/** Negative operators deny the path: no record at its end has the value. */
function throughRelation(env: Env, model: Model, def: FieldDef, leaf: Leaf, compileDomain: CompileDomain): Predicate {
  if (!def.relation) throw valueError(`Invalid field path ${def.name}.${leaf.path} on model '${model.name}'`);
  const inner = compileLeaf(env, env.model(def.relation), leaf, compileDomain);
  return (row) => targets(env, model, def, row).some(inner);
}

function anyOf(env: Env, model: Model, def: FieldDef, leaf: Leaf, compileDomain: CompileDomain): Predicate {
  const inner = compileDomain(env, def.relation ?? '', leaf.value);
  const holds: Predicate = (row) => targets(env, model, def, row).some(inner);
  return leaf.operator === 'any' ? holds : (row) => !holds(row);
}

function targets(env: Env, model: Model, def: FieldDef, row: Row): Row[] {
  const value = env.value(model.name, row, def.name);
  const ids = Array.isArray(value) ? list(value) : [ref(value)];
  return ids.map((id) => env.find(def.relation ?? '', id)).filter((one) => one !== undefined);
}

function inTree(env: Env, model: Model, def: FieldDef, leaf: Leaf): Predicate {
  const relation = def.name === 'id' ? model.name : (def.relation ?? model.name);
  const parent = PARENT[relation] ?? 'parent_id';
  const roots = new Set((Array.isArray(leaf.value) ? leaf.value : [leaf.value]) as number[]);
  const up = (id: number): boolean => {
    for (let at = id; at; at = ref(env.find(relation, at)?.[parent])) if (roots.has(at)) return true;
    return false;
  };
  const above = new Set<number>();
  for (const root of roots) for (let at = root; at; at = ref(env.find(relation, at)?.[parent])) above.add(at);
  const holds = (id: number) => (leaf.operator === 'child_of' ? up(id) : above.has(id));
  if (def.name === 'id') return (row) => holds(row.id);
  return (row) => {
    const value = env.value(model.name, row, def.name);
    return Array.isArray(value) ? list(value).some(holds) : holds(ref(value));
  };
}

const PARENT: Record<string, string> = { 'stock.location': 'location_id' };

function onMany(env: Env, model: Model, def: FieldDef, leaf: Leaf): Predicate {
  const { operator, value } = leaf;
  const negative = operator === '!=' || operator === '<>' || operator === 'not in' || operator.startsWith('not ');
  const wanted = Array.isArray(value) ? value : [value];
  const matches = (ids: readonly number[]): boolean => {
    if (wanted.length === 1 && wanted[0] === false) return ids.length === 0;
    if (typeof wanted[0] === 'string') {
      const positive = operator.replace(/^not /, '').replace(/^(!=|<>)$/, '=');
      const test = comparison(env, def, { ...leaf, operator: positive });
      return ids.some((id) => test(env.name(def.relation ?? '', id)));
    }
    return ids.some((id) => wanted.includes(id));
  };
  return (row) => matches(list(env.value(model.name, row, def.name))) !== negative;
}

function needsName(leaf: Leaf): boolean {
  if (leaf.operator.includes('like')) return true;
  return Array.isArray(leaf.value) ? typeof leaf.value[0] === 'string' : typeof leaf.value === 'string';
}

/** A test of one plain value. */
function comparison(env: Env, def: FieldDef, { operator, value }: Leaf): (stored: Value) => boolean {
  const seconds = def.type === 'datetime' && env.version === 19;
  const clean = (stored: Value): Value => (seconds && typeof stored === 'string' ? stored.slice(0, 19) : stored);
  const wanted = (one: unknown): unknown => {
    if (def.type === 'datetime' && typeof one === 'string' && one.length === 10) return `${one} 00:00:00`;
    return one === null ? false : one;
  };
  const same = (stored: Value, one: unknown): boolean => {
    const target = wanted(one);
    if (target === false) return stored === false || (stored === '' && def.type === 'char');
    return clean(stored) === target;
  };
  switch (operator) {
    case '=':
      return Array.isArray(value)
        ? (stored) => value.some((one) => same(stored, one))
        : (stored) => same(stored, value);
    case '!=':
    case '<>':
      return (stored) => !same(stored, value);
    case '=?':
      return (stored) => value === false || value === null || same(stored, value);
    case 'in':
    case 'not in': {
      const options = new Set((Array.isArray(value) ? value : [value]).map(wanted));
      const among = (stored: Value) => options.has(clean(stored)) || (stored === false && options.has(false));
      return operator === 'in' ? among : (stored) => !among(stored);
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordering(operator, wanted(value), clean);
    default:
      return likeness(operator, value);
  }
}

function ordering(operator: string, wanted: unknown, clean: (stored: Value) => Value): (stored: Value) => boolean {
  const target = wanted as string | number;
  return (stored) => {
    const value = clean(stored);
    if (value === false || wanted === false || typeof value !== typeof target) return false;
    if (operator === '<') return value < target;
    if (operator === '<=') return value <= target;
    return operator === '>' ? value > target : value >= target;
  };
}

/** SQL patterns: `%` and `_`, plain after a backslash; like and ilike look anywhere in the text, the `=` forms match it whole. */
function likeness(operator: string, value: unknown): (stored: Value) => boolean {
  const text = value === false ? '' : String(value);
  const whole = operator.includes('=');
  const body = text.replace(/\\(.)|[%_]|[.*+?^${}()|[\]\\]/gs, (match, literal?: string) => {
    if (match === '%') return '.*';
    if (match === '_') return '.';
    return (literal ?? match).replace(/[.*+?^${}()|[\]\\]/, '\\$&');
  });
  const pattern = new RegExp(whole ? `^${body}$` : body, operator.includes('ilike') ? 'is' : 's');
  const test = (stored: Value) => pattern.test(str(stored));
  return operator.startsWith('not ') ? (stored) => !test(stored) : test;
}
