import { anyOf, type Domain } from '../model/domain.ts';

/** Rows that one call brings at most. */
export const PAGE = 2_000;
/**
 * A transaction stamps write_date at its start and shows at its end, so rows appear late with older stamps: longer than
 * the 120 s after which Odoo kills a request.
 */
const OVERLAP_MS = 150_000;
/** Rows of the overlap that are read again with every look; of more, only the newest so many. */
const DENSE = 1_000;
export const NEVER = '1970-01-01 00:00:00';

/**
 * How far the rows of a model were read. Stamps are write_date in whole seconds: that is all that a caller sees, and
 * 19 compares no finer, while 17 and 18 keep and compare microseconds. So every condition is "from the start of a
 * second" or "before the start of one", which means the same in all.
 */
export interface Track {
  /** Rows stamped before it are read for good: no transaction is left that could still bring one. */
  readonly settled: string;
  /** The newest stamp that was seen, and when by a clock of ours: Odoo's clock goes on from there. */
  readonly newest: { readonly stamp: string; readonly seenAt: number };
  /** Rows that wait since there were more than a page; read from the oldest on, page by page. */
  readonly behind: Behind | null;
}

export interface Behind {
  /** Rows stamped before it have been read. */
  readonly from: string;
  /** Within one second that fills a page by itself: the last id that was read of it. */
  readonly afterId: number | null;
  /** What Odoo's clock had reached when the page was found to be full. */
  readonly horizon: string;
}

export interface Question {
  readonly domain: Domain;
  readonly order: string;
}

/** What is asked in one look: the newest rows, and where there is more than a page the next one of what waits. */
export interface Look {
  readonly head: Question;
  readonly page: Question | null;
  /** Rows stamped before it cannot appear any more. */
  readonly final: string;
}

interface Stamped {
  readonly id: number;
  readonly write_date?: unknown;
}

export const startTrack = (settled: string, now: number): Track => ({
  settled,
  newest: { stamp: settled, seenAt: now },
  behind: null,
});

/** What to ask for. `known`: how many rows of each second were read and told already, within the overlap. */
export function lookOf(track: Track, known: ReadonlyMap<string, number>, now: number): Look {
  const { settled, newest, behind } = track;
  const final = later(newest.stamp, now - newest.seenAt - OVERLAP_MS);
  return {
    head: { domain: headDomain(settled, final, known, behind !== null), order: 'write_date desc, id desc' },
    page: behind && pageOf(behind),
    final,
  };
}

/** Where the track stands after the answers, which came at `now`. */
export function advance(
  track: Track,
  look: Look,
  head: readonly Stamped[],
  page: readonly Stamped[],
  now: number,
): Track {
  const stamp = newestOf([...head, ...page].map(stampOf));
  const newest = stamp > track.newest.stamp ? { stamp, seenAt: now } : track.newest;
  if (track.behind === null) {
    if (head.length < PAGE) return { settled: laterOf(track.settled, look.final), newest, behind: null };
    const behind = { from: track.settled, afterId: null, horizon: later(newest.stamp, now - newest.seenAt) };
    return { settled: track.settled, newest, behind };
  }
  const behind = nextPage(track.behind, page);
  if (behind !== null) return { settled: track.settled, newest, behind };
  const settled = laterOf(track.settled, later(track.behind.horizon, -OVERLAP_MS));
  return { settled, newest, behind: null };
}

/** Rows stamped before it need not be remembered: they are not read again. */
export function forgetBefore({ settled, behind }: Track): string {
  if (behind === null) return settled;
  return earlierOf(behind.from, later(behind.horizon, -OVERLAP_MS));
}

/** Where a first look begins, so that what is under way at that moment is not missed. */
export const overlapBefore = (stamp: string): string => later(stamp, -OVERLAP_MS);

export const stampOf = (row: Stamped): string => (typeof row.write_date === 'string' ? row.write_date : NEVER);

export const newestOf = (stamps: readonly string[]): string => stamps.reduce(laterOf, NEVER);

/**
 * All that is not settled, while it is little. Else the newest rows, and what cannot change any more since the last
 * look: so every row is read once more when no transaction is left that could bring another of its second.
 */
function headDomain(settled: string, final: string, known: ReadonlyMap<string, number>, isBehind: boolean): Domain {
  const tail = tailOf(known);
  if (tail === null || (!isBehind && tail <= final)) return since(settled);
  return isBehind || final <= settled ? since(tail) : anyOf([since(tail), [...since(settled), before(final)]]);
}

/** The second after which at most DENSE rows are known; null where all are no more. */
function tailOf(known: ReadonlyMap<string, number>): string | null {
  let rows = 0;
  for (const second of [...known.keys()].sort().reverse()) {
    rows += known.get(second) ?? 0;
    if (rows > DENSE) return later(second, 1000);
  }
  return null;
}

function pageOf({ from, afterId }: Behind): Question {
  if (afterId === null) return { domain: since(from), order: 'write_date, id' };
  return { domain: [...since(from), before(later(from, 1000)), ['id', '>', afterId]], order: 'id' };
}

/** Null where the page was the last. Its last second may be cut off, and is read again. */
function nextPage(behind: Behind, page: readonly Stamped[]): Behind | null {
  const last = page.at(-1);
  const isFull = page.length >= PAGE && last !== undefined;
  if (behind.afterId !== null) {
    return isFull ? { ...behind, afterId: last.id } : { ...behind, from: later(behind.from, 1000), afterId: null };
  }
  if (!isFull) return null;
  return stampOf(last) > behind.from ? { ...behind, from: stampOf(last) } : { ...behind, afterId: 0 };
}

const since = (stamp: string): Domain => [['write_date', '>=', stamp]];
const before = (stamp: string) => ['write_date', '<', stamp] as const;
const laterOf = (a: string, b: string): string => (a > b ? a : b);
const earlierOf = (a: string, b: string): string => (laterOf(a, b) === a ? b : a);

const later = (stamp: string, milliseconds: number): string =>
  new Date(Date.parse(`${stamp.replace(' ', 'T')}Z`) + milliseconds).toISOString().slice(0, 19).replace('T', ' ');
