import { NeedsAttentionError, OutcomeUnknownError, RetryableError } from '../../../../lib/errors.ts';
import type { PostingContext, ProbeContext } from '../../../ports/posting.ts';
import type { Row } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import { type Addon, RECEIPTS } from '../../transport/addon.ts';
import { isRecord } from '../../transport/json.ts';
import type { Batch } from './batch.ts';

/** What a receipt holds: rows for each of the batch's reads. */
export type Receipt = readonly (readonly Row[])[];

/**
 * Has the add-on carry a batch out: all of it in one transaction, or nothing. The same step again finds its receipt.
 * Errors: those of a write; RetryableError UNAVAILABLE where the add-on is not there any more.
 */
export async function postBatch(rpc: WriteRpc, addon: Addon, batch: Batch, context: PostingContext): Promise<Receipt> {
  const { calls, before, after, reads } = batch;
  const step = { step_key: context.stepKey, fence: context.fence };
  const deadline = context.deadline.toISOString().replace('Z', '+00:00');
  const call = { model: RECEIPTS, method: 'post', args: { ...step, deadline, calls, before, after, reads } };
  try {
    const receipt = receiptIn(await rpc.write(call, context));
    if (receipt !== null) return receipt;
  } catch (error) {
    if (!isGone(error)) throw error;
    addon.forget();
    const message = `The hub's add-on is not installed on ${rpc.connection} any more`;
    throw new RetryableError(message, { why: 'UNAVAILABLE', system: 'ERP', connection: rpc.connection, cause: error });
  }
  const message = `The hub's add-on on ${rpc.connection} answered no receipt`;
  throw new OutcomeUnknownError(message, { system: 'ERP', connection: rpc.connection });
}

/**
 * The receipt of a step; null where nothing was posted, GONE where that installation of the add-on is not there any
 * more, and its receipts neither. With a fence, nothing of an older claim can be posted any more once this is answered;
 * it waits for what is under way.
 */
export async function findReceipt(
  rpc: WriteRpc,
  installation: string,
  { stepKey, fence, signal }: ProbeContext,
): Promise<Receipt | null | 'GONE'> {
  const call =
    fence === undefined
      ? { model: RECEIPTS, method: 'receipt_of', args: { step_key: stepKey } }
      : { model: RECEIPTS, method: 'fence_off', args: { step_key: stepKey, fence } };
  try {
    const answer = await rpc.ask(call, { stepKey, ...(signal === undefined ? {} : { signal }) });
    return isRecord(answer) && answer.installation === installation ? receiptIn(answer) : 'GONE';
  } catch (error) {
    if (isGone(error)) return 'GONE';
    throw error;
  }
}

const receiptIn = (answer: unknown): Receipt | null =>
  isRecord(answer) && Array.isArray(answer.result) ? (answer.result as Receipt) : null;

const isGone = (error: unknown): boolean =>
  error instanceof NeedsAttentionError && error.problems.some(({ code }) => code === 'ERP_MODEL_UNKNOWN');
