import { RejectedError } from '../../../../lib/errors.ts';
import type { Guarantee, Json, Posting, ProbeContext, ProbeResult, ReadContext } from '../../../ports/posting.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Addon } from '../../transport/addon.ts';
import type { Batch } from './batch.ts';
import { callable, runCalls } from './by-calls.ts';
import { findReceipt, postBatch, type Receipt } from './by-receipt.ts';
import { type Judged, postOnce } from './proof.ts';

/** One posting as it is being looked at. */
export interface Task<Input extends Json, Before extends Json> {
  input: Input;
  before: Before;
  context: ReadContext;
  /** The call that has the effect may have been sent: what stands there may be its doing. */
  isSent: boolean;
}

/**
 * How something is posted that Odoo itself does not refuse a second time: what stands there of it, what that means,
 * and the calls that do it.
 */
export interface Recipe<Input extends Json, Before extends Json, Seen, Result extends Json> {
  operation: string;
  because: string;
  /** Every call that a batch may have, as model/method. */
  calls: readonly string[];
  /** For people: what is being done. */
  what(before: Before): string;
  prepare(input: Input, context: ReadContext): Promise<Before>;
  /** False where there is nothing to post. */
  needsCalls?(before: Before): boolean;
  /** What there is of it in Odoo right now. */
  see(task: Task<Input, Before>): Promise<Seen>;
  /** From the records alone: posted, not posted, or neither (thrown as NeedsAttentionError). */
  judge(seen: Seen, task: Task<Input, Before>): Promise<Judged<Result>>;
  /** What is to be done about something that is not posted; only reads. */
  batch(seen: Seen, task: Task<Input, Before>): Promise<Batch>;
  /** The result of a batch that the add-on carried out. */
  resultOf(receipt: Receipt, before: Before): Result;
  /** The last call is so harmful a second time that it is looked once more right before it. */
  looksAgain?: boolean;
  /** It names lines that it replaces: where one is gone, they have changed, and the posting is tried again. */
  replacesLines?: boolean;
}

/** An intent says by which installation of the add-on it is to be carried out, so that the right evidence is looked at. */
type Intent<Before> = Before & { byReceipt?: string };

/**
 * The posting of a recipe: through the add-on where it is installed, else call by call. What was intended one way is
 * also looked up that way, whatever has been installed or removed meanwhile.
 */
export function posting<Input extends Json, Before extends Json & object, Seen, Result extends Json>(
  rpc: WriteRpc,
  addon: Addon,
  recipe: Recipe<Input, Before, Seen, Result>,
): Posting<Input, Intent<Before>, Result> {
  const look = async (task: Task<Input, Before>) => recipe.judge(await recipe.see(task), task);
  const inDoubt = async (task: Omit<Task<Input, Before>, 'isSent'>): Promise<ProbeResult<Result>> => {
    const judged = await look({ ...task, isSent: true });
    return judged.outcome === 'found' ? judged : { outcome: 'absent' };
  };

  return {
    operation: recipe.operation,
    guarantee: 'DETECTABLE',
    because: recipe.because,

    guaranteeNow: () =>
      addon.installationFor(recipe.calls).then(
        (installation): Guarantee => (installation === null ? 'DETECTABLE' : 'RECEIPT'),
        (): Guarantee => 'DETECTABLE',
      ),

    async prepare(input, context) {
      const before = await recipe.prepare(input, context);
      const needsCalls = recipe.needsCalls?.(before) ?? true;
      const installation = needsCalls ? await addon.installationFor(recipe.calls) : null;
      return installation === null ? before : { ...before, byReceipt: installation };
    },

    async apply(input, before, context) {
      const task = { input, before, context, isSent: false };
      const seen = await recipe.see(task);
      if (before.byReceipt !== undefined) {
        const batch = checked(recipe, await recipe.batch(seen, task));
        return recipe.resultOf(await postBatch(rpc, addon, batch, context), before);
      }
      const earlier = await recipe.judge(seen, task);
      if (earlier.outcome === 'found') return earlier.result;
      if (earlier.refuses !== undefined) throw earlier.refuses;
      const done: number[][] = [];
      let batch: Batch | undefined;
      return await postOnce({
        rpc,
        what: recipe.what(before),
        async post() {
          batch = await recipe.batch(seen, task);
          const isDone = async () => {
            const now = recipe.looksAgain ? await look(task) : undefined;
            if (now?.outcome === 'found') return true;
            if (now?.refuses !== undefined) throw now.refuses;
            task.isSent = true;
            return false;
          };
          try {
            return await runCalls(rpc, batch.calls, context, done, isDone);
          } catch (error) {
            // What Odoo has refused had no effect.
            if (error instanceof RejectedError) task.isSent = false;
            throw error;
          }
        },
        replacesLines: recipe.replacesLines ?? false,
        judge: () => look(task),
        async undo() {
          await runCalls(rpc, callable(batch?.undo ?? [], done), context, done);
        },
      });
    },

    async probe(input, before, context) {
      if (before.byReceipt === undefined) return await inDoubt({ input, before, context });
      const receipt = await findReceipt(rpc, before.byReceipt, context);
      // Its receipts went with the add-on: what it posted stands in the records all the same.
      if (receipt === 'GONE') return await inDoubt({ input, before, context });
      if (receipt === null) return absent(context);
      return { outcome: 'found', result: recipe.resultOf(receipt, before) };
    },
  };
}

const absent = ({ fence }: ProbeContext): { outcome: 'absent'; isFinal?: true } =>
  fence === undefined ? { outcome: 'absent' } : { outcome: 'absent', isFinal: true };

/** The way was chosen by the calls that the recipe names: it must make no others. */
function checked(recipe: { operation: string; calls: readonly string[] }, batch: Batch): Batch {
  const other = batch.calls.find(({ model, method }) => !recipe.calls.includes(`${model}/${method}`));
  if (other !== undefined) throw new Error(`${recipe.operation} does not name its call ${other.model}/${other.method}`);
  return batch;
}
