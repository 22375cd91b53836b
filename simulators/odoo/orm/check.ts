import type { Env } from './env.ts';
import { validationError } from './errors.ts';
import type { Model } from './types.ts';

/** Unique keys and the model's own checks; after a write only those of the written fields. */
export function checkRecord(env: Env, model: Model, id: number, written?: readonly string[]): void {
  const row = env.find(model.name, id);
  if (!row) return;
  for (const { fields, message } of model.unique ?? []) {
    const [first = ''] = fields;
    if (written && !fields.some((field) => written.includes(field))) continue;
    if (fields.some((field) => field !== 'company_id' && (row[field] ?? false) === false)) continue;
    const twins = env.by(model.name, first, row[first] ?? false);
    const taken = twins.some((twin) => twin.id !== id && fields.every((field) => twin[field] === row[field]));
    if (taken) throw validationError(message.replace('{0}', fields.map((field) => String(row[field])).join(', ')));
  }
  for (const check of model.checks ?? []) {
    if (!written || !check.on || check.on.some((field) => written.includes(field))) check.run(env, row);
  }
}
