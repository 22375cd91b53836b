import { bypassesReservation, locationTree } from '../models/location.ts';
import { lotNames } from '../models/move-line.ts';
import { isStorable, trackingOf } from '../models/product.ts';
import { roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { userError, validationError } from '../orm/errors.ts';
import { list, num, type Row, ref, str } from '../orm/types.ts';
import { unlinkFromOrigins } from './chains.ts';
import { holdsReservation, linesOf, moveQuantity, placeOf, productQuantity, reserveLine } from './lines.ts';
import { refuseLinesWithoutLot } from './lots.ts';
import { changeQuantity, type Place, quantAt, quantsIn } from './quants.ts';
import { assignMoves } from './reserve.ts';
import { costMethod, valueMove } from './value.ts';

export interface DoneOptions {
  /** Cost of one unit that comes in, by move id. */
  readonly unitCost?: ReadonlyMap<number, number>;
}

/** Carries out moves: stock leaves the source and arrives at the destination, line by line. */
export function doneMoves(env: Env, moves: readonly Row[], options: DoneOptions = {}): void {
  const arrived: Row[] = [];
  for (const { id } of moves) {
    const move = env.get('stock.move', id);
    if (move.state === 'done' || move.state === 'cancel') continue;
    // Of a move that is picked in part, only that part is done.
    const picked = linesOf(env, id).filter((line) => line.picked === true);
    const done = picked.length > 0 ? picked : linesOf(env, id);
    const lines = done.filter((line) => num(line.quantity) > 0);
    const empty = linesOf(env, id).filter((line) => !lines.includes(line));
    if (empty.length > 0)
      env.unlink(
        'stock.move.line',
        empty.map((line) => line.id),
      );
    if (move.is_inventory !== true) refuseLinesWithoutLot(env, lines);
    for (const line of lines) carryOut(env, line);
    env.set('stock.move', id, { state: 'done', picked: true, date: env.now });
    const moved = env.get('stock.move', id);
    putValue(env, moved, options.unitCost?.get(id));
    env.session.note({
      model: 'stock.move',
      id,
      effect: 'stock.moved',
      quantity: moveQuantity(env, moved),
      lots: lotNames(env, linesOf(env, id)),
    });
    if (!bypassesReservation(env, ref(moved.location_dest_id))) arrived.push(moved);
  }
  assignWaiting(env, arrived);
}

/** Goods that arrive go to the moves that follow, and to those that follow none, where their operation type reserves by itself. */
function assignWaiting(env: Env, arrived: readonly Row[]): void {
  for (const move of arrived) {
    assignMoves(env, env.rows('stock.move', list(move.move_dest_ids)));
    const place = ref(move.location_dest_id);
    const waiting = env
      .by('stock.move', 'product_id', move.product_id ?? false)
      .filter((one) => (one.state === 'confirmed' || one.state === 'partially_available') && one.picked !== true)
      .filter((one) => list(one.move_orig_ids).length === 0)
      .filter((one) => locationTree(env, ref(one.location_id)).has(place))
      .filter((one) => env.at('stock.picking.type', one.picking_type_id)?.reservation_method === 'at_confirm')
      .sort((a, b) => str(a.date).localeCompare(str(b.date)) || a.id - b.id);
    assignMoves(env, waiting);
  }
}

function carryOut(env: Env, line: Row): void {
  if (holdsReservation(env, line)) reserveLine(env, line, -1);
  const lot = ref(line.lot_id) || lotFromName(env, line);
  const product = ref(line.product_id);
  const quantity = productQuantity(env, line);
  const source = { ...placeOf(line), lot };
  changeQuantity(env, source, -quantity);
  freeReservations(env, source);
  const box = ref(line.result_package_id);
  changeQuantity(env, { ...source, location: ref(line.location_dest_id), box }, quantity);
  env.set('stock.move.line', line.id, { picked: true, lot_id: lot || false, date: env.now });
  refuseSecondSerial(env, product, lot, ref(line.location_dest_id));
}

/** Stock that is taken although others had reserved it: the latest of them lose it, and reserve anew from what is free. */
function freeReservations(env: Env, place: Place): void {
  const quant = quantAt(env, place);
  if (!quant || bypassesReservation(env, place.location)) return;
  let excess = roundQuantity(num(quant.reserved_quantity) - Math.max(0, num(quant.quantity)));
  if (excess <= 0) return;
  const losers = new Set<number>();
  for (const line of holdersOf(env, place).toReversed()) {
    if (excess <= 0) break;
    const held = productQuantity(env, line);
    losers.add(ref(line.move_id));
    if (held <= excess) env.unlink('stock.move.line', [line.id]);
    else env.write('stock.move.line', line.id, { quantity: roundQuantity(num(line.quantity) - excess) });
    excess = roundQuantity(excess - held);
  }
  // 17 leaves them waiting for what had been brought for them.
  if (env.version > 17) for (const id of losers) unlinkFromOrigins(env, env.get('stock.move', id));
  assignMoves(env, env.rows('stock.move', [...losers]));
}

function holdersOf(env: Env, place: Place): Row[] {
  return env
    .by('stock.move.line', 'product_id', place.product)
    .filter((line) => line.location_id === place.location && ref(line.lot_id) === place.lot && line.picked !== true)
    .filter((line) => holdsReservation(env, line));
}

/** A lot that is only named on a receipt is made when the goods arrive, or found when it is there. */
function lotFromName(env: Env, line: Row): number {
  const name = str(line.lot_name);
  if (!name) return 0;
  const product = ref(line.product_id);
  const known = env.by('stock.lot', 'name', name).find((lot) => lot.product_id === product);
  return known?.id ?? env.create('stock.lot', { name, product_id: product, company_id: line.company_id ?? 1 });
}

/** Two units of one serial number in one place cannot be. */
export function refuseSecondSerial(env: Env, product: number, lot: number, location: number): void {
  if (!lot || trackingOf(env, product) !== 'serial') return;
  if (env.at('stock.location', location)?.usage !== 'internal') return;
  const present = quantsIn(env, product, location, lot).reduce((sum, quant) => sum + num(quant.quantity), 0);
  if (present <= 1) return;
  const named = env.name('product.product', product);
  throw validationError(
    `The serial number has already been assigned: \n Product: ${named}, Serial Number: ${str(env.find('stock.lot', lot)?.name)}`,
  );
}

/** Goods that enter or leave what the company owns change its worth. */
function putValue(env: Env, move: Row, unitCost: number | undefined): void {
  const product = ref(move.product_id);
  if (!isStorable(env, product)) return;
  const owned = (location: unknown) =>
    ['internal', 'transit'].includes(str(env.at('stock.location', location as number)?.usage));
  const from = owned(move.location_id);
  const to = owned(move.location_dest_id);
  if (from === to) return;
  const quantity = moveQuantity(env, move);
  if (quantity <= 0) return;
  const row = env.get('product.product', product);
  const standard = num(row.standard_price);
  const cost = unitCost ?? (num(move.price_unit) || standard);
  valueMove(env, move, to ? 'in' : 'out', quantity, cost);
  const shown = costMethod(env, row) === 'standard' ? standard : cost;
  const tellsPrice = move.production_id && (env.version === 19 || costMethod(env, row) !== 'standard');
  const main = env.at('mrp.production', move.production_id)?.product_id === product;
  if (tellsPrice && main) env.store('stock.move', move.id, { price_unit: shown });
}

/** Cancels open moves and gives back what they hold. */
export function cancelMoves(env: Env, moves: readonly Row[]): void {
  for (const { id } of moves) {
    const move = env.get('stock.move', id);
    if (move.state === 'cancel') continue;
    if (move.state === 'done') {
      throw userError(
        "You cannot cancel a stock move that has been set to 'Done'. Create a return in order to reverse the moves which took place.",
      );
    }
    env.unlink(
      'stock.move.line',
      linesOf(env, id).map((line) => line.id),
    );
    env.set('stock.move', id, { state: 'cancel', picked: false });
  }
}
