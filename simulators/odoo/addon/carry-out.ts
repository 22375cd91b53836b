import { decimal, decimalText, sum } from '../../../lib/decimal.ts';
import type { Env } from '../orm/env.ts';
import { OdooError, RollbackAnswer, repr, userError } from '../orm/errors.ts';
import { readRecords } from '../orm/read.ts';
import { list } from '../orm/types.ts';

/** What a posting may call. */
export const ALLOWED: ReadonlySet<string> = new Set([
  ...['mrp.production/write', 'mrp.production/set_qty_producing', 'mrp.production/button_mark_done'],
  ...['mrp.unbuild/load', 'mrp.unbuild/action_validate', 'mrp.workorder/write', 'mrp.workorder/button_finish'],
  ...['stock.location/load', 'stock.lot/load', 'stock.move/write', 'stock.scrap/load', 'stock.scrap/action_validate'],
  ...['stock.picking/load', 'stock.picking/write', 'stock.picking/action_confirm', 'stock.picking/button_validate'],
]);

type Json = Readonly<Record<string, unknown>>;

/** Makes the calls between their checks; rows of what `reads` found. Raises what Odoo raises, and the refusals of the add-on. */
export function carryOut(env: Env, args: Json): unknown[] {
  const made: number[][] = [];
  const each = (name: string) => (args[name] ?? []) as Json[];
  for (const check of each('before')) hold(env, 'HUB-STALE', check, made);
  for (const call of each('calls')) made.push(makeCall(env, call, made));
  for (const check of each('after')) hold(env, 'HUB-ASSERT', check, made);
  return each('reads').map((read) => {
    const ids = find(env, need(read, 'model'), need(read, 'domain'), made);
    return readRecords(env, String(read.model), ids, need(read, 'fields') as string[], '');
  });
}

function need(part: Json, key: string): unknown {
  if (key in part) return part[key];
  throw new OdooError('builtins.KeyError', key);
}

/** Ids of the records that the call made or was about. */
function makeCall(env: Env, call: Json, made: readonly number[][]): number[] {
  const model = String(need(call, 'model'));
  const methodName = String(need(call, 'method'));
  if (!ALLOWED.has(`${model}/${methodName}`)) {
    throw userError(`HUB-CALL: ${model}/${methodName} is none of the calls that a posting may make`);
  }
  const isLoad = methodName === 'load';
  const [ids, args, context] = [call.ids ?? [], call.args ?? {}, call.context ?? {}].map((part) =>
    resolved(env, part, made, isLoad),
  ) as [number[], Json, Json];
  try {
    const answer = env.session.make({
      uid: env.uid,
      model,
      methodName,
      ids,
      args,
      context: { ...env.context, ...context },
    });
    if (isLoad) return [...(answer as { ids: number[] }).ids];
    const asked = question(model, answer);
    if (asked) throw userError(`HUB-WIZARD: Odoo asks before ${model}/${methodName}: ${asked}`);
    return ids;
  } catch (error) {
    if (!(error instanceof RollbackAnswer)) throw error;
    const { messages } = error.answer as { messages: { message: string }[] };
    throw userError(`HUB-LOAD: ${model}: ${messages.map(({ message }) => message.trim()).join('; ')}`);
  }
}

/** An action that opens other records, or a dialogue. */
function question(model: string, answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined;
  const { res_model, target, name } = answer as Json;
  if (!res_model || (res_model === model && target !== 'new')) return undefined;
  return `${name || 'a dialogue'} (${res_model})`;
}

function hold(env: Env, code: string, check: Json, made: readonly number[][]): void {
  const model = String(need(check, 'model'));
  const ids = find(env.withContext({ active_test: false }), model, need(check, 'domain'), made);
  const wrong: string[] = [];
  if ('count' in check && ids.length !== check.count) wrong.push(`${ids.length} records instead of ${check.count}`);
  if ('ids' in check) {
    const wanted = (check.ids as number[]).toSorted((a, b) => a - b);
    if (repr(ids) !== repr(wanted)) wrong.push(`records ${repr(ids)} instead of ${repr(wanted)}`);
  }
  for (const [field, wanted] of Object.entries((check.sums ?? {}) as Record<string, string>)) {
    const total = sum(env.rows(model, ids).map((row) => Number(env.value(model, row, field))));
    const isNear = total
      .minus(decimal(wanted))
      .abs()
      .lte(decimal(String(check.within ?? '0')));
    if (!isNear) wrong.push(`${field} ${decimalText(total)} instead of ${wanted}`);
  }
  if (wrong.length > 0) throw userError(`${code}: ${need(check, 'says')} (${model}: ${wrong.join(', ')})`);
}

const find = (env: Env, model: unknown, domain: unknown, made: readonly number[][]): number[] =>
  env.search(String(model), resolved(env, domain, made, false), { order: 'id' });

/** A copy with ids in the place of what stood for them. */
function resolved(env: Env, value: unknown, made: readonly number[][], asText: boolean): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((entry: unknown) => {
      const removal = (entry as Json | null)?.$remove as [string, unknown, string] | undefined;
      if (!removal) return [resolved(env, entry, made, asText)];
      const [model, domain, field] = removal;
      const rows = env.rows(model, find(env, model, domain, made));
      return rows.flatMap((row) => list(env.value(model, row, field)).map((id) => [2, id, 0]));
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  const { $id, $search } = value as { $id?: [number, number]; $search?: [string, unknown] };
  if ($search) return find(env, $search[0], $search[1], made);
  if ($id) {
    const id = made[$id[0]]?.[$id[1]];
    if (id === undefined) throw new OdooError('builtins.IndexError', 'list index out of range');
    return asText ? String(id) : id;
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolved(env, entry, made, asText)]));
}
