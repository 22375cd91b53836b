import { describe, expect, test } from 'vitest';
import { aPlant, codesOf } from '../../test/kit/rule-data.ts';
import { checkFreeze, planActivation } from './change-window.ts';

const now = new Date('2026-03-10T09:00:00Z');
const window = (different: { activateAt?: string; notAfter?: string } = {}) => ({
  plantCode: 'HAM',
  activateAt: null,
  notAfter: null,
  ...different,
});
const freeze = [{ from: '2026-03-30T22:00:00Z', to: '2026-04-01T22:00:00Z', reason: 'month-end' }];

describe('ECO-04, when a plant changes over', () => {
  test('at once', () => {
    expect(planActivation(window(), null, aPlant(), now)).toEqual({ activatesAt: now, problems: [] });
    expect(planActivation(window(), '2026-03-01', aPlant(), now).activatesAt).toEqual(now);
    expect(planActivation(window({ activateAt: '2026-03-01T00:00:00.000Z' }), null, aPlant(), now).activatesAt).toEqual(
      now,
    );
  });

  test("at the start of the effective date in the plant's zone", () => {
    const { activatesAt } = planActivation(window(), '2026-04-01', aPlant(), now);
    expect(activatesAt.toISOString()).toBe('2026-03-31T22:00:00.000Z');
    const puebla = { ...aPlant(), timeZone: 'America/Mexico_City' };
    expect(planActivation(window(), '2026-04-01', puebla, now).activatesAt.toISOString()).toBe(
      '2026-04-01T06:00:00.000Z',
    );
  });

  test('when it was told to, with a note where that is before the effective date', () => {
    const early = planActivation(window({ activateAt: '2026-03-20T06:00:00.000Z' }), '2026-04-01', aPlant(), now);
    expect(early.activatesAt.toISOString()).toBe('2026-03-20T06:00:00.000Z');
    expect(early.problems).toMatchObject([{ code: 'BEFORE_EFFECTIVE_DATE', severity: 'NOTE' }]);
  });

  test.each([
    ['its window is over', { notAfter: '2026-03-10T08:00:00.000Z' }],
    ['its window ends just then', { activateAt: '2026-03-12T08:00:00.000Z', notAfter: '2026-03-12T08:00:00.000Z' }],
    ['the plant is frozen', { activateAt: '2026-03-31T08:00:00.000Z' }],
    ['a freeze begins', { activateAt: '2026-03-30T22:00:00.000Z' }],
  ])('not when %s', (_name, different) => {
    const { problems } = planActivation(window(different), null, aPlant({ freeze }), now);
    expect(codesOf(problems)).toEqual(['WINDOW_CLOSED']);
  });

  test('again when the freeze has ended', () => {
    expect(checkFreeze(new Date('2026-04-01T22:00:00Z'), aPlant({ freeze }))).toEqual([]);
  });
});
