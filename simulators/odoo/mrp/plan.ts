import { plannedMinutes } from '../models/workorder.ts';
import type { Env } from '../orm/env.ts';
import { type Row, str } from '../orm/types.ts';

/** Start plus the planned minutes; an hour where nothing is planned. */
export function expectedEnd(env: Env, row: Row): string {
  const minutes = env
    .by('mrp.workorder', 'production_id', row.id)
    .reduce((sum, order) => sum + plannedMinutes(env, order), 0);
  const start = Date.parse(`${str(row.date_start).replace(' ', 'T')}Z`);
  return new Date(start + (minutes || 60) * 60_000).toISOString().replace('T', ' ').slice(0, 19);
}
