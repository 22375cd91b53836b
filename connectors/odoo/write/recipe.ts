import type { Json, Posting, ProbeResult, ReadContext } from '../../ports/posting.ts';
import type { Batch } from './batch.ts';
import { callable, runCalls } from './by-calls.ts';
import { postOnce } from './proof.ts';
import type { WriteRpc } from './rpc.ts';

/** One posting as it is being looked at. */
export interface Task<Input extends Json, Before extends Json> {
  input: Input;
  before: Before;
  context: ReadContext;
}

/**
 * How something is posted that Odoo itself does not refuse a second time: what stands there of it, what that means,
 * and the calls that do it.
 */
export interface Recipe<Input extends Json, Before extends Json, Seen, Result extends Json> {
  operation: string;
  because: string;
  /** For people: what is being done. */
  what(before: Before): string;
  prepare(input: Input, context: ReadContext): Promise<Before>;
  /** What there is of it in Odoo right now. */
  see(task: Task<Input, Before>): Promise<Seen>;
  /** From the records alone: posted, not posted, or neither (thrown as NeedsAttentionError). */
  judge(seen: Seen, task: Task<Input, Before>): Promise<ProbeResult<Result>>;
  /** What is to be done about something that is not posted; only reads. */
  batch(seen: Seen, task: Task<Input, Before>): Promise<Batch>;
  /** The last call is so harmful a second time that it is looked once more right before it. */
  looksAgain?: boolean;
}

/** The posting of a recipe. */
export function posting<Input extends Json, Before extends Json, Seen, Result extends Json>(
  rpc: WriteRpc,
  recipe: Recipe<Input, Before, Seen, Result>,
): Posting<Input, Before, Result> {
  const look = async (task: Task<Input, Before>) => recipe.judge(await recipe.see(task), task);

  return {
    operation: recipe.operation,
    guarantee: 'DETECTABLE',
    because: recipe.because,

    prepare: (input, context) => recipe.prepare(input, context),

    async apply(input, before, context) {
      const task = { input, before, context };
      const seen = await recipe.see(task);
      const earlier = await recipe.judge(seen, task);
      if (earlier.outcome === 'found') return earlier.result;
      const done: number[][] = [];
      let batch: Batch | undefined;
      return await postOnce({
        rpc,
        what: recipe.what(before),
        async post() {
          batch = await recipe.batch(seen, task);
          const isDone = async () => (await look(task)).outcome === 'found';
          return await runCalls(rpc, batch.calls, context, done, recipe.looksAgain ? isDone : undefined);
        },
        judge: () => look(task),
        async undo() {
          await runCalls(rpc, callable(batch?.undo ?? [], done), context, done);
        },
      });
    },

    probe: (input, before, context) => look({ input, before, context }),
  };
}
