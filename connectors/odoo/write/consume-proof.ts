import { decimalText, sum } from '../../../lib/decimal.ts';
import type { Check } from './batch.ts';
import type { DeclaredComponent } from './consume-plan.ts';
import { type Move, OPEN_STATES, type Part } from './order-part.ts';

/** For the add-on: nothing is being produced, and the lines that are replaced are those that were read. */
export function consumeFinds(part: Part, moves: readonly Move[]): Check[] {
  return [
    {
      says: `${part.name} has changed`,
      model: 'mrp.production',
      domain: [
        ['id', '=', part.id],
        ['state', 'in', OPEN_STATES],
      ],
      count: 1,
      sums: { qty_producing: '0' },
    },
    {
      says: 'The reservation of the components has changed',
      model: 'stock.move.line',
      domain: [['move_id', 'in', moves.map((move) => move.id)]],
      ids: moves.flatMap((move) => move.lines.map((line) => line.id)),
    },
  ];
}

/** For the add-on: exactly what is declared, lot by lot. */
export function consumeLeaves(component: DeclaredComponent, moves: readonly Move[]): Check[] {
  const says = `What is declared of product ${component.productId} differs`;
  const declared = [
    ['move_id', 'in', moves.map((move) => move.id)],
    ['picked', '=', true],
  ];
  const check = (domain: unknown[], quantity: string): Check => ({
    ...{ says, model: 'stock.move.line', domain },
    sums: { quantity_product_uom: quantity },
  });
  return [
    check(declared, decimalText(sum(component.leaves.map((entry) => entry.quantity)))),
    ...component.leaves.map(({ lotId, quantity }) =>
      check([...declared, ['lot_id', '=', lotId ?? false]], decimalText(quantity)),
    ),
  ];
}
