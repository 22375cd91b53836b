/**
 * Counts the calls that one request makes: group (a connection's name) → kind (of record) → number.
 * Connectors add to it; the gateway shows it in development as `extensions.backendCalls`.
 */
export class CallCounter {
  readonly #counts = new Map<string, Map<string, number>>();

  count(group: string, kind: string, times = 1): void {
    const kinds = this.#counts.get(group) ?? new Map<string, number>();
    this.#counts.set(group, kinds);
    kinds.set(kind, (kinds.get(kind) ?? 0) + times);
  }

  /** Adds what another process says that it counted for the same request; what are no counts, adds nothing. */
  merge(counts: unknown): void {
    for (const [group, kinds] of entriesOf(counts)) {
      for (const [kind, times] of entriesOf(kinds)) {
        if (Number.isSafeInteger(times) && (times as number) > 0) this.count(group, kind, times as number);
      }
    }
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  toJSON(): CallCounts {
    return Object.fromEntries([...this.#counts].map(([group, kinds]) => [group, Object.fromEntries(kinds)]));
  }
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value).slice(0, NAMES_MAX) : [];

/** Of groups, and of kinds in each, that one answer may bring: far beyond what any hub has. */
const NAMES_MAX = 100;

export type CallCounts = Record<string, Record<string, number>>;
