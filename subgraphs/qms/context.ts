import DataLoader from 'dataloader';
import type { BackEnds, QmsNonconformance, QmsReader } from '../../connectors/ports.ts';
import { type Caller, mayReadPlant, requireDomainRead, rightsOf } from '../../lib/identity/caller.ts';
import type { HubDatabase } from '../../store/db.ts';
import { holdsOfLots, type LotKey } from '../../store/holds.ts';
import { once } from '../guard.ts';
import type { SubgraphRequest } from '../types.ts';

export interface QmsParts {
  readonly backEnds: Pick<BackEnds, 'qms'>;
  /** Holds are the hub's own. */
  readonly db: HubDatabase;
}

/** What the resolvers of one client request share. */
export interface QmsContext {
  readonly caller: Caller;
  /**
   * Null where there is none of that number, where it belongs to a plant that the caller may not see, and where the
   * factory has no QMS. Errors: GraphError FORBIDDEN without a scope of the domain quality.
   */
  nonconformance(ncrNumber: string): Promise<QmsNonconformance | null>;
  /** Of a nonconformance that the caller may see. */
  itemNumber(ncrNumber: string): Promise<string | null>;
  /** Begins to read what will be asked for, beside what says that the nonconformance is there. */
  beginItemNumber(ncrNumber: string): void;
  /** Whether a hold of a plant that the caller may see is on the lot, or on all of its item. Error: as above. */
  isHeld(lot: LotKey): Promise<boolean>;
}

export const qmsContext = ({ backEnds, db }: QmsParts, request: SubgraphRequest): QmsContext =>
  once(request.shared, 'qms', () => {
    const { caller, calls, signal } = request;
    const options = { calls, rights: rightsOf(caller), ...(signal === undefined ? {} : { signal }) };
    const reader: QmsReader | undefined = backEnds.qms?.open(options);
    const heldLots = createHeldLots(db, [...caller.plants]);
    return {
      caller,
      isHeld(lot) {
        requireDomainRead(caller, 'quality');
        return heldLots.load(lot);
      },
      async nonconformance(ncrNumber) {
        requireDomainRead(caller, 'quality');
        const found = (await reader?.nonconformance(ncrNumber)) ?? null;
        const isHidden = found?.plantCode != null && !mayReadPlant(caller, found.plantCode);
        return isHidden ? null : found;
      },
      itemNumber: async (ncrNumber) => (await reader?.itemNumber(ncrNumber)) ?? null,
      beginItemNumber(ncrNumber) {
        requireDomainRead(caller, 'quality');
        reader?.itemNumber(ncrNumber).catch(() => {});
      },
    };
  });

/** The lots of one level in one read. */
function createHeldLots(db: HubDatabase, plants: readonly string[]): DataLoader<LotKey, boolean, string> {
  return new DataLoader(
    async (lots) => {
      const holds = await holdsOfLots(db, lots, { plants, state: 'ACTIVE' });
      return lots.map((lot) =>
        holds.some(
          (hold) => hold.itemNumber === lot.itemNumber && (hold.lotNumber === null || hold.lotNumber === lot.lotNumber),
        ),
      );
    },
    { cacheKeyFn: ({ itemNumber, lotNumber }) => JSON.stringify([itemNumber, lotNumber]) },
  );
}
