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
  readonly #itemsOfErps = new Map<VisibleErp, Map<string, Promise<FoundItem | null>>>();

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
    return this.#erpOf(plantCode)?.reader ?? null;
  }

  /** The item as a plant's ERP knows it. Null where it does not, and for a plant that the caller may not see. */
  async itemAt(itemNumber: string, plantCode: string): Promise<FoundItem | null> {
    const erp = this.#erpOf(plantCode);
    return erp === undefined ? null : this.#itemIn(erp, itemNumber);
  }

  /**
   * The item in every ERP that knows it. One ERP that does not answer matters only where no other knows the item.
   * Errors: the failure of that ERP.
   */
  findItem(itemNumber: string): Promise<FoundItem[]> {
    let found = this.#items.get(itemNumber);
    if (found === undefined) {
      found = anyAnswer(this.erps, async (erp) => {
        const one = await this.#itemIn(erp, itemNumber);
        return one === null ? [] : [one];
      });
      this.#items.set(itemNumber, found);
    }
    return found;
  }

  #erpOf(plantCode: string): VisibleErp | undefined {
    return this.erps.find((erp) => erp.plantCodes.includes(plantCode));
  }

  #itemIn(erp: VisibleErp, itemNumber: string): Promise<FoundItem | null> {
    const items = this.#itemsOfErps.get(erp) ?? new Map<string, Promise<FoundItem | null>>();
    this.#itemsOfErps.set(erp, items);
    const found = items.get(itemNumber) ?? erp.reader.item(itemNumber).then((item) => item && { erp, item });
    items.set(itemNumber, found);
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
