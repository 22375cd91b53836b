/** A search domain of Odoo in its prefix notation; only ever built from typed values here. */
export type Domain = readonly (string | readonly [field: string, operator: string, value: unknown])[];

/** At least one of the domains; each must be one complete expression or a list that is meant as "and". */
export function anyOf(domains: readonly Domain[]): Domain {
  const groups = domains.map(allOf).filter((domain) => domain.length > 0);
  if (groups.length < domains.length) return [];
  return [...Array.from({ length: Math.max(0, groups.length - 1) }, () => '|'), ...groups.flat()];
}

/** A list of expressions as one expression: the "and" that Odoo implies is written out. */
export function allOf(domain: Domain): Domain {
  let expressions = 0;
  let pending = 0;
  for (const token of domain) {
    if (token === '&' || token === '|') pending += 1;
    else if (token !== '!') {
      if (pending > 0) pending -= 1;
      else expressions += 1;
    }
  }
  return [...Array.from({ length: Math.max(0, expressions - 1) }, () => '&'), ...domain];
}

/** A literal for =like: what would be a wildcard stands for itself. */
export const likeLiteral = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Odoo's text for an instant: UTC, whole seconds. */
export const odooInstant = (instant: Date): string => instant.toISOString().slice(0, 19).replace('T', ' ');
