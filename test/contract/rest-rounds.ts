import { type LevelsProxy, startLevelsProxy } from './erp/levels-proxy.ts';

/** The simulator behind the wire protocol, as far as it counts calls. */
interface Counted {
  url: string;
  exchanges(): Promise<{ model: string | null; count: number }[]>;
  forgetExchanges(): Promise<void>;
}

/** Measures what reading costs a system that speaks REST. */
export interface RoundsMeter {
  /** Of a proxy before the system: what is to be measured calls this. */
  url: string;
  /**
   * Calls of each round by kind, such as `1 items + 8 items/revisions`. A round waits for the one before. The system's
   * own count of an undisturbed run must be the same calls.
   */
  roundsOf(run: () => Promise<unknown>): Promise<string[]>;
  /** The same of a run that cannot be made twice. */
  levelsOf(run: () => Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

export async function startRoundsMeter(system: Counted): Promise<RoundsMeter> {
  const proxy: LevelsProxy = await startLevelsProxy(system.url);
  const measure = async (run: () => Promise<unknown>) =>
    (await proxy.levelsOf(run)).map((level) => countsOf(level.map(({ path }) => [kindOf(path), 1])));
  return {
    url: proxy.url,
    levelsOf: async (run) => (await measure(run)).map(textOf),
    async roundsOf(run) {
      const rounds = await measure(run);
      await system.forgetExchanges();
      await run();
      const counted = countsOf((await system.exchanges()).map(({ model, count }) => [model ?? '', count]));
      const sent = countsOf(rounds.flatMap((round) => [...round]));
      if (textOf(counted) !== textOf(sent)) throw new Error(`${textOf(sent)} went out, ${textOf(counted)} came in`);
      return rounds.map(textOf);
    },
    close: () => proxy.close(),
  };
}

function countsOf(calls: readonly (readonly [kind: string, times: number])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [kind, times] of calls) counts.set(kind, (counts.get(kind) ?? 0) + times);
  return counts;
}

const textOf = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, times]) => `${times} ${kind}`)
    .join(' + ');

/** The path without its prefix, GUIDs and ids. */
function kindOf(path: string): string {
  const [route = ''] = path.split('?');
  const parts = route.split('/').filter((part) => part !== '' && part !== 'api' && part !== 'v1');
  return parts.filter((part) => !/^\d+$/.test(part) && !/^[0-9A-Z]{20}$/.test(part)).join('/');
}
