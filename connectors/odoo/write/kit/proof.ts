import { NeedsAttentionError, OutcomeUnknownError, RejectedError, RetryableError } from '../../../../lib/errors.ts';
import type { Json, ProbeResult } from '../../../ports/posting.ts';
import { postedOtherwise } from '../../model/refusal.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import { isRecord } from '../../transport/json.ts';
import { refuseWizard } from './wizard.ts';

/**
 * Reads back what an answered write must have changed. That the read fails says nothing of the write, so its error
 * must not be taken for one. Errors: NeedsAttentionError; OutcomeUnknownError for all others.
 */
export async function readBack<T>(rpc: WriteRpc, what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NeedsAttentionError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Odoo answered ${what}, and it could not be read back: ${reason}`;
    throw new OutcomeUnknownError(message, { system: 'ERP', connection: rpc.connection, cause: error });
  }
}

/**
 * What the records say of a posting. `refuses`: nothing of it is posted and nothing can be, for a person has finished,
 * cancelled or changed what it is about.
 */
export type Judged<Result extends Json> =
  | Extract<ProbeResult<Result>, { outcome: 'found' }>
  | { outcome: 'absent'; refuses?: RejectedError };

export interface Effect<Result extends Json> {
  rpc: WriteRpc;
  /** For people: what is being done. */
  what: string;
  /** The writes; the answer of the last, which has the effect. */
  post(): Promise<unknown>;
  judge(): Promise<Judged<Result>>;
  /** Puts back what was prepared, where Odoo refused; a refusal of this must not hide the first one. */
  undo?(): Promise<void>;
  /** See Recipe. */
  replacesLines?: boolean;
}

/**
 * Posts once and reads back. A refusal is believed only after another look: a call of an earlier try that committed
 * late makes Odoo refuse this one, and what is posted must neither be called rejected nor be undone.
 */
export async function postOnce<Result extends Json>(effect: Effect<Result>): Promise<Result> {
  const { rpc, what, post, judge, undo, replacesLines } = effect;
  try {
    const answer = await post();
    const after = await readBack(rpc, what, judge);
    if (after.outcome === 'found') return after.result;
    refuseWizard(answer, what);
    if (after.refuses !== undefined) throw after.refuses;
    if (!isOfMethod(answer)) {
      const message = `${what} was answered with 200 and JSON that is not of Odoo, and nothing is posted so far`;
      throw new OutcomeUnknownError(message, { system: 'ERP', connection: rpc.connection });
    }
    throw postedOtherwise(`Odoo answered that ${what} is done, and it is not`);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const after = await readBack(rpc, what, judge);
    if (after.outcome === 'found') return after.result;
    if (after.refuses === undefined && replacesLines && isOfGoneRecord(error)) {
      const message = `What ${what} was to replace has changed meanwhile`;
      throw new RetryableError(message, {
        why: 'ROLLED_BACK',
        system: 'ERP',
        connection: rpc.connection,
        cause: error,
      });
    }
    await undo?.().catch((refusal: unknown) => {
      if (!(refusal instanceof RejectedError)) throw refusal;
    });
    throw after.refuses ?? error;
  }
}

const isOfGoneRecord = (error: RejectedError): boolean =>
  error.problems.some(({ code }) => code === 'ERP_RECORD_MISSING');

/** Methods that post answer nothing, true, or an action; an object that is none may be of somebody between. */
const isOfMethod = (answer: unknown): boolean =>
  !isRecord(answer) || (typeof answer.type === 'string' && /^ir\.actions\./.test(answer.type));
