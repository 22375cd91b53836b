import type { ErpItem, ErpReader } from '../../connectors/ports/erp-read.ts';
import type { BackEnds } from '../../connectors/ports.ts';
import { type Caller, rightsOf } from '../../lib/identity/caller.ts';
import type { SubgraphRequest } from '../types.ts';
import { factsWanted } from './wanted.ts';

export interface OdooParts {
  backEnds: Pick<BackEnds, 'erps'>;
  /** In the order in which they are shown. */
  plants: readonly { code: string }[];
}

/** One ERP connection as the caller may see it. */
export interface VisibleErp {
  connection: string;
  /** Plants of the connection within the caller's claim; at least one. */
  plantCodes: readonly string[];
  reader: ErpReader;
}

export interface FoundItem {
  erp: VisibleErp;
  item: ErpItem;
}

/** What the resolvers of one client request share. A plant that the caller may not see does not exist in it. */
export class OdooContext {
  readonly caller: Caller;
  readonly erps: readonly VisibleErp[];
  /** Every plant that the caller may see and an ERP serves, as configured. */
  readonly plantCodes: readonly string[];
  readonly #items = new Map<string, Promise<FoundItem[]>>();

  constructor(parts: OdooParts, request: SubgraphRequest) {
    this.caller = request.caller;
    const operations = request.operations?.('odoo');
    const options = {
      calls: request.calls,
      rights: rightsOf(request.caller),
      ...(operations === undefined ? {} : { wanted: factsWanted(operations) }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    };
    this.erps = parts.backEnds.erps.flatMap((erp) => {
      const plantCodes = erp.plants.map((plant) => plant.code).filter((code) => request.caller.plants.has(code));
      if (plantCodes.length === 0) return [];
      return [{ connection: erp.connection, plantCodes, reader: erp.open({ ...options, plants: plantCodes }) }];
    });
    const served = new Set(this.erps.flatMap((erp) => erp.plantCodes));
    this.plantCodes = parts.plants.map((plant) => plant.code).filter((code) => served.has(code));
  }

  /** Null for a plant that is not configured, or that the caller may not see. */
  readerOf(plantCode: string): ErpReader | null {
    return this.erps.find((erp) => erp.plantCodes.includes(plantCode))?.reader ?? null;
  }

  /**
   * The item in every ERP that knows it. One ERP that does not answer matters only where no other knows the item.
   * Errors: the failure of that ERP.
   */
  findItem(itemNumber: string): Promise<FoundItem[]> {
    let found = this.#items.get(itemNumber);
    if (found === undefined) {
      found = anyAnswer(this.erps, async (erp) => {
        const item = await erp.reader.item(itemNumber);
        return item === null ? [] : [{ erp, item }];
      });
      this.#items.set(itemNumber, found);
    }
    return found;
  }
}

/** What any of the ERPs answers, together. Errors: the first failure, where none has answered with anything. */
export async function anyAnswer<Result>(
  erps: readonly VisibleErp[],
  ask: (erp: VisibleErp) => Promise<Result[]>,
): Promise<Result[]> {
  const answers = await Promise.allSettled(erps.map(ask));
  const results = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (results.length === 0 && failure) throw failure.reason;
  return results;
}

const SHARED = 'odoo';

/** The same context for every fetch of one client request, so that nothing is read twice. */
export function odooContext(parts: OdooParts, request: SubgraphRequest): OdooContext {
  const known = request.shared.get(SHARED);
  if (known instanceof OdooContext) return known;
  const context = new OdooContext(parts, request);
  request.shared.set(SHARED, context);
  return context;
}
