import type { Call } from './types.ts';

const KINDS = ['delay', 'hold', 'cut-before', 'cut-after', 'status', 'html', 'truncate', 'rerun'] as const;
export type FaultKind = (typeof KINDS)[number];

/**
 * One fault to inject. `model`, `method` and `path` match exactly or with `*`; `nth` counts the matching calls from 1
 * since the fault was put. `times`: how often it fires (default 1; without limit where a probability is given).
 * `commit`: delay, hold, status and html happen after the back end has done its work instead of before (then it never
 * sees it). A `delay` before the work goes on when the caller hangs up: behind a proxy whose patience is shorter the
 * call commits late. `hold` stops the call until `POST /release` lets it go: what others do meanwhile comes first.
 * `rerun` says that the server ran the call, lost a race, and runs it again; the back end knows what that changes.
 */
export interface Fault {
  readonly match?: {
    readonly model?: string;
    readonly method?: string;
    readonly path?: string;
    /** User agent of the caller, so that others may pass: `manufacturing-graph-hub*`. */
    readonly client?: string;
    /** Calls on any of these records. */
    readonly ids?: readonly (string | number)[];
    readonly nth?: number;
  };
  readonly kind: FaultKind;
  readonly ms?: number;
  readonly status?: number;
  /** What a `status` fault answers with; an object is sent as JSON. */
  readonly body?: unknown;
  readonly times?: number;
  readonly commit?: boolean;
  readonly probability?: number;
  readonly seed?: number;
}

interface Armed {
  readonly fault: Fault;
  readonly random: () => number;
  seen: number;
  fired: number;
}

/** The faults put on a simulator. At most one of each kind fires for a call, in the order they were put. */
export class FaultBook {
  #armed: Armed[] = [];

  replace(faults: readonly Fault[]): void {
    this.#armed = [];
    this.add(faults);
  }

  add(faults: readonly Fault[]): void {
    for (const fault of faults) this.#armed.push({ fault, random: seededRandom(fault.seed ?? 1), seen: 0, fired: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  list(): (Fault & { seen: number; fired: number })[] {
    return this.#armed.map(({ fault, seen, fired }) => ({ ...fault, seen, fired }));
  }

  /** The faults that this call meets; counts it. */
  take(call: Call, client = ''): Fault[] {
    const met: Fault[] = [];
    for (const armed of this.#armed) {
      if (!matches(armed.fault, call, client)) continue;
      armed.seen += 1;
      const { nth } = armed.fault.match ?? {};
      const { probability, times = probability === undefined ? 1 : Number.POSITIVE_INFINITY } = armed.fault;
      if (nth !== undefined && armed.seen < nth) continue;
      if (armed.fired >= times) continue;
      if (probability !== undefined && armed.random() >= probability) continue;
      if (met.some((fault) => fault.kind === armed.fault.kind)) continue;
      armed.fired += 1;
      met.push(armed.fault);
    }
    return met;
  }
}

/** Checks what came over the side port. Throws an Error that says what is wrong. */
export function parseFaults(input: unknown): Fault[] {
  const list = Array.isArray(input) ? input : [input];
  for (const item of list) {
    if (typeof item !== 'object' || item === null) throw new Error('a fault is an object');
    const kind = (item as { kind?: unknown }).kind;
    if (!KINDS.some((known) => known === kind)) throw new Error(`kind is one of ${KINDS.join(', ')}`);
  }
  return list as Fault[];
}

function matches(fault: Fault, call: Call, client: string): boolean {
  const { model, method, path, ids } = fault.match ?? {};
  const isOnRecord = ids === undefined || ids.some((id) => call.ids.some((other) => String(other) === String(id)));
  if (!isOnRecord || !globs(fault.match?.client, client)) return false;
  return globs(model, call.model ?? '') && globs(method, call.method) && globs(path, call.path);
}

function globs(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

/** mulberry32: small, and the same on every machine for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
