import { lotNames } from '../models/move-line.ts';
import { roundQuantity } from '../models/uom.ts';
import { bookDuration, plannedMinutes, spentMinutes } from '../models/workorder.ts';
import type { Env } from '../orm/env.ts';
import { num, type Row, ref } from '../orm/types.ts';
import { cancelMoves, doneMoves } from '../stock/done.ts';
import { addLine, linesOf, moveQuantity, productQuantity } from '../stock/lines.ts';
import { setMoveQuantity } from '../stock/set-quantity.ts';
import { costMethod } from '../stock/value.ts';
import { finishedMoves, producedQuantity, producingLots, rawMoves } from './quantities.ts';

const isOpen = (move: Row) => move.state !== 'done' && move.state !== 'cancel';

/** Posts components and product. Components that are not picked are cancelled, not consumed (early 18.0 consumes them). */
export function postInventory(env: Env, id: number): void {
  const production = env.get('mrp.production', id);
  const consumed: Row[] = [];
  for (const move of rawMoves(env, id).filter(isOpen)) {
    const takes = move.picked === true || (env.version === 18 && moveQuantity(env, move) > 0);
    if (takes) consumed.push(move);
    else cancelMoves(env, [move]);
  }
  doneMoves(env, consumed);
  const workMinutes = bookWork(env, id);
  const made = prepareFinished(env, production);
  const main = made.find((move) => move.product_id === production.product_id);
  const unitCost = main ? costOfUnit(env, production, consumed, workMinutes, made, main) : new Map<number, number>();
  doneMoves(env, made, { unitCost });
  linkGenealogy(env, id, consumed);
  if (main) noteProduction(env, production, main);
}

/** Quantity and lots of the product's own move: one line, or one per serial. */
function prepareFinished(env: Env, production: Row): Row[] {
  const open = finishedMoves(env, production.id).filter(isOpen);
  for (const move of open) {
    if (move.product_id === production.product_id) {
      const making = roundQuantity(num(production.qty_producing) - producedQuantity(env, production));
      giveLots(env, move, making, producingLots(production));
    }
    for (const line of linesOf(env, move.id)) env.set('stock.move.line', line.id, { picked: true });
    env.store('stock.move', move.id, { picked: true });
  }
  return env
    .rows(
      'stock.move',
      open.map((move) => move.id),
    )
    .filter((move) => linesOf(env, move.id).length > 0);
}

function giveLots(env: Env, move: Row, quantity: number, lots: readonly number[]): void {
  if (lots.length <= 1) {
    setMoveQuantity(env, move, quantity);
    for (const line of linesOf(env, move.id))
      env.set('stock.move.line', line.id, { lot_id: lots[0] ?? line.lot_id ?? false });
    return;
  }
  env.unlink(
    'stock.move.line',
    linesOf(env, move.id).map((line) => line.id),
  );
  for (const lot of lots)
    addLine(env, move, { lot_id: lot, quantity: roundQuantity(quantity / lots.length), picked: true });
}

/** Work orders without any time get what was planned. Returns the money that the work cost. */
function bookWork(env: Env, id: number): number {
  let cost = 0;
  for (const order of env.by('mrp.workorder', 'production_id', id)) {
    if (spentMinutes(env, order) === 0 && order.state !== 'cancel')
      bookDuration(env, order, plannedMinutes(env, order));
    const rate = num(env.at('mrp.workcenter', order.workcenter_id)?.costs_hour);
    cost += (spentMinutes(env, order) / 60) * rate;
  }
  return cost;
}

/** Actual cost: components as they left, work, and the extra cost of each unit; by-products take their share. */
function costOfUnit(
  env: Env,
  production: Row,
  consumed: Row[],
  work: number,
  made: readonly Row[],
  main: Row,
): Map<number, number> {
  const materials = consumed.reduce((sum, move) => {
    const product = env.get('product.product', ref(move.product_id));
    const quantity = linesOf(env, move.id).reduce((total, line) => total + productQuantity(env, line), 0);
    return sum + quantity * num(product.standard_price);
  }, 0);
  const quantity = moveQuantity(env, main) || 1;
  const total = materials + work + num(production.extra_cost) * quantity;
  const costs = new Map<number, number>();
  let shared = 0;
  for (const move of made.filter((one) => one.id !== main.id && num(one.cost_share) > 0)) {
    shared += num(move.cost_share);
    if (costMethod(env, env.get('product.product', ref(move.product_id))) !== 'standard') {
      costs.set(move.id, (total * num(move.cost_share)) / 100 / (moveQuantity(env, move) || 1));
    }
  }
  costs.set(main.id, (total * (1 - shared / 100)) / quantity);
  return costs;
}

/** Which component lines went into the product's lines. With nothing consumed in this call the links are emptied. */
function linkGenealogy(env: Env, id: number, consumed: readonly Row[]): void {
  const components = consumed.flatMap((move) => linesOf(env, move.id).map((line) => line.id)).sort((a, b) => a - b);
  for (const move of finishedMoves(env, id)) {
    for (const line of linesOf(env, move.id)) env.set('stock.move.line', line.id, { consume_line_ids: components });
  }
}

function noteProduction(env: Env, production: Row, move: Row): void {
  env.session.note({
    ...{ model: 'mrp.production', id: production.id, effect: 'production.posted', quantity: moveQuantity(env, move) },
    lots: lotNames(env, linesOf(env, move.id)),
  });
}
