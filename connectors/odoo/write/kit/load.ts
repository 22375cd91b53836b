import { RetryableError } from '../../../../lib/errors.ts';
import type { PostingContext } from '../../../ports/posting.ts';
import { findExternalId, fullExternalId } from '../../model/external-id.ts';
import { refused } from '../../model/refusal.ts';
import type { WriteRpc } from '../../model/rpc.ts';

interface LoadMessage {
  type?: string;
  message?: string;
}

/**
 * Makes `load` create once and never update: it freezes the external ids that it makes, and leaves alone what a frozen
 * one names. Otherwise a late repeat would write its values over what people have changed since. Times are UTC.
 */
const CREATE_ONCE = { mode: 'update', noupdate: true, tz: 'UTC' };

/**
 * The call that creates a record, or several, under external ids: a repeat meets the same ids, and creates and changes
 * nothing. `rows` carry text; the first row of each record has its id.
 */
export const loadCall = (model: string, fields: readonly string[], rows: readonly (readonly unknown[])[]) => ({
  model,
  method: 'load',
  args: { fields, data: rows },
  context: CREATE_ONCE,
});

/** The call that creates one record under an external id. */
export const loadOneCall = (model: string, name: string, values: Readonly<Record<string, unknown>>) =>
  loadCall(model, ['id', ...Object.keys(values)], [[fullExternalId(name), ...Object.values(values)]]);

/** Makes the call of `loadCall`. Answers the ids of the records. */
export async function load(
  rpc: WriteRpc,
  model: string,
  fields: readonly string[],
  rows: readonly (readonly string[])[],
  context: PostingContext,
): Promise<number[]> {
  return loadedIds(rpc, model, await rpc.write(loadCall(model, fields, rows), context));
}

/** What `load` answered: ids of the records, or that it rolled everything back. */
export function loadedIds(rpc: WriteRpc, model: string, answered: unknown): number[] {
  const answer = answered as { ids?: unknown; messages?: LoadMessage[] };
  if (Array.isArray(answer?.ids) && answer.ids.length > 0) return answer.ids as number[];
  const errors = (answer?.messages ?? []).filter((entry) => entry.type !== 'warning');
  const text = errors.map((entry) => entry.message?.trim() ?? '').join('; ') || 'load gave no reason';
  if (/could not serialize access|deadlock detected|could not obtain lock/i.test(text)) {
    const message = `Odoo rolled ${model}/load back: ${text}`;
    const { connection } = rpc;
    throw new RetryableError(message, { why: 'ROLLED_BACK', system: 'ERP', connection, code: 'ERP_CONCURRENCY' });
  }
  throw refused('ERP_VALIDATION_FAILED', text);
}

/** One record, create-once: found by its external id, or created under it. */
export async function loadOne(
  rpc: WriteRpc,
  model: string,
  name: string,
  values: Readonly<Record<string, string>>,
  context: PostingContext,
): Promise<number> {
  const found = await findExternalId(rpc, model, name, context);
  if (found !== null) return found;
  const [id] = loadedIds(rpc, model, await rpc.write(loadOneCall(model, name, values), context));
  return id!;
}
