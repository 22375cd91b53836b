import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { type ModelPart, num, type Row, ref, str, type Vals } from '../orm/types.ts';
import { linkMoves } from '../stock/chains.ts';
import { moveQuantity } from '../stock/lines.ts';
import { movesOf } from '../stock/pickings.ts';
import { assignMoves } from '../stock/reserve.ts';
import { plain } from './plain.ts';
import { roundQuantity } from './uom.ts';

/** Takes goods of a transfer back: made with the transfer in the context or in the values, its lines make themselves. */
const wizard: ModelPart = {
  inverse: { product_return_moves: 'wizard_id' },
  displayName: (_env, row) => `stock.return.picking,${row.id}`,
  beforeCreate: (env, vals) => {
    const active = env.context.active_model === 'stock.picking' ? env.context.active_id : undefined;
    const picking = Number(vals.picking_id ?? active ?? 0);
    const lines = movesOf(env, picking)
      .filter((move) => move.state === 'done')
      .map((move) => [0, 0, lineOf(env, move)]);
    return { product_return_moves: lines, ...vals, picking_id: picking || false };
  },
  methods: {
    create_returns: { kind: 'record', params: [], only: [17], run: (env, ids) => makeReturns(env, ids) },
    action_create_returns: { kind: 'record', params: [], only: [18, 19], run: (env, ids) => makeReturns(env, ids) },
    action_create_returns_all: { kind: 'record', params: [], only: [19], run: (env, ids) => makeReturns(env, ids) },
  },
};

/** 17 fills in what is left to return; since 18 the quantity must be said. */
function lineOf(env: Env, move: Row): Vals {
  const back = env.by('stock.move', 'origin_returned_move_id', move.id).filter(({ state }) => state !== 'cancel');
  const left = back.reduce((sum, one) => sum - moveQuantity(env, one), moveQuantity(env, move));
  return {
    ...{ product_id: move.product_id, uom_id: move.product_uom, move_id: move.id, to_refund: true },
    quantity: env.version === 17 ? roundQuantity(left) : 0,
  };
}

/** More than was received is accepted: the return waits for stock then. */
function makeReturns(env: Env, ids: readonly number[]): unknown {
  const [id] = ids;
  const row = env.get('stock.return.picking', id ?? 0);
  const lines = env.by('stock.return.picking.line', 'wizard_id', row.id).filter((line) => num(line.quantity) > 0);
  if (lines.length === 0) throw userError('Please specify at least one non-zero quantity.');
  const origin = env.get('stock.picking', ref(row.picking_id));
  const type = env.at('stock.picking.type', origin.picking_type_id);
  const places = { location_id: origin.location_dest_id, location_dest_id: origin.location_id };
  const made = env.create('stock.picking', {
    ...{ picking_type_id: type?.return_picking_type_id || origin.picking_type_id, ...places },
    origin: `Return of ${str(origin.name)}`,
  });
  env.store('stock.picking', made, { return_id: origin.id });
  const moves = lines.map((line) => {
    const move = env.create('stock.move', {
      ...{ product_id: line.product_id, product_uom: line.uom_id, product_uom_qty: line.quantity, picking_id: made },
      ...{ ...places, state: 'confirmed', origin_returned_move_id: line.move_id, to_refund: line.to_refund },
      purchase_line_id: env.at('stock.move', line.move_id)?.purchase_line_id ?? false,
    });
    linkMoves(env, ref(line.move_id), move);
    return move;
  });
  assignMoves(env, env.rows('stock.move', moves));
  return {
    ...{ name: 'Returned Picking', view_mode: env.version === 17 ? 'form,tree,calendar' : 'form' },
    ...{ res_model: 'stock.picking', res_id: made, type: 'ir.actions.act_window', context: {} },
  };
}

const line: ModelPart = { order: 'id', defaults: { quantity: 0, to_refund: true }, cascade: ['wizard_id'] };

export function returnModels(): ModelDefinition[] {
  return [
    plain('stock.return.picking', 'Return Picking', wizard),
    plain('stock.return.picking.line', 'Return Picking Line', line),
  ];
}
