import type { BackEnds, PlmReader } from '../../connectors/ports.ts';
import { type Caller, rightsOf } from '../../lib/identity/caller.ts';
import { once } from '../guard.ts';
import type { SubgraphRequest } from '../types.ts';

export interface PlmParts {
  readonly backEnds: Pick<BackEnds, 'plm'>;
}

/** What the resolvers of one client request share. Engineering data belongs to no plant. */
export interface PlmContext {
  readonly caller: Caller;
  /** Null where the factory has no PLM. */
  readonly reader: PlmReader | null;
}

export const plmContext = ({ backEnds }: PlmParts, request: SubgraphRequest): PlmContext =>
  once(request.shared, 'plm', () => {
    const { caller, calls, signal } = request;
    const reader =
      backEnds.plm?.open({ calls, rights: rightsOf(caller), ...(signal === undefined ? {} : { signal }) }) ?? null;
    return { caller, reader };
  });
