import type { BackEnds, MesReader } from '../../connectors/ports.ts';
import { type Caller, mayReadPlant, rightsOf } from '../../lib/identity/caller.ts';
import { once } from '../guard.ts';
import type { SubgraphRequest } from '../types.ts';

export interface MesParts {
  readonly backEnds: Pick<BackEnds, 'mes'>;
}

/** What the resolvers of one client request share. A plant that the caller may not see does not exist in it. */
export class MesContext {
  readonly caller: Caller;
  readonly #parts: MesParts;
  readonly #request: SubgraphRequest;
  readonly #readers = new Map<string, MesReader | null>();

  constructor(parts: MesParts, request: SubgraphRequest) {
    this.caller = request.caller;
    this.#parts = parts;
    this.#request = request;
  }

  maySee(plantCode: string): boolean {
    return mayReadPlant(this.caller, plantCode);
  }

  /** Null for a plant without an MES, and for one that the caller may not see. */
  readerOf(plantCode: string): MesReader | null {
    if (!this.maySee(plantCode)) return null;
    const known = this.#readers.get(plantCode);
    if (known !== undefined) return known;
    const { calls, signal } = this.#request;
    const options = { calls, rights: rightsOf(this.caller), ...(signal === undefined ? {} : { signal }) };
    const reader = this.#parts.backEnds.mes(plantCode)?.open(options) ?? null;
    this.#readers.set(plantCode, reader);
    return reader;
  }
}

export const mesContext = (parts: MesParts, request: SubgraphRequest): MesContext =>
  once(request.shared, 'mes', () => new MesContext(parts, request));
