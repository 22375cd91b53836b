import { decimalText, sum } from '../../../../lib/decimal.ts';
import type { Move, Part } from '../../model/order-part.ts';
import { OPEN_STATES } from '../../model/order-state.ts';
import type { Check } from '../kit/batch.ts';
import type { Declared } from '../kit/component-lines.ts';
import type { DeclaredComponent } from './plan.ts';

/** A component with its moves as they were read. */
type Component = DeclaredComponent & { moves: readonly Move[] };

/** For the add-on: nothing is being produced, and declarations and reservations are as they were read. */
export function consumeFinds(part: Part, components: readonly Component[]): Check[] {
  const moves = components.flatMap((component) => component.moves);
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
    ...components.flatMap((component) => stands('Something else was declared', component, component.found)),
  ];
}

/** For the add-on: exactly what is declared, lot by lot. */
export const consumeLeaves = (components: readonly Component[]): Check[] =>
  components.flatMap((component) => stands('What is declared differs', component, component.leaves));

function stands(says: string, { productId, moves }: Component, declared: readonly Declared[]): Check[] {
  const picked = [
    ['move_id', 'in', moves.map((move) => move.id)],
    ['picked', '=', true],
  ];
  const check = (domain: unknown[], quantity: string): Check => ({
    ...{ says: `${says} of product ${productId}`, model: 'stock.move.line', domain },
    sums: { quantity_product_uom: quantity },
  });
  return [
    check(picked, decimalText(sum(declared.map((entry) => entry.quantity)))),
    ...declared.map(({ lotId, quantity }) =>
      check([...picked, ['lot_id', '=', lotId ?? false]], decimalText(quantity)),
    ),
  ];
}
