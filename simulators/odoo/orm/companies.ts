import type { Env } from './env.ts';
import { accessError } from './errors.ts';
import { list, type Model, type Row, ref, str, type Vals } from './types.ts';

/** Companies of one database: which of them a call is for, and whose records it may see. */

/** Odoo itself sees all. */
const SUPERUSER = 1;

function companiesOf(env: Env): readonly number[] {
  return list(env.find('res.users', env.uid)?.company_ids);
}

/** Companies that the caller names, in their order; without a word of it all that the user has, the own one first. */
function allowed(env: Env): readonly number[] {
  const named = env.context.allowed_company_ids;
  if (Array.isArray(named) && named.length > 0) return named as number[];
  const own = ref(env.find('res.users', env.uid)?.company_id);
  return [own, ...companiesOf(env).filter((id) => id !== own)].filter((id) => id > 0);
}

/** The company of what is made now. */
export function companyOf(env: Env): number {
  return allowed(env)[0] ?? 1;
}

/** A default for `company_id`. */
export const ownCompany = (env: Env, _vals?: Vals): number => companyOf(env);

export function refuseStrangeCompanies(env: Env): void {
  const named = env.context.allowed_company_ids;
  if (!Array.isArray(named) || env.uid === SUPERUSER) return;
  const own = companiesOf(env);
  if (named.some((id) => !own.includes(id as number)))
    throw accessError('Access to unauthorized or invalid companies.');
}

/** The record rule of models with a company, as a test of a row; undefined where there is nothing to tell apart. */
export function companyRule(env: Env, model: Model): ((row: Row) => boolean) | undefined {
  if (env.uid === SUPERUSER || hasOneCompany(env)) return undefined;
  const seen = new Set(allowed(env));
  if (model.name === 'res.company') return (row) => companiesOf(env).includes(row.id);
  if (!model.fields.has('company_id') || UNRULED.has(model.name)) return undefined;
  return (row) => {
    const company = ref(env.value(model.name, row, 'company_id'));
    return company === 0 || seen.has(company);
  };
}

function hasOneCompany(env: Env): boolean {
  return [...env.session.db.all('res.company')].length < 2;
}

const UNRULED = new Set(['res.users', 'res.partner', 'ir.attachment', 'ir.sequence', 'resource.calendar']);

/** Raises what Odoo does when a call names records of a company that its user may not see. */
export function guardRecords(env: Env, model: Model, ids: readonly number[]): void {
  const isSeen = companyRule(env, model);
  if (!isSeen) return;
  const rows = ids.map((id) => env.find(model.name, id)).filter((row) => row !== undefined);
  if (rows.every(isSeen)) return;
  const user = `${str(env.find('res.users', env.uid)?.name)} (id=${env.uid})`;
  const ending =
    env.version === 17
      ? ''
      : '\n\nThis seems to be a multi-company issue, but you do not have access to the proper company to access the record anyhow.';
  throw accessError(
    `Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, ${user} doesn't have 'read' access to:\n` +
      `- ${model.label} (${model.name})\n\nIf you really, really need access, perhaps you can win over your friendly ` +
      `administrator with a batch of freshly baked cookies.${ending}`,
  );
}
