import type { BackEnds, QmsNonconformance, QmsReader } from '../../connectors/ports.ts';
import { type Caller, mayReadPlant, requireDomainRead } from '../../lib/identity/caller.ts';
import { once } from '../guard.ts';
import type { SubgraphRequest } from '../types.ts';

export interface QmsParts {
  readonly backEnds: Pick<BackEnds, 'qms'>;
}

/** What the resolvers of one client request share. */
export interface QmsContext {
  readonly caller: Caller;
  /**
   * Null where there is none of that number, where it belongs to a plant that the caller may not see, and where the
   * factory has no QMS. Errors: GraphError FORBIDDEN without a scope of the domain quality.
   */
  nonconformance(ncrNumber: string): Promise<QmsNonconformance | null>;
}

export const qmsContext = ({ backEnds }: QmsParts, request: SubgraphRequest): QmsContext =>
  once(request.shared, 'qms', () => {
    const { caller, calls, signal } = request;
    const options = { calls, ...(signal === undefined ? {} : { signal }) };
    const reader: QmsReader | undefined = backEnds.qms?.open(options);
    return {
      caller,
      async nonconformance(ncrNumber) {
        requireDomainRead(caller, 'quality');
        const found = (await reader?.nonconformance(ncrNumber)) ?? null;
        const isHidden = found?.plantCode != null && !mayReadPlant(caller, found.plantCode);
        return isHidden ? null : found;
      },
    };
  });
