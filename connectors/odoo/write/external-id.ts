import { createHash } from 'node:crypto';
import { NeedsAttentionError, RetryableError } from '../../../lib/errors.ts';
import { technicalProblem } from '../../../lib/problem.ts';
import type { PostingContext, ReadContext } from '../../ports/posting.ts';
import { faultBehind } from '../transport/fault.ts';
import { refused } from './refusal.ts';
import type { WriteRpc } from './rpc.ts';

/** The module part of every external id of ours; the pair (module, name) is unique in Odoo's SQL. */
const MODULE = 'hub';

/** Name of an external id: what it marks, and a digest of what makes it unique. No copy of a record inherits it. */
export function externalName(kind: string, ...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  return `${kind}_${digest}`;
}

export const fullExternalId = (name: string): string => `${MODULE}.${name}`;

/** Id of the record that carries the external id; null where none does. Any user may ask this. */
export async function findExternalId(
  rpc: WriteRpc,
  model: string,
  name: string,
  context: ReadContext,
): Promise<number | null> {
  let answer: unknown;
  try {
    answer = await rpc.ask(
      {
        model: 'ir.model.data',
        method: 'check_object_reference',
        args: { module: MODULE, xml_id: name },
        // Otherwise an archived record counts as one that may not be read.
        context: { active_test: false },
      },
      context,
    );
  } catch (error) {
    const fault = faultBehind(error);
    if (fault?.python === 'builtins.ValueError' && fault.message.includes(fullExternalId(name))) return null;
    throw error;
  }
  if (Array.isArray(answer) && answer[0] === model && typeof answer[1] === 'number') return answer[1];
  const message = `The external id ${fullExternalId(name)} does not name a readable ${model}`;
  throw new NeedsAttentionError('SCHEMA_MISMATCH', [technicalProblem('ERP_MARKER_ODD', message, { system: 'ERP' })]);
}

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
