import { touchProductionOf } from '../mrp/state.ts';
import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { type ModelPart, num, type Row, ref, str, type Vals } from '../orm/types.ts';
import { isDone, moveStock, refuseDeletion } from '../stock/correct.ts';
import { holdsReservation, productQuantity, recomputeMoveState, reserveLine } from '../stock/lines.ts';

const RESERVING = ['quantity', 'lot_id', 'location_id', 'product_id', 'product_uom_id'];

export const moveLine: ModelPart = {
  order: 'result_package_id desc, id',
  defaults: { company_id: ownCompany, date: (env) => env.now, quantity: 0 },
  digits: { quantity: 2 },
  related: {
    reference: 'move_id.reference',
    origin: 'move_id.origin',
    picking_type_id: 'move_id.picking_type_id',
    is_inventory: 'move_id.is_inventory',
    tracking: 'product_id.tracking',
  },
  computes: {
    state: (env, row) => env.at('stock.move', row.move_id)?.state ?? false,
    quantity_product_uom: (env, row) => productQuantity(env, row),
    production_id: (env, row) => {
      const move = env.at('stock.move', row.move_id);
      return move?.production_id || move?.raw_material_production_id || false;
    },
    produce_line_ids: (env, row) => {
      const production = ref(env.at('stock.move', row.move_id)?.raw_material_production_id);
      if (!production) return [];
      const finished = env.by('stock.move', 'production_id', production);
      const lines = finished.flatMap((move) => env.by('stock.move.line', 'move_id', move.id));
      return lines
        .filter((line) => Array.isArray(line.consume_line_ids) && line.consume_line_ids.includes(row.id))
        .map((line) => line.id);
    },
  },
  displayName: (_env, row) => `stock.move.line,${row.id}`,
  noCopy: ['consume_line_ids'],
  beforeCreate: (env, vals) => completed(env, vals),
  afterCreate: (env, id) => {
    const line = env.get('stock.move.line', id);
    followPicked(env, ref(line.move_id));
    if (isDone(env, line)) moveStock(env, line, 1);
    // What is added to a cancelled move is reserved all the same, and nobody gives it back.
    const reserves = holdsReservation(env, line) || env.at('stock.move', line.move_id)?.state === 'cancel';
    if (!reserves) return touched(env, line);
    reserveLine(env, line, 1);
    recomputeMoveState(env, ref(line.move_id));
    touched(env, line);
  },
  beforeWrite: (env, row, vals) => {
    if (!RESERVING.some((field) => field in vals)) return vals;
    if (holdsReservation(env, row)) reserveLine(env, row, -1);
    else if (isDone(env, row)) moveStock(env, row, -1);
    return vals;
  },
  afterWrite: (env, old, vals) => {
    const line = env.get('stock.move.line', old.id);
    const reserving = RESERVING.some((field) => field in vals);
    if (reserving && holdsReservation(env, line)) reserveLine(env, line, 1);
    else if (reserving && isDone(env, line)) moveStock(env, line, 1);
    // Command 5 only detaches a line: what it reserves stays reserved.
    if ('picked' in vals) followPicked(env, ref(line.move_id));
    if (reserving) recomputeMoveState(env, ref(line.move_id));
    touched(env, line);
  },
  beforeUnlink: (env, row) => {
    if (isDone(env, row)) refuseDeletion(env);
    if (holdsReservation(env, row)) reserveLine(env, row, -1);
    const move = ref(row.move_id);
    if (!move) return;
    env.session.db.put('stock.move.line', { ...row, move_id: false });
    followPicked(env, move);
    recomputeMoveState(env, move);
    touchProductionOf(env, move);
  },
};

function touched(env: Env, line: Row): void {
  if (ref(line.move_id)) touchProductionOf(env, ref(line.move_id));
}

/** What the move, and its transfer, say about a new line. */
function completed(env: Env, vals: Vals): Vals {
  const move = env.at('stock.move', typeof vals.move_id === 'number' ? vals.move_id : false);
  const product = ref(move?.product_id) || Number(vals.product_id ?? 0);
  const unit = product ? env.value('product.product', env.get('product.product', product), 'uom_id') : false;
  return {
    product_id: product || false,
    product_uom_id: move?.product_uom ?? unit,
    ...(move?.company_id ? { company_id: move.company_id } : {}),
    location_id: move?.location_id ?? false,
    location_dest_id: move?.location_dest_id ?? false,
    ...vals,
    picked: vals.picked ?? move?.picked === true,
  };
}

/** A move is picked where any of its lines is; without lines it stays as it is. */
function followPicked(env: Env, moveId: number): void {
  const move = env.find('stock.move', moveId);
  const lines = env.by('stock.move.line', 'move_id', moveId);
  if (!move || move.state === 'done' || lines.length === 0) return;
  const picked = lines.some((line) => line.picked === true);
  if (picked !== move.picked) env.store('stock.move', moveId, { picked });
}

/** Names of the lots that lines carry, for the journal. */
export function lotNames(env: Env, lines: readonly Row[]): string[] | null {
  const names = lines.map((line) => str(env.at('stock.lot', line.lot_id)?.name)).filter((name) => name !== '');
  return names.length > 0 ? [...new Set(names)] : null;
}

export function sumQuantity(lines: readonly Row[]): number {
  return lines.reduce((sum, line) => sum + num(line.quantity), 0);
}
