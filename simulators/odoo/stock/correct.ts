import { isStorable } from '../models/product.ts';
import { roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { num, type Row, ref } from '../orm/types.ts';
import { linesOf, moveQuantity, placeOf, productQuantity } from './lines.ts';
import { changeQuantity } from './quants.ts';

/** What Odoo does with a move that is done or cancelled when somebody writes to it: some is refused, the rest changes stock. */

export function isDone(env: Env, line: Row): boolean {
  return env.at('stock.move', line.move_id)?.state === 'done';
}

/** Stock as the done line has moved it; with -1 as it was before. */
export function moveStock(env: Env, line: Row, sign: 1 | -1): void {
  const product = ref(line.product_id);
  if (!isStorable(env, product)) return;
  const quantity = sign * productQuantity(env, line);
  const from = placeOf(line);
  changeQuantity(env, from, -quantity);
  const box = ref(line.result_package_id);
  changeQuantity(env, { ...from, location: ref(line.location_dest_id), box }, quantity);
}

/** A done move takes another quantity: its first line follows, and with it the stock. */
export function correctQuantity(env: Env, move: Row, wanted: number): void {
  const [line] = linesOf(env, move.id);
  if (!line) return;
  const rest = roundQuantity(moveQuantity(env, move) - num(line.quantity));
  env.write('stock.move.line', line.id, { quantity: roundQuantity(wanted - rest) });
}

/** The mere presence of the unit is refused on what is done, that of a quantity on what is cancelled. */
export function refuseClosed(env: Env, move: Row, vals: Readonly<Record<string, unknown>>): void {
  if (move.state === 'cancel' && 'quantity' in vals)
    throw userError('You cannot change a cancelled stock move, create a new line instead.');
  const lifted = env.version === 19 && env.flag('skip_uom_conversion');
  if (move.state === 'done' && 'product_uom' in vals && !lifted)
    throw userError("You cannot change the UoM for a stock move that has been set to 'Done'.");
}

export function refuseDeletion(env: Env): never {
  if (env.version < 19)
    throw userError(
      'You can not delete product moves if the picking is done. You can only correct the done quantities.',
    );
  throw userError(
    'Deleting product moves after the transfer is done?\n\nThat would be like going back in time to revert all ' +
      "operations triggered after this move. Who knows what the end result would be, So let's not do it.\n\n" +
      'Try changing the \u201cdone\u201d quantity to 0 instead.',
  );
}
