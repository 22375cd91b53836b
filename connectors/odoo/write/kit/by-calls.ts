import type { PostingContext } from '../../../ports/posting.ts';
import { idsIn, type Row } from '../../model/row.ts';
import type { Domain, WriteRpc } from '../../model/rpc.ts';
import type { OdooCall } from '../../transport/call.ts';
import type { BatchCall, RecordId } from './batch.ts';
import { loadedIds } from './load.ts';

/** Ids of the records that each call so far made or was about. */
type Done = number[][];

/**
 * Makes the calls of a batch one after the other, each a transaction of its own; answers what the last one answered.
 * `isDone`: asked right before the last one, which must not be made twice; true where there is nothing left to do.
 */
export async function runCalls(
  rpc: WriteRpc,
  calls: readonly BatchCall[],
  context: PostingContext,
  done: Done,
  isDone?: () => Promise<boolean>,
): Promise<unknown> {
  let answer: unknown = true;
  for (const [index, call] of calls.entries()) {
    if (index === calls.length - 1 && (await isDone?.())) return true;
    const concrete = await concreteCall(rpc, call, done, context);
    answer = await rpc.write(concrete, context);
    done.push(call.method === 'load' ? loadedIds(rpc, call.model, answer) : [...(concrete.ids ?? [])]);
  }
  return answer;
}

/** Those of the calls that name no record of a call that was never answered. */
export const callable = (calls: readonly BatchCall[], done: Done): BatchCall[] =>
  calls.filter((call) => {
    let isCallable = true;
    walk(call, (value) => {
      if (isMade(value) && done[value.$id[0]]?.[value.$id[1]] === undefined) isCallable = false;
      return undefined;
    });
    return isCallable;
  });

async function concreteCall(rpc: WriteRpc, call: BatchCall, done: Done, context: PostingContext): Promise<OdooCall> {
  const known = withIds(call, done) as BatchCall;
  const wanted = new Map<string, { model: string; domain: Domain; fields: Set<string> }>();
  walk(known, (value) => {
    const [model, domain, field = 'id'] = searchIn(value) ?? [];
    if (model === undefined) return undefined;
    const key = JSON.stringify([model, domain]);
    const entry = wanted.get(key) ?? { model, domain: domain as Domain, fields: new Set() };
    entry.fields.add(field);
    wanted.set(key, entry);
    return undefined;
  });
  if (wanted.size === 0) return known as OdooCall;
  const found = new Map<string, Row[]>();
  await Promise.all(
    [...wanted].map(async ([key, { model, domain, fields }]) => {
      found.set(key, await rpc.search(model, domain, [...fields], context, { order: 'id' }));
    }),
  );
  const rowsOf = (model: string, domain: unknown) => found.get(JSON.stringify([model, domain])) ?? [];
  return walk(known, (value) => {
    if (isSearch(value)) return rowsOf(value.$search[0], value.$search[1]).map((row) => row.id);
    if (!Array.isArray(value) || !value.some(isRemoval)) return undefined;
    return value.flatMap((entry: unknown) => {
      if (!isRemoval(entry)) return [entry];
      const [model, domain, field] = entry.$remove;
      return rowsOf(model, domain).flatMap((row) => idsIn(row, field).map((id) => [2, id, 0]));
    });
  }) as OdooCall;
}

/** Records that earlier calls made, by their ids; as text among the cells of `load`. */
function withIds(call: BatchCall, done: Done): unknown {
  return walk(call, (value) => {
    if (!isMade(value)) return undefined;
    const [at, nth] = value.$id;
    const id = done[at]?.[nth];
    if (id === undefined) throw new Error(`call ${at} of the batch has no record ${nth}`);
    return call.method === 'load' ? String(id) : id;
  });
}

/** A copy in which `replace` has put something else in the place of what it does not answer undefined for. */
function walk(value: unknown, replace: (value: unknown) => unknown): unknown {
  const other = replace(value);
  if (other !== undefined) return other;
  if (Array.isArray(value)) return value.map((entry) => walk(entry, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, walk(entry, replace)]));
}

const isMade = (value: unknown): value is Exclude<RecordId, number> => has(value, '$id');
const isSearch = (value: unknown): value is { $search: [string, Domain] } => has(value, '$search');
const isRemoval = (value: unknown): value is { $remove: [string, Domain, string] } => has(value, '$remove');
const has = (value: unknown, key: string): boolean => typeof value === 'object' && value !== null && key in value;

const searchIn = (value: unknown): [string, unknown, string?] | undefined =>
  isSearch(value) ? value.$search : isRemoval(value) ? value.$remove : undefined;
