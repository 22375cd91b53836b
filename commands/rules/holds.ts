import type { Problem } from '../../lib/problem.ts';
import type { Hold } from '../../store/holds.ts';
import { finding } from './policy.ts';

/**
 * PC-12: holds that are effective and cover the posting, with their ids. One finding for each held lot, item and
 * order, as each is cleared on its own.
 */
export function checkHolds(holds: readonly Hold[]): Problem[] {
  const findings = new Map<string, { code: string; message: string; scope: Record<string, string>; ids: string[] }>();
  for (const hold of holds) {
    const found = describe(hold);
    const key = JSON.stringify(found.scope);
    const known = findings.get(key) ?? { ...found, ids: [] };
    known.ids.push(hold.holdId);
    findings.set(key, known);
  }
  return [...findings.values()].map(({ code, message, scope, ids }) =>
    finding('PC-12', code, `${message} is on hold: ${ids.join(', ')}`, {
      system: 'HUB',
      detail: { ...scope, holdIds: ids },
    }),
  );
}

function describe(hold: Hold): { code: string; message: string; scope: Record<string, string> } {
  const { itemNumber, lotNumber, orderNumber } = hold;
  if (orderNumber !== null) return { code: 'ORDER_ON_HOLD', message: `Order ${orderNumber}`, scope: { orderNumber } };
  const item = itemNumber ?? '';
  if (lotNumber === null) return { code: 'ITEM_ON_HOLD', message: `Item ${item}`, scope: { itemNumber: item } };
  return { code: 'LOT_ON_HOLD', message: `Lot ${lotNumber} of ${item}`, scope: { itemNumber: item, lotNumber } };
}
