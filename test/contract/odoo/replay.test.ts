import { expect, it } from 'vitest';
import { SERIES } from './replay/recordings.ts';
import { replay } from './replay/replay.ts';
import { inScope, scope } from './replay/scope.ts';

/** Share of the recordings in scope that must be answered as the real server did. What is known to differ is listed in scope.json. */
const LEAST_SHARE = 0.98;

declare module 'vitest' {
  interface TaskMeta {
    /** A line that the reporter prints. */
    note?: string;
  }
}

it.for(SERIES)('the simulator answers as the real server did: %s', { timeout: 120_000 }, async (series, { task }) => {
  const verdicts = await replay(series);
  const judged = verdicts.filter(({ recording }) => inScope(recording));
  const right = judged.filter(({ differences }) => differences.length === 0);
  const share = right.length / judged.length;
  const percent = (100 * share).toFixed(1);
  task.meta.note = `${series}: replayed ${right.length} of ${judged.length} in scope (${percent} %), ${verdicts.length} recorded`;
  const wrong = judged
    .filter(({ recording, differences }) => differences.length > 0 && !(recording.name in scope.knownDifferences))
    .map(({ recording, differences }) => `${recording.n} ${recording.name}: ${differences.slice(0, 4).join('; ')}`);
  expect(wrong).toEqual([]);
  expect(share).toBeGreaterThan(LEAST_SHARE);
});
