import type { Env } from '../orm/env.ts';
import { nameRecord } from '../orm/load.ts';
import type { Row, Value } from '../orm/types.ts';

/** A record of the base data with its id and external id, past all rules. */
export function put(env: Env, model: string, id: number, values: Readonly<Record<string, Value>>, xmlId?: string): Row {
  const { now } = env.session;
  const row = { id, create_date: now, write_date: now, create_uid: 1, write_uid: 1, ...values } as Row;
  env.session.db.put(model, row);
  if (xmlId) {
    nameRecord(env, xmlId, model, id);
    const [data] = env.by('ir.model.data', 'res_id', id).filter((one) => one.model === model);
    if (data) env.store('ir.model.data', data.id, { noupdate: true });
  }
  return row;
}
