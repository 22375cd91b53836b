import { markDone } from '../mrp/mark-done.ts';
import { finishedMoves, rawMoves } from '../mrp/quantities.ts';
import type { Env } from '../orm/env.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { list, type ModelPart, num, type Row, ref } from '../orm/types.ts';
import { linesOf } from '../stock/lines.ts';
import { assignMoves } from '../stock/reserve.ts';
import { setMoveQuantity } from '../stock/set-quantity.ts';
import { commandIds } from './picking.ts';
import { plain } from './plain.ts';
import { roundQuantity } from './uom.ts';

/** Context of a wizard's button without what made the wizard itself. */
function without(env: Env, ...keys: string[]): Env {
  const left = Object.fromEntries(Object.entries(env.context).filter(([key]) => !keys.includes(key)));
  return env.withOnly(left);
}

const backorder: ModelPart = {
  inverse: { mrp_production_backorder_line_ids: 'mrp_production_backorder_id' },
  beforeCreate: (_env, vals) => ({ ...vals, mrp_production_ids: [[6, 0, commandIds(vals.mrp_production_ids)]] }),
  computes: { show_backorder_lines: (_env, row) => list(row.mrp_production_ids).length > 1 },
  methods: {
    action_close_mo: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        const [wizard] = env.rows('mrp.production.backorder', ids);
        return markDone(
          without(env, 'default_mrp_production_ids').withContext({ skip_backorder: true }),
          list(wizard?.mrp_production_ids),
        );
      },
    },
    action_backorder: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        const [wizard] = env.rows('mrp.production.backorder', ids);
        const lines = env.by('mrp.production.backorder.line', 'mrp_production_backorder_id', wizard?.id ?? 0);
        const wanted = lines.filter((line) => line.to_backorder === true).map((line) => ref(line.mrp_production_id));
        const context = { skip_backorder: true, mo_ids_to_backorder: wanted };
        return markDone(
          without(env, 'default_mrp_production_ids').withContext(context),
          list(wizard?.mrp_production_ids),
        );
      },
    },
  },
};

const consumption: ModelPart = {
  inverse: { mrp_consumption_warning_line_ids: 'mrp_consumption_warning_id' },
  beforeCreate: (_env, vals) => ({ ...vals, mrp_production_ids: [[6, 0, commandIds(vals.mrp_production_ids)]] }),
  computes: {
    mrp_production_count: (_env, row) => list(row.mrp_production_ids).length,
    consumption: (env, row) => {
      const lines = env.by('mrp.consumption.warning.line', 'mrp_consumption_warning_id', row.id);
      if (lines.some((line) => line.consumption === 'strict')) return 'strict';
      return lines.some((line) => line.consumption === 'warning') ? 'warning' : 'flexible';
    },
  },
  methods: {
    action_confirm: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        const [wizard] = env.rows('mrp.consumption.warning', ids);
        const next = without(env, 'default_mrp_production_ids').withContext({ skip_consumption: true });
        return markDone(next, list(wizard?.mrp_production_ids));
      },
    },
    action_set_qty: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        const [wizard] = env.rows('mrp.consumption.warning', ids);
        for (const line of env.by('mrp.consumption.warning.line', 'mrp_consumption_warning_id', wizard?.id ?? 0))
          setExpected(env, line);
        const next = without(env, 'default_mrp_production_ids').withContext({ skip_consumption: true });
        return markDone(next, list(wizard?.mrp_production_ids));
      },
    },
  },
};

/** Takes what the bill asks for, and picks it. */
function setExpected(env: Env, line: Row): void {
  for (const move of rawMoves(env, ref(line.mrp_production_id))) {
    if (move.product_id !== line.product_id || move.state === 'done' || move.state === 'cancel') continue;
    setMoveQuantity(env, move, num(line.product_expected_qty_uom));
    env.write('stock.move', move.id, { picked: true });
  }
}

/** The one right way to change the quantity of a confirmed order: its moves follow. */
const changeQuantity: ModelPart = {
  methods: {
    change_prod_qty: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const wizard of env.rows('change.production.qty', ids)) {
          const production = env.get('mrp.production', ref(wizard.mo_id));
          const factor = num(wizard.product_qty) / (num(production.product_qty) || 1);
          env.write('mrp.production', production.id, { product_qty: num(wizard.product_qty) });
          for (const move of [...rawMoves(env, production.id), ...finishedMoves(env, production.id)])
            rescale(env, move, factor);
          linkToLastOperation(env, production.id);
        }
        return {};
      },
    },
  },
};

function rescale(env: Env, move: Row, factor: number): void {
  if (move.state === 'done' || move.state === 'cancel') return;
  const demand = roundQuantity(num(move.product_uom_qty) * factor);
  env.set('stock.move', move.id, { product_uom_qty: demand });
  const held = linesOf(env, move.id).reduce((sum, line) => sum + num(line.quantity), 0);
  if (held > demand) setMoveQuantity(env, env.get('stock.move', move.id), demand);
  env.store('stock.move', move.id, {
    state: move.state === 'assigned' && held < demand ? 'partially_available' : (move.state ?? 'confirmed'),
  });
  assignMoves(env, [env.get('stock.move', move.id)]);
}

/** After the change components of no operation are tied to the last one, in 19 too. */
function linkToLastOperation(env: Env, id: number): void {
  const last = env.by('mrp.workorder', 'production_id', id).at(-1);
  if (!last) return;
  for (const move of rawMoves(env, id))
    if (!move.workorder_id) env.store('stock.move', move.id, { workorder_id: last.id });
}

const expiry: ModelPart = {
  methods: {
    process: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        const [wizard] = env.rows('expiry.picking.confirmation', ids);
        return markDone(env.withContext({ skip_expired: true }), list(wizard?.production_ids));
      },
    },
  },
};

const backorderLine: ModelPart = { cascade: ['mrp_production_backorder_id'], defaults: { to_backorder: true } };
const consumptionLine: ModelPart = { cascade: ['mrp_consumption_warning_id'] };

export function wizardModels(): ModelDefinition[] {
  return [
    plain('mrp.production.backorder', 'Wizard to mark as done or create back order', backorder),
    plain('mrp.production.backorder.line', 'Backorder Confirmation Line', backorderLine),
    plain('mrp.consumption.warning', 'Wizard in case of consumption in warning/strict', consumption),
    plain('mrp.consumption.warning.line', 'Line of issue consumption', consumptionLine),
    plain('mrp.production.serials', 'Assign serial numbers to production'),
    plain('mrp.batch.produce', 'Produce a batch of production order'),
    plain('change.production.qty', 'Change Production Qty', changeQuantity),
    plain('expiry.picking.confirmation', 'Confirm Expiry', expiry),
  ];
}
