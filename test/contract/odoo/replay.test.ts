import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allRecordings, type RecordedSet, SERIES, SETS, type Series } from './replay/recordings.ts';
import { replay, type Verdict } from './replay/replay.ts';
import { inScope, isKnownToDiffer, isShapeOnly, secondNames } from './replay/scope.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** A line that the reporter prints. */
    note?: string;
  }
}

/** Share of the recordings in scope that must be answered as the real server did. What is known to differ is listed in scope.json. */
const LEAST_SHARE: Readonly<Record<RecordedSet, number>> = { first: 0.98, second: 0.93 };

/** What is known of Odoo, a line each, with the recordings that show it: errors, second calls, results, life cycles. */
interface KnownRow {
  readonly table: string;
  readonly row: string;
  readonly recordings: readonly string[];
}
const rows = JSON.parse(readFileSync(new URL('rows.json', import.meta.url), 'utf8')) as KnownRow[];

const BOTH = SETS.flatMap((set) => SERIES.map((series) => [series, set] as const));

it.for(BOTH)('the simulator answers as the real server did: %s, %s set', async ([series, set], { task }) => {
  const verdicts = await replay(series, set);
  const judged = verdicts.filter(({ recording }) => inScope(recording));
  const right = judged.filter(({ differences }) => differences.length === 0);
  const share = right.length / judged.length;
  const percent = (100 * share).toFixed(1);
  const byShape = right.filter(({ recording }) => isShapeOnly(recording.name)).length;
  const { held, broken } = rowsHeld(verdicts);
  task.meta.note =
    `${series}, ${set} set: replayed ${right.length} of ${judged.length} in scope (${percent} %, ${byShape} of them by shape), ` +
    `${verdicts.length} recorded; ${held.length} rows of ${rows.length} shown and held`;
  const wrong = judged
    .filter(({ recording, differences }) => differences.length > 0 && !isKnownToDiffer(recording.name, series))
    .map(({ recording, differences }) => `${recording.n} ${recording.name}: ${differences.slice(0, 4).join('; ')}`);
  expect(wrong).toEqual([]);
  if (set === 'second') expect(answeredRightNow(series, right)).toEqual([]);
  expect(broken).toEqual([]);
  expect(share).toBeGreaterThan(LEAST_SHARE[set]);
});

/** What the list of known differences of the second set need not name any more. Ids and clocks may agree by chance. */
function answeredRightNow(series: Series, right: readonly Verdict[]): string[] {
  const known = secondNames(series);
  const names = right.map(({ recording }) => recording.name).filter((name) => known.has(name));
  return names.filter((name) => !/^(ra|rm|rd|re|ro2)/.test(name));
}

/** A row holds in a series when every recording of it that the series has was answered as recorded. */
function rowsHeld(verdicts: readonly Verdict[]): { held: string[]; broken: string[] } {
  const byName = new Map(verdicts.map((verdict) => [verdict.recording.name, verdict]));
  const held: string[] = [];
  const broken: string[] = [];
  for (const { table, row, recordings } of rows) {
    const shown = recordings.map((name) => byName.get(name)).filter((verdict) => verdict !== undefined);
    const wrong = shown.filter(({ differences }) => differences.length > 0);
    if (wrong.length > 0) broken.push(`${table}, ${row}: ${wrong.map(({ recording }) => recording.name).join(', ')}`);
    else if (shown.length > 0) held.push(row);
  }
  return { held, broken };
}

it('every row names recordings that exist', () => {
  const known = new Set(SERIES.flatMap((series) => allRecordings(series).map(({ name }) => name)));
  expect(rows.flatMap(({ recordings }) => recordings).filter((name) => !known.has(name))).toEqual([]);
});
