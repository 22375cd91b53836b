import type { Env } from './env.ts';
import { readRecords } from './read.ts';
import { type Model, num } from './types.ts';

interface Group {
  readonly value: unknown;
  readonly ids: number[];
}

/** The old read_group: counts and sums by the first of the groupings (lazy). */
export function readGroup(env: Env, model: Model, _ids: number[], args: Readonly<Record<string, unknown>>) {
  const [field = ''] = toList(args.groupby);
  const sums = toList(args.fields)
    .filter((name) => name.includes(':'))
    .map((name) => name.split(':') as [string, string]);
  return groupsBy(env, model, args.domain, field).map((group) => ({
    [field]: group.value,
    [`${field}_count`]: group.ids.length,
    ...Object.fromEntries(sums.map(([name, how]) => [name, aggregate(env, model, group.ids, name, how)])),
    __domain: [[field, '=', keyOf(group.value)], ...((args.domain as unknown[]) ?? [])],
  }));
}

/** 19's public grouping: aggregates are asked for as `field:sum` and `__count`. */
export function formattedReadGroup(env: Env, model: Model, _ids: number[], args: Readonly<Record<string, unknown>>) {
  const [field = ''] = toList(args.groupby);
  const wanted = toList(args.aggregates);
  return groupsBy(env, model, args.domain, field).map((group) => ({
    [field]: group.value,
    __extra_domain: [[field, '=', keyOf(group.value)]],
    ...Object.fromEntries(
      wanted.map((name) => {
        const [of = '', how = 'sum'] = name.split(':');
        return [name, name === '__count' ? group.ids.length : aggregate(env, model, group.ids, of, how)];
      }),
    ),
  }));
}

function toList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : value ? [String(value)] : [];
}

function keyOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function groupsBy(env: Env, model: Model, domain: unknown, field: string): Group[] {
  const groups = new Map<string, Group>();
  for (const record of readRecords(env, model.name, env.search(model.name, domain ?? []), [field])) {
    const key = JSON.stringify(record[field]);
    const group = groups.get(key) ?? { value: record[field], ids: [] };
    group.ids.push(Number(record.id));
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => (String(keyOf(a.value)) < String(keyOf(b.value)) ? -1 : 1));
}

function aggregate(env: Env, model: Model, ids: number[], field: string, how: string): number {
  const values = env.rows(model.name, ids).map((row) => num(env.value(model.name, row, field)));
  if (how === 'max') return Math.max(...values);
  if (how === 'min') return Math.min(...values);
  const sum = values.reduce((total, value) => total + value, 0);
  return how === 'avg' ? sum / (values.length || 1) : sum;
}
