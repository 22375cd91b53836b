import { confirmProduction } from '../../commands/catalog/confirm-production.ts';
import type { CommandServices } from '../../commands/index.ts';
import type { ErpPort, Json, Posting } from '../../connectors/ports.ts';
import type { HubDatabase } from '../../store/db.ts';
import { PLANT } from './factory.ts';

const TRIES = 12;

/**
 * What an integration without a ledger does: the same checks, plan and posting, and on any error the whole of it again.
 * The floor that the ledger is held against.
 */
export async function confirmNaively(
  order: string,
  quantity: number,
  parts: { erp: ErpPort; services: CommandServices; db: HubDatabase; stepKey: string },
): Promise<void> {
  const parsed = confirmProduction.parse({
    ...{ plantCode: PLANT, orderNumber: order },
    good: { value: String(quantity), unit: 'C62' },
  });
  if ('problems' in parsed) throw new Error(parsed.problems[0]?.message);
  const { erp, services, db, stepKey } = parts;
  const { input } = parsed;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const own = { input, command: null, requestedBy: 'naive', maySee: () => true, overrides: [] };
      const context = { ...services, ...own, store: db };
      const { facts } = await confirmProduction.check(context);
      if (!facts) return; // refused: for example because the order is full by now
      for (const step of confirmProduction.plan(context, facts)) {
        const posting = postingOf(erp, step.operation);
        const before = await posting.prepare(step.input, { stepKey });
        const deadline = new Date(Date.now() + erp.limits.rpcMaxMs);
        await posting.apply(step.input, before, { stepKey, fence: 1, deadline, beforeSend: () => {} });
      }
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
    }
  }
}

function postingOf(erp: ErpPort, operation: string): Posting<Json, Json, Json> {
  const posting = Object.values(erp.postings).find((candidate) => candidate.operation === operation);
  if (!posting) throw new Error(`there is no posting ${operation}`);
  return posting as unknown as Posting<Json, Json, Json>;
}
