import { ownCompany } from '../orm/companies.ts';
import { roundTo } from '../orm/convert.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { type ModelPart, num, type Row, ref, str } from '../orm/types.ts';
import { plain } from './plain.ts';

/** Rows of the time log without an end. */
function openRows(env: Env, workcenterId: number): Row[] {
  return env.by('mrp.workcenter.productivity', 'workcenter_id', workcenterId).filter((row) => !row.date_end);
}

/** `blocked` while a loss runs, `done` while work runs, else `normal`. */
export function workingState(env: Env, workcenterId: number): string {
  const open = openRows(env, workcenterId)
    .sort((a, b) => str(a.date_start).localeCompare(str(b.date_start)) || a.id - b.id)
    .at(-1);
  if (!open) return 'normal';
  const type = str(env.value('mrp.workcenter.productivity', open, 'loss_type'));
  return type === 'productive' || type === 'performance' ? 'done' : 'blocked';
}

const workcenter: ModelPart = {
  order: 'sequence, id',
  defaults: {
    ...{
      active: true,
      sequence: 1,
      time_efficiency: 100,
      time_start: 0,
      time_stop: 0,
      costs_hour: 0,
      default_capacity: 1,
    },
    ...{ company_id: ownCompany, oee_target: 90, resource_calendar_id: 1, color: 1 },
  },
  computes: {
    working_state: (env, row) => workingState(env, row.id),
    workorder_count: (env, row) =>
      env.by('mrp.workorder', 'workcenter_id', row.id).filter((one) => one.state !== 'done').length,
    workorder_ready_count: (env, row) =>
      env.by('mrp.workorder', 'workcenter_id', row.id).filter((one) => one.state === 'ready').length,
    workorder_progress_count: (env, row) =>
      env.by('mrp.workorder', 'workcenter_id', row.id).filter((one) => one.state === 'progress').length,
    blocked_time: (env, row) => hours(env, row.id, false),
    productive_time: (env, row) => hours(env, row.id, true),
    oee: (env, row) => {
      const good = hours(env, row.id, true);
      const lost = hours(env, row.id, false);
      return good + lost > 0 ? roundTo((good * 100) / (good + lost), 2) : 0;
    },
  },
  inverse: { order_ids: 'workcenter_id', time_ids: 'workcenter_id', routing_line_ids: 'workcenter_id' },
  beforeCreate: (env, vals) => {
    if (vals.resource_id) return vals;
    return { ...vals, resource_id: env.create('resource.resource', { name: vals.name, calendar_id: 1 }) };
  },
  methods: {
    unblock: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) {
          if (workingState(env, id) !== 'blocked') throw userError('It has already been unblocked.');
          for (const row of openRows(env, id)) env.write('mrp.workcenter.productivity', row.id, { date_end: env.now });
        }
        return true;
      },
    },
  },
};

function hours(env: Env, workcenterId: number, productive: boolean): number {
  const rows = env.by('mrp.workcenter.productivity', 'workcenter_id', workcenterId);
  const counted = rows.filter(
    (row) => (env.value('mrp.workcenter.productivity', row, 'loss_type') === 'productive') === productive,
  );
  return roundTo(counted.reduce((sum, row) => sum + minutesOf(env, row), 0) / 60, 2);
}

/** Minutes of a row of the time log, to two decimals; of one that runs, up to now and unrounded. */
export function minutesOf(env: Env, row: Row): number {
  const start = Date.parse(`${str(row.date_start).replace(' ', 'T')}Z`);
  if (Number.isNaN(start)) return 0;
  if (!row.date_end)
    return Math.max(0, (Date.parse(`${env.session.now.slice(0, 23).replace(' ', 'T')}Z`) - start) / 60_000);
  return roundTo((Date.parse(`${str(row.date_end).replace(' ', 'T')}Z`) - start) / 60_000, 2);
}

const productivity: ModelPart = {
  order: 'date_end desc, date_start desc, id desc',
  cascade: ['workorder_id'],
  defaults: { company_id: ownCompany, date_start: (env) => env.now, user_id: (env) => env.uid },
  related: { production_id: 'workorder_id.production_id', loss_type: 'loss_id.loss_type' },
  computes: { duration: (env, row) => (row.date_end ? minutesOf(env, row) : 0) },
};

const loss: ModelPart = { order: 'sequence, id', defaults: { sequence: 1, manual: true } };

export function workcenterModels(): ModelDefinition[] {
  return [
    plain('mrp.workcenter', 'Work Center', workcenter),
    plain('mrp.workcenter.tag', 'Add tag for the workcenter'),
    plain('mrp.workcenter.productivity', 'Workcenter Productivity Log', productivity),
    plain('mrp.workcenter.productivity.loss', 'Workcenter Productivity Losses', loss),
    plain('mrp.workcenter.productivity.loss.type', 'MRP Workorder productivity losses'),
  ];
}

/** The loss row of a type: `productive` is work, `performance` work that took longer than planned. */
export function lossOf(env: Env, type: string): number {
  const found = env.by('mrp.workcenter.productivity.loss', 'loss_type', type);
  return ref(found[0]?.id) || num(found[0]?.id);
}
