import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { num, type Row, type Vals } from '../orm/types.ts';
import { correctQuantity } from '../stock/correct.ts';
import { linesOf } from '../stock/lines.ts';
import { finishedMoves, producingLots, rawMoves } from './quantities.ts';

/** What a write to an order brings with it beyond the fields themselves. */

const isOpen = (move: Row) => move.state !== 'done' && move.state !== 'cancel';

/** The start of an order that is closed stays, unless the caller forces it. */
export function refuseMoving(env: Env, row: Row, vals: Vals): void {
  const isClosed = row.state === 'done' || row.state === 'cancel';
  if (isClosed && 'date_start' in vals && !env.flag('force_date'))
    throw userError('You cannot move a manufacturing order once it is cancelled or done.');
}

/** Components are needed when the order starts. A planned order loses its plan, unless components are written along. */
export function followStart(env: Env, row: Row, vals: Vals): void {
  for (const move of rawMoves(env, row.id).filter(isOpen))
    env.store('stock.move', move.id, { date: row.date_start ?? false, date_deadline: row.date_start ?? false });
  if (env.flag('force_date') || 'move_raw_ids' in vals || row.state === 'done') return;
  for (const order of env.by('mrp.workorder', 'production_id', row.id))
    if (order.state !== 'done' && order.state !== 'progress')
      env.store('mrp.workorder', order.id, { date_start: false, date_finished: false });
}

/** On an order that is done, what was posted takes the quantity (and until 18 the lot) that is written. */
export function followWhatWasMade(env: Env, row: Row, vals: Vals): void {
  const main = finishedMoves(env, row.id).find((move) => move.product_id === row.product_id && move.state === 'done');
  if (!main) return;
  if ('qty_producing' in vals) correctQuantity(env, main, num(row.qty_producing));
  const [lot] = producingLots(row);
  if (!('lot_producing_id' in vals) || lot === undefined) return;
  for (const line of linesOf(env, main.id)) env.write('stock.move.line', line.id, { lot_id: lot });
}

/**
 * The state is computed, and takes a write all the same: it stays until something makes Odoo compute it again, as other
 * lines of a component do. Before 19 what is closed stays closed; 19 shows even a closed order as whatever was written.
 */
export function keepsState(env: Env, old: Row, vals: Vals): boolean {
  const isClosed = old.state === 'done' || old.state === 'cancel';
  if (isClosed && env.version < 19) return false;
  return !JSON.stringify(vals.move_raw_ids ?? []).includes('move_line_ids');
}
