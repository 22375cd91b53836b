/** What a server that is measured tells the process that measures it. */
export interface Usage {
  readonly cpuMicros: number;
  readonly rssBytes: number;
  /** Calls of other subgraphs so far. */
  readonly joins: number;
}

/** Answers the questions of the measuring process: what was used, an event to publish, the end. */
export function beMeasured(url: string, parts: { joins?: () => number; publish?: (n: number) => void }): void {
  process.on('message', (message: { ask: string; n?: number }) => {
    if (message.ask === 'publish') parts.publish?.(message.n ?? 0);
    if (message.ask === 'end') process.exit(0);
    if (message.ask !== 'usage') return;
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const usage: Usage = {
      cpuMicros: user + system,
      rssBytes: process.memoryUsage.rss(),
      joins: parts.joins?.() ?? 0,
    };
    process.send?.(usage);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url });
}
