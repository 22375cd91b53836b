import { setQtyProducing } from '../mrp/quantities.ts';
import { recomputeProduction } from '../mrp/state.ts';
import { roundTo } from '../orm/convert.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { list, type ModelPart, num, type Row, ref, str } from '../orm/types.ts';
import { lossOf, minutesOf, workingState } from './workcenter.ts';

/** Minutes planned: set-up and clean-up once, and the cycle for each unit. A written value wins. */
export function plannedMinutes(env: Env, row: Row): number {
  if (typeof row.sim_planned === 'number') return row.sim_planned;
  const center = env.at('mrp.workcenter', row.workcenter_id);
  const operation = env.at('mrp.routing.workcenter', row.operation_id);
  const production = env.at('mrp.production', row.production_id);
  const isOpen = row.state !== 'done' && row.state !== 'cancel';
  const making = isOpen ? num(production?.qty_producing) : 0;
  const quantity = making || num(production?.product_qty);
  const cycles = Math.ceil(roundTo(quantity / (num(center?.default_capacity) || 1), 6));
  const cycle = operation ? num(operation.time_cycle_manual) : 0;
  const fixed = num(center?.time_start) + num(center?.time_stop);
  return roundTo(fixed + (cycles * cycle * 100) / (num(center?.time_efficiency) || 100), 2);
}

export function spentMinutes(env: Env, row: Row): number {
  return env
    .by('mrp.workcenter.productivity', 'workorder_id', row.id)
    .reduce((sum, one) => sum + minutesOf(env, one), 0);
}

function openTimers(env: Env, workorderId: number): Row[] {
  return env.by('mrp.workcenter.productivity', 'workorder_id', workorderId).filter((row) => !row.date_end);
}

function remaining(env: Env, row: Row): number {
  const planned = num(env.at('mrp.production', row.production_id)?.product_qty);
  return Math.max(0, roundTo(planned - num(row.qty_produced) - num(row.qty_reported_from_previous_wo), 2));
}

export const workorder: ModelPart = {
  unsearchable: [
    'is_user_working',
    'duration_percent',
    'progress',
    'last_working_user_id',
    'scrap_count',
    'is_produced',
  ],
  order: 'sequence, id',
  defaults: {
    sequence: 100,
    state: 'ready',
    qty_produced: 0,
    costs_hour: 0,
    date_start: false,
    date_finished: false,
    qty_reported_from_previous_wo: 0,
  },
  related: {
    ...{
      product_id: 'production_id.product_id',
      product_uom_id: 'production_id.product_uom_id',
      company_id: 'production_id.company_id',
    },
    ...{ product_tracking: 'production_id.product_id.tracking', production_state: 'production_id.state' },
    ...{
      production_bom_id: 'production_id.bom_id',
      consumption: 'production_id.consumption',
      qty_producing: 'production_id.qty_producing',
    },
    ...{ finished_lot_id: 'production_id.lot_producing_id', finished_lot_ids: 'production_id.lot_producing_ids' },
    ...{ production_date: 'production_id.date_start', qty_production: 'production_id.product_qty' },
    production_availability: 'production_id.reservation_state',
  },
  computes: {
    barcode: (env, row) => `${str(env.at('mrp.production', row.production_id)?.name)}/${row.id}`,
    duration_expected: plannedMinutes,
    duration: (env, row) => {
      const running = openTimers(env, row.id).length > 0;
      return running ? spentMinutes(env, row) : roundTo(spentMinutes(env, row), 2);
    },
    duration_unit: (env, row) => roundTo(spentMinutes(env, row) / Math.max(num(row.qty_produced), 1), 2),
    duration_percent: (env, row) => {
      const planned = plannedMinutes(env, row);
      return planned ? Math.trunc((100 * (planned - spentMinutes(env, row))) / planned) : 0;
    },
    progress: (env, row) => {
      if (row.state === 'done') return 100;
      const planned = plannedMinutes(env, row);
      return planned ? roundTo((spentMinutes(env, row) * 100) / planned, 2) : 0;
    },
    qty_remaining: remaining,
    is_produced: (env, row) => num(row.qty_produced) > 0 && remaining(env, row) === 0,
    is_user_working: (env, row) => openTimers(env, row.id).some((timer) => timer.user_id === env.uid),
    working_user_ids: (env, row) => [...new Set(openTimers(env, row.id).map((timer) => ref(timer.user_id)))],
    last_working_user_id: (env, row) => openTimers(env, row.id)[0]?.user_id ?? false,
    working_state: (env, row) => workingState(env, ref(row.workcenter_id)),
    scrap_count: (env, row) => env.by('stock.scrap', 'workorder_id', row.id).length,
    needed_by_workorder_ids: (env, row) =>
      env
        .by('mrp.workorder', 'production_id', row.production_id ?? false)
        .filter((one) => list(one.blocked_by_workorder_ids).includes(row.id))
        .map((one) => one.id),
    is_planned: (_env, row) => Boolean(row.date_start),
  },
  inverse: { time_ids: 'workorder_id', move_raw_ids: 'workorder_id', scrap_ids: 'workorder_id' },
  displayName: (env, row) => `${str(env.at('mrp.production', row.production_id)?.name)} - ${str(row.name)}`,
  beforeWrite: (env, row, vals) => {
    const { duration, duration_expected: planned, qty_producing: quantity, ...rest } = vals;
    if (duration !== undefined) bookDuration(env, row, Number(duration));
    if (planned !== undefined) env.store('mrp.workorder', row.id, { sim_planned: Number(planned) });
    if (quantity !== undefined) setQtyProducing(env, ref(row.production_id), Number(quantity));
    return rest;
  },
  afterWrite: (env, old, vals) => {
    if ('qty_produced' in vals) freeWaiting(env, ref(old.production_id));
    if ('state' in vals) recomputeProduction(env, ref(old.production_id));
  },
  methods: {
    button_start: {
      kind: 'record',
      params: ['raise_on_invalid_state?'],
      run: (env, ids) => {
        for (const id of ids) start(env, id);
        return env.version === 17 ? true : undefined;
      },
    },
    button_finish: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) finishWorkorder(env, id);
        return true;
      },
    },
    button_pending: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) endTimers(env, id, env.uid);
        return env.version === 17 ? true : undefined;
      },
    },
  },
};

function start(env: Env, id: number): void {
  const row = env.get('mrp.workorder', id);
  if (row.state === 'done' || row.state === 'cancel') {
    throw userError('You cannot start a work order that is already done or cancelled');
  }
  if (workingState(env, ref(row.workcenter_id)) === 'blocked') {
    throw userError('Please unblock the work center to start the work order.');
  }
  if (openTimers(env, id).some((timer) => timer.user_id === env.uid)) return;
  const production = env.get('mrp.production', ref(row.production_id));
  if (num(production.qty_producing) === 0) setQtyProducing(env, production.id, remaining(env, row));
  addTime(env, row, { date_start: env.now, type: 'productive' });
  const moves = env.version > 17 && !['progress', 'to_close', 'done'].includes(str(production.state));
  if (moves) env.set('mrp.production', production.id, { date_start: env.now });
  const startedAt = Date.parse(`${env.now.replace(' ', 'T')}Z`);
  const planned = new Date(startedAt + plannedMinutes(env, row) * 60_000).toISOString().replace('T', ' ').slice(0, 19);
  env.set('mrp.workorder', id, {
    state: 'progress',
    date_start: row.state === 'progress' && row.date_start ? row.date_start : env.now,
    date_finished: planned,
  });
  recomputeProduction(env, production.id);
}

function addTime(
  env: Env,
  row: Row,
  { date_start, date_end, type }: { date_start: string; date_end?: string; type: string },
): void {
  env.create('mrp.workcenter.productivity', {
    ...{ workorder_id: row.id, workcenter_id: row.workcenter_id, loss_id: lossOf(env, type), user_id: env.uid },
    ...{ date_start, date_end: date_end ?? false, description: `Time Tracking: ${env.name('res.users', env.uid)}` },
  });
}

function endTimers(env: Env, id: number, uid?: number): void {
  for (const timer of openTimers(env, id)) {
    if (uid === undefined || timer.user_id === uid)
      env.set('mrp.workcenter.productivity', timer.id, { date_end: env.now });
  }
}

export function finishWorkorder(env: Env, id: number): void {
  const row = env.get('mrp.workorder', id);
  if (row.state === 'done' || row.state === 'cancel') return;
  endTimers(env, id);
  const production = env.get('mrp.production', ref(row.production_id));
  // What was reported on it before stays, be it more than is posted.
  const produced = num(row.qty_produced) || num(production.qty_producing) || num(production.product_qty);
  env.store('mrp.workorder', id, { sim_planned: plannedMinutes(env, row) });
  env.set('mrp.workorder', id, {
    ...{ state: 'done', date_finished: env.now, date_start: row.date_start || env.now, qty_produced: produced },
    costs_hour: num(env.at('mrp.workcenter', row.workcenter_id)?.costs_hour),
  });
  freeWaiting(env, production.id);
  recomputeProduction(env, production.id);
}

/** A work order waits for those before it; since 19 only until something of each is reported. */
export function freeWaiting(env: Env, productionId: number): void {
  for (const next of env.by('mrp.workorder', 'production_id', productionId)) {
    const waits = next.state === 'blocked' || next.state === 'pending';
    const free = list(next.blocked_by_workorder_ids).every((before) => {
      const row = env.find('mrp.workorder', before);
      const reported = num(row?.qty_produced) + num(row?.qty_reported_from_previous_wo);
      return ['done', 'cancel'].includes(str(row?.state)) || (env.version === 19 && reported > 0);
    });
    if (waits && free) env.set('mrp.workorder', next.id, { state: 'ready' });
  }
}

/** A written duration becomes time rows: up to the plan as work, beyond it as lost performance. */
export function bookDuration(env: Env, row: Row, minutes: number): void {
  const before = spentMinutes(env, row);
  const more = roundTo(minutes - before, 2);
  if (more <= 0) return;
  const planned = plannedMinutes(env, row);
  const normal = Math.max(0, Math.min(more, roundTo(planned - before, 2)));
  let end = Date.parse(`${env.now.replace(' ', 'T')}Z`);
  const book = (length: number, type: string) => {
    if (length <= 0) return;
    const start = end - length * 60_000;
    addTime(env, row, { date_start: clockText(start), date_end: clockText(end), type });
    end = start;
  };
  book(normal, 'productive');
  book(roundTo(more - normal, 2), 'performance');
}

function clockText(millis: number): string {
  return new Date(Math.round(millis / 1000) * 1000).toISOString().replace('T', ' ').slice(0, 19);
}
