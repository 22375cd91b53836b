import type { Finding } from '../../ports/common.ts';
import { moduleOf } from './fields.ts';
import { type Look, unlessRefused } from './look.ts';
import { groupFor, type Operation, POSTING_RIGHTS, READ_RIGHTS } from './rights-table.ts';

interface Wanted {
  model: string;
  operation: Operation;
  /** What is shown by reading it, or the postings that need it. */
  for: string[];
}

/** What the user may not do and what does not work for it, a finding for each group that would grant it. */
export async function missingRights(look: Look): Promise<Finding[]> {
  const wanted = everyRight();
  const answers = await Promise.all(wanted.map((right) => isGranted(look, right)));
  const missing = wanted.filter((_right, i) => answers[i] === false);
  if (missing.length === 0) {
    return [{ level: 'ok', text: 'The user has every right that the hub’s reads and postings need', about: 'rights' }];
  }
  const byGroup = new Map<string, Wanted[]>();
  for (const right of missing) {
    const kind = right.operation === 'read' ? 'read' : 'write';
    const key = `${kind} ${groupFor(right.model, right.operation)}`;
    byGroup.set(key, [...(byGroup.get(key) ?? []), right]);
  }
  return [...byGroup.values()].map(toFinding);
}

/** Each once, with all that needs it. */
function everyRight(): Wanted[] {
  const rights = new Map<string, Wanted>();
  const want = (model: string, operation: Operation, reason: string) => {
    const key = `${operation} ${model}`;
    const known = rights.get(key);
    if (known === undefined) rights.set(key, { model, operation, for: [reason] });
    else known.for.push(reason);
  };
  for (const [model, shows] of Object.entries(READ_RIGHTS)) want(model, 'read', shows);
  for (const [posting, needed] of Object.entries(POSTING_RIGHTS)) {
    for (const [model, ...operations] of needed) for (const operation of operations) want(model, operation, posting);
  }
  return [...rights.values()];
}

/** A model that is not there counts as granted: it is told of as a module. */
async function isGranted(look: Look, { model, operation }: Wanted): Promise<boolean> {
  return (await look.fields(model)).size === 0 || (await may(look, model, operation));
}

function toFinding(rights: readonly Wanted[]): Finding {
  const [first] = rights as [Wanted];
  const isRead = first.operation === 'read';
  const isCore = rights.some(({ model }) => !['purchase', 'maintenance', 'base'].includes(moduleOf(model)));
  const reasons = [...new Set(rights.flatMap((right) => right.for))].join(', ');
  const operations = [...new Set(rights.map(({ operation }) => operation))];
  const what = operations.map((operation) => {
    const models = rights.filter((right) => right.operation === operation).map(({ model }) => model);
    return `${operation} ${models.join(', ')}`;
  });
  return {
    level: isRead && isCore ? 'error' : 'warning',
    text: `The user may not ${what.join('; ')}: ${isRead ? `not shown will be ${reasons}` : `refused will be ${reasons}`}`,
    todo: `Give the user the group ${groupFor(first.model, first.operation)}`,
    about: `rights ${what.join('; ')}`,
  };
}

/** Of the access rights of the model; record rules may still say no to a single record. */
export function may(look: Look, model: string, operation: Operation): Promise<boolean> {
  const call =
    look.version.major >= 18
      ? { model, method: 'has_access', ids: [], args: { operation } }
      : { model, method: 'check_access_rights', args: { operation, raise_exception: false } };
  return unlessRefused(look.ask<boolean>(call), false);
}
