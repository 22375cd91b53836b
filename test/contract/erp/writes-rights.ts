import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { HOLD_LOCATION_RIGHT, POSTING_RIGHTS, type Right } from '../../../connectors/odoo/examine/rights-table.ts';
import type { OdooCall } from '../../../connectors/odoo/transport/call.ts';
import type { OdooSession } from '../../../connectors/odoo/transport/session.ts';
import type { ErpPostings } from '../../../connectors/ports.ts';

/** Rights that a real Odoo asked the caller for within each call, measured on 17.0 and 18.0; `model operation`. */
const SEEN = JSON.parse(readFileSync(new URL('rights-seen.json', import.meta.url), 'utf8')) as Record<string, string[]>;

export interface RightsWatch {
  postings(of: ErpPostings): ErpPostings;
  /** What the postings called that the connector's table of rights does not list. */
  unlisted(): string[];
}

/** Notes every write of a posting: the rights that it takes must be listed, or the report on a connection keeps quiet about them. */
export function watchRights(session: OdooSession): RightsWatch {
  const running = new AsyncLocalStorage<string>();
  const noted = new Set<string>();
  const note = (posting: string, call: OdooCall) => {
    const inner = call.args?.calls; // of the add-on, which makes the same calls
    if (call.model === 'hub.receipt') for (const one of inner as OdooCall[]) note(posting, one);
    else noted.add(`${posting} ${call.model}/${call.method}`);
  };
  const call = session.call.bind(session) as OdooSession['call'];
  session.call = (what, options) => {
    const posting = running.getStore();
    if (options.kind === 'write' && posting !== undefined) note(posting, what);
    return call(what, options);
  };
  return {
    postings: (of) =>
      Object.fromEntries(
        Object.entries(of).map(([name, posting]) => {
          const apply = (...args: Parameters<typeof posting.apply>) =>
            running.run(posting.operation, () => (posting.apply as (...all: unknown[]) => unknown)(...args));
          return [name, Object.create(posting, { apply: { value: apply } })];
        }),
      ) as unknown as ErpPostings,
    unlisted: () => [...noted].flatMap((one) => unlistedOf(...(one.split(' ') as [string, string]))).sort(),
  };
}

function unlistedOf(posting: string, call: string): string[] {
  const listed = new Set((POSTING_RIGHTS[posting] ?? []).flatMap(namesOf));
  if (posting.startsWith('stock.picking/')) for (const name of namesOf(HOLD_LOCATION_RIGHT)) listed.add(name);
  const seen = SEEN[call];
  if (seen === undefined) return [`${posting} calls ${call}, whose rights were not measured`];
  return seen.filter((right) => !listed.has(right)).map((right) => `${posting} calls ${call}, which needs ${right}`);
}

const namesOf = ([model, ...operations]: Right): string[] => operations.map((operation) => `${model} ${operation}`);
