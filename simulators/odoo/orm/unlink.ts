import { foreignKeyError } from './convert.ts';
import type { Env } from './env.ts';
import { missingError } from './errors.ts';

/** Deletes records: lines that belong to them go too, a record that another one requires stays (an error). */
export function unlinkRecords(env: Env, name: string, ids: readonly number[]): void {
  const model = env.model(name);
  const missing = ids.filter((id) => !env.find(name, id));
  if (missing.length > 0) throw missingError(name, missing, env.uid);
  for (const id of ids) {
    const row = env.find(name, id);
    if (!row) continue;
    for (const before of model.beforeUnlinkAll) before(env, row);
    releaseReferences(env, name, id);
    env.session.db.remove(name, id);
    for (const data of env.by('ir.model.data', 'res_id', id)) {
      if (data.model === name) env.session.db.remove('ir.model.data', data.id);
    }
  }
}

function releaseReferences(env: Env, name: string, id: number): void {
  const { registry, db } = env.session;
  for (const { model: otherName, field } of registry.references.get(name) ?? []) {
    const other = registry.model(otherName);
    const def = other.fields.get(field);
    for (const otherId of db.idsBy(otherName, field, id)) {
      if (!env.find(otherName, otherId) || !def) continue;
      if (other.cascade?.includes(field)) env.unlink(otherName, [otherId]);
      else if (def.required || RESTRICT.has(`${otherName}.${field}`)) throw foreignKeyError(env, other, def);
      else env.store(otherName, otherId, { [field]: false });
    }
  }
}

/** Optional many2one fields whose target may not be deleted (`ondelete='restrict'`). */
const RESTRICT = new Set(['stock.quant.lot_id', 'stock.scrap.lot_id', 'stock.move.line.lot_id']);
