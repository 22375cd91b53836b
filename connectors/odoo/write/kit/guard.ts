import type { Decimal } from 'decimal.js';
import { isUnderWay, type Move } from '../../model/order-part.ts';
import { odooNumber } from '../../model/row.ts';

/**
 * What a write says of a move so that Odoo itself refuses it once a person has finished or cancelled what the move
 * belongs to. The unit that the move has anyway: on a move that is done Odoo refuses the mere naming of it. The
 * quantity: on one that is cancelled Odoo refuses that. On an open move neither does anything beyond what is written,
 * as long as the quantity is what the lines come to. It holds too where Odoo runs a write again that has lost a race,
 * for it is refused by what stands then. (The context key skip_uom_conversion of 19 would lift it: never send it.)
 */
export const guarded = ({ unitId }: Pick<Move, 'unitId'>, quantity: Decimal | string): Record<string, unknown> => ({
  product_uom: unitId,
  quantity: odooNumber(quantity),
});

/**
 * Refuses a write to an order by what its moves have become, and changes none of them: one component as it is, or the
 * output of an order that has no component.
 */
export function guardOf(moves: readonly Move[]): Record<string, unknown> {
  const move = moves.find((one) => one.isRaw && isUnderWay(one)) ?? moves.find(isUnderWay);
  if (move === undefined) return {};
  return { [move.isRaw ? 'move_raw_ids' : 'move_finished_ids']: [[1, move.id, guarded(move, move.quantity)]] };
}
