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

  /** Adds what another process counted for the same request. */
  merge(counts: CallCounts): void {
    for (const [group, kinds] of Object.entries(counts)) {
      for (const [kind, times] of Object.entries(kinds)) this.count(group, kind, times);
    }
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  toJSON(): CallCounts {
    return Object.fromEntries([...this.#counts].map(([group, kinds]) => [group, Object.fromEntries(kinds)]));
  }
}

export type CallCounts = Record<string, Record<string, number>>;
