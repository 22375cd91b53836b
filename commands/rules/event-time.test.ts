import { describe, expect, test } from 'vitest';
import { aPlant, codesOf } from '../../test/kit/rule-data.ts';
import { checkEventTime, postingDayNote } from './event-time.ts';

const told = new Date('2026-03-10T09:00:00Z');
const at = (endedAt: string | null, startedAt: string | null = null) => ({ startedAt, endedAt });

describe('C-06, when it happened', () => {
  test.each([
    ['was not said', at(null)],
    ['was just now, by a clock that is a little ahead', at('2026-03-10T09:05:00.000Z')],
    ['was within the window', at('2026-02-08T09:00:00.000Z')],
    ['took a while', at('2026-03-10T08:00:00.000Z', '2026-03-10T06:00:00.000Z')],
  ])('it %s', (_name, event) => {
    expect(checkEventTime(event, told, aPlant())).toEqual([]);
  });

  test.each([
    ['in the future', at('2026-03-10T09:05:00.001Z'), ['FUTURE_EVENT']],
    ['begun in the future', at(null, '2026-03-11T09:05:00.000Z'), ['FUTURE_EVENT']],
    ['too long ago', at('2026-02-08T08:59:59.999Z'), ['TOO_OLD']],
    ['ended before it began', at('2026-03-10T06:00:00.000Z', '2026-03-10T08:00:00.000Z'), ['INTERVAL_INVALID']],
  ])('not %s', (_name, event, codes) => {
    expect(codesOf(checkEventTime(event, told, aPlant()))).toEqual(codes);
  });
});

describe('C-06, the day of posting', () => {
  test("is noted where it is another in the plant's zone", () => {
    const now = new Date('2026-03-10T23:30:00Z'); // already the 11th in Hamburg
    expect(postingDayNote('2026-03-10T22:59:00Z', now, 'Europe/Berlin')).toMatchObject([
      { code: 'POSTED_ON_ANOTHER_DAY', severity: 'NOTE', detail: { happenedOn: '2026-03-10', postedOn: '2026-03-11' } },
    ]);
    expect(postingDayNote('2026-03-10T23:01:00Z', now, 'Europe/Berlin')).toEqual([]);
    expect(postingDayNote('2026-03-10T22:59:00Z', now, 'America/Mexico_City')).toEqual([]);
  });
});
