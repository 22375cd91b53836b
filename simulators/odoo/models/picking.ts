import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { list, type ModelPart, ref, str, type Vals } from '../orm/types.ts';
import { cancelMoves } from '../stock/done.ts';
import { movesOf, pickingState } from '../stock/pickings.ts';
import { assignMoves, unreserveMoves } from '../stock/reserve.ts';
import { validatePickings } from '../stock/validate.ts';
import { nextNumber } from './base.ts';

export const picking: ModelPart = {
  order: 'priority desc, scheduled_date asc, id desc',
  defaults: {
    ...{
      company_id: ownCompany,
      priority: '0',
      move_type: 'direct',
      date: (env) => env.now,
      scheduled_date: (env) => env.now,
    },
    user_id: (env) => env.uid,
  },
  unique: [
    {
      fields: ['name', 'company_id'],
      message: 'The operation cannot be completed: Reference must be unique per company!',
    },
  ],
  noCopy: ['name', 'date_done', 'backorder_id'],
  inverse: {
    ...{ move_ids: 'picking_id', move_ids_without_package: 'picking_id', move_line_ids: 'picking_id' },
    ...{ move_line_ids_without_package: 'picking_id', backorder_ids: 'backorder_id', return_ids: 'return_id' },
  },
  related: { picking_type_code: 'picking_type_id.code' },
  computes: {
    state: pickingState,
    date_deadline: (env, row) => {
      const dates = movesOf(env, row.id)
        .map((move) => str(move.date_deadline))
        .filter((date) => date !== '');
      return dates.sort()[0] ?? false;
    },
    has_tracking: (env, row) =>
      movesOf(env, row.id).some((move) => env.value('stock.move', move, 'has_tracking') !== 'none'),
    purchase_id: (env, row) => {
      const [move] = movesOf(env, row.id).filter((one) => one.purchase_line_id);
      return env.at('purchase.order.line', move?.purchase_line_id)?.order_id ?? false;
    },
    products_availability_state: (env, row) => (pickingState(env, row) === 'assigned' ? 'available' : false),
    has_scrap_move: (env, row) => env.by('stock.scrap', 'picking_id', row.id).length > 0,
  },
  beforeCreate: (env, vals) => {
    const type = env.at('stock.picking.type', vals.picking_type_id as number);
    const sequence = env.at('ir.sequence', type?.sequence_id);
    return {
      ...vals,
      company_id: type?.company_id ?? vals.company_id,
      name: vals.name || (sequence ? nextNumber(env, sequence) : '/'),
      location_id: vals.location_id ?? type?.default_location_src_id ?? false,
      location_dest_id: vals.location_dest_id ?? type?.default_location_dest_id ?? false,
    };
  },
  afterWrite: (env, old, vals) => {
    if (!('scheduled_date' in vals)) return;
    for (const move of movesOf(env, old.id))
      if (move.state !== 'done') env.store('stock.move', move.id, { date: String(vals.scheduled_date) });
  },
  beforeUnlink: (env, row) => {
    cancelMoves(
      env,
      movesOf(env, row.id).filter((move) => move.state !== 'done'),
    );
    for (const move of movesOf(env, row.id)) env.unlink('stock.move', [move.id]);
  },
  methods: {
    action_confirm: { kind: 'record', params: [], run: (env, ids) => confirmPickings(env, ids) },
    action_assign: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) assignPicking(env, id);
        return true;
      },
    },
    do_unreserve: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) unreserveMoves(env, movesOf(env, id));
        return undefined;
      },
    },
    action_cancel: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) cancelMoves(env, movesOf(env, id));
        return true;
      },
    },
    button_validate: { kind: 'record', params: [], run: (env, ids) => validatePickings(env, ids) },
  },
};

function confirmPickings(env: Env, ids: readonly number[]): true {
  for (const id of ids) {
    const drafts = movesOf(env, id).filter((move) => move.state === 'draft');
    for (const move of drafts) env.set('stock.move', move.id, { state: 'confirmed' });
    const type = env.at('stock.picking.type', env.get('stock.picking', id).picking_type_id);
    if (type?.reservation_method !== 'manual')
      assignMoves(
        env,
        env.rows(
          'stock.move',
          drafts.map((move) => move.id),
        ),
      );
  }
  return true;
}

function assignPicking(env: Env, id: number): void {
  if (movesOf(env, id).some((move) => move.state === 'draft')) confirmPickings(env, [id]);
  const open = movesOf(env, id).filter((move) => !['draft', 'cancel', 'done'].includes(str(move.state)));
  if (open.length === 0) throw userError('Nothing to check the availability for.');
  assignMoves(env, open);
}

/** Wizard of a partial transfer; made empty with the context of the action it answers. */
export const backorderWizard: ModelPart = {
  defaults: { pick_ids: [], show_transfers: false },
  inverse: { backorder_confirmation_line_ids: 'backorder_confirmation_id' },
  beforeCreate: (_env, vals) => {
    const picks = commandIds(vals.pick_ids);
    const lines = picks.map((id) => [0, 0, { picking_id: id, to_backorder: true }]);
    return { backorder_confirmation_line_ids: lines, ...vals, pick_ids: [[6, 0, picks]] };
  },
  methods: {
    process: { kind: 'record', params: [], run: (env, ids) => processWizard(env, ids, true) },
    process_cancel_backorder: { kind: 'record', params: [], run: (env, ids) => processWizard(env, ids, false) },
  },
};

/** The ids that x2many commands link. */
export function commandIds(value: unknown): number[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    if (typeof item === 'number') return [item];
    if (!Array.isArray(item)) return [];
    return item[0] === 6 ? (item[2] as number[]) : [Number(item[1])];
  });
}

function processWizard(env: Env, ids: readonly number[], withBackorder: boolean): unknown {
  const picks = env.rows('stock.backorder.confirmation', ids).flatMap((wizard) => list(wizard.pick_ids));
  const kept = env.by('stock.backorder.confirmation.line', 'backorder_confirmation_id', ids[0] ?? 0);
  const dropped = withBackorder
    ? kept.filter((line) => line.to_backorder !== true).map((line) => ref(line.picking_id))
    : picks;
  const context: Vals = { skip_backorder: true, picking_ids_not_to_backorder: dropped };
  return validatePickings(env.withContext(context), picks);
}
