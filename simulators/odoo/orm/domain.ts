import { companyRule } from './companies.ts';
import { isStored } from './create.ts';
import type { Env, SearchOptions } from './env.ts';
import { indexError, repr, reprTuple, valueError } from './errors.ts';
import { compileLeaf, type Leaf, type Predicate } from './leaf.ts';
import { compareBy } from './order.ts';
import type { FieldDef, Model, Row, Value } from './types.ts';

/** Ids of the records that match a domain, in order; archived ones only where asked for. */
export function searchIds(env: Env, name: string, domain: unknown, options: SearchOptions): number[] {
  const model = env.model(name);
  const tree = parseDomain(env, model, domain ?? []);
  const hidden = model.fields.has('active') && env.context.active_test !== false && !mentions(tree, 'active');
  const test = compile(env, model, tree);
  const isSeen = companyRule(env, model);
  const found: number[] = [];
  for (const row of candidates(env, model, tree)) {
    if (hidden && row.active === false) continue;
    if (model.visible && !model.visible(env, row)) continue;
    if (isSeen && !isSeen(row)) continue;
    if (test(row)) found.push(row.id);
  }
  const ordered = compareBy(env, model, options.order || model.order, found);
  const from = options.offset ?? 0;
  return options.limit ? ordered.slice(from, from + options.limit) : ordered.slice(from);
}

/** A domain as a test of one record. */
function domainTest(env: Env, name: string, domain: unknown): Predicate {
  const model = env.model(name);
  return compile(env, model, parseDomain(env, model, domain));
}

type Node =
  | { kind: 'and' | 'or'; left: Node; right: Node }
  | { kind: 'not'; inner: Node }
  | { kind: 'leaf'; leaf: Leaf }
  | { kind: 'constant'; value: boolean };

/** Odoo's prefix notation: operators before their operands, `&` between what stands side by side. */
function parseDomain(env: Env, model: Model, domain: unknown): Node {
  if (!Array.isArray(domain)) throw valueError(`Domain() invalid item in domain: ${repr(domain)}`);
  const stack: Node[] = [];
  for (const item of [...domain].reverse()) {
    if (item === '&' || item === '|') {
      const left = stack.pop();
      const right = stack.pop();
      if (!left || !right) throw valueError('Domain() missing operand');
      stack.push({ kind: item === '&' ? 'and' : 'or', left, right });
    } else if (item === '!') {
      const inner = stack.pop();
      if (!inner) throw valueError('Domain() missing operand');
      stack.push({ kind: 'not', inner });
    } else {
      stack.push(parseLeaf(env, model, item));
    }
  }
  let tree = stack.pop();
  if (!tree) return { kind: 'constant', value: true };
  for (let right = stack.pop(); right; right = stack.pop()) tree = { kind: 'and', left: tree, right };
  return tree;
}

function parseLeaf(env: Env, model: Model, item: unknown): Node {
  if (!Array.isArray(item) || item.length !== 3) {
    if (env.version === 19) throw valueError(`Domain() invalid item in domain: ${repr(item)}`);
    throw indexError('string index out of range');
  }
  const [path, operator, value] = item as [unknown, string, unknown];
  if ((path === 1 || path === 0) && operator === '=') return { kind: 'constant', value: path === value };
  const field = String(path).split('.')[0] ?? '';
  if (!model.fields.has(field)) {
    const words = env.version === 19 ? 'condition' : 'leaf';
    throw valueError(`Invalid field ${model.name}.${field} in ${words} ${reprTuple(item)}`);
  }
  const known = OPERATORS.has(operator) || (env.version >= 17 && (operator === 'any' || operator === 'not any'));
  if (!known) {
    const words = env.version === 19 ? 'Invalid operator in condition' : 'Invalid leaf';
    throw valueError(`${words} ${reprTuple(item)}`);
  }
  return { kind: 'leaf', leaf: { path: String(path), operator, value } };
}

const OPERATORS = new Set(
  ['=', '!=', '<>', '<', '<=', '>', '>=', 'in', 'not in', '=?', 'child_of', 'parent_of'].concat([
    ...['like', 'ilike', 'not like', 'not ilike', '=like', '=ilike', 'not =like', 'not =ilike'],
  ]),
);

function compile(env: Env, model: Model, node: Node): Predicate {
  switch (node.kind) {
    case 'constant':
      return () => node.value;
    case 'not': {
      const inner = compile(env, model, node.inner);
      return (row) => !inner(row);
    }
    case 'leaf':
      return compileLeaf(env, model, node.leaf, domainTest);
    default: {
      const left = compile(env, model, node.left);
      const right = compile(env, model, node.right);
      return node.kind === 'and' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
    }
  }
}

function mentions(node: Node, field: string): boolean {
  if (node.kind === 'leaf') return node.leaf.path === field;
  if (node.kind === 'not') return mentions(node.inner, field);
  return node.kind !== 'constant' && (mentions(node.left, field) || mentions(node.right, field));
}

/** Rows worth testing: those of the most telling equality that every match must meet, else all. */
function candidates(env: Env, model: Model, tree: Node): Iterable<Row> {
  const ids = idsOf(env, model, tree);
  if (!ids) return env.session.db.all(model.name);
  return [...new Set(ids)].map((id) => env.find(model.name, id)).filter((row) => row !== undefined);
}

/** Ids that an index gives for a part of the domain, more than match at most; undefined where no index helps. */
function idsOf(env: Env, model: Model, node: Node): number[] | undefined {
  if (node.kind === 'leaf') return idsByEquality(env, model, node.leaf);
  if (node.kind !== 'and' && node.kind !== 'or') return undefined;
  const left = idsOf(env, model, node.left);
  if (node.kind === 'and' && left && left.length < 50) return left;
  const right = idsOf(env, model, node.right);
  if (node.kind === 'or') return left && right && [...left, ...right];
  return left && right ? (left.length < right.length ? left : right) : (left ?? right);
}

function idsByEquality(env: Env, model: Model, { path, operator, value }: Leaf): number[] | undefined {
  const def = model.fields.get(path);
  if (!def || !isStored(model, path) || !INDEXED.has(def.type)) return undefined;
  if (operator !== '=' && operator !== 'in') return undefined;
  const wanted = operator === 'in' ? (Array.isArray(value) ? value : [value]) : [value];
  if (wanted.some((one) => !canIndex(def, one))) return undefined;
  if (path === 'id') return [...new Set(wanted as number[])];
  return wanted.flatMap((one) => env.session.db.idsBy(model.name, path, one as Value));
}

const INDEXED = new Set<string>(['many2one', 'char', 'selection', 'integer', 'many2one_reference']);

function canIndex(def: FieldDef, value: unknown): boolean {
  return def.type === 'char' || def.type === 'selection' ? typeof value === 'string' : typeof value === 'number';
}
