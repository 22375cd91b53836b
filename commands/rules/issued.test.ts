import { describe, expect, test } from 'vitest';
import { decimal } from '../../lib/decimal.ts';
import { aComponent, anOpenPart } from '../../test/kit/rule-data.ts';
import type { Consumed } from './consumption.ts';
import { carriedOver } from './issued.ts';

const consumed = (value: string, lots: [string, string][] = []): Consumed => ({
  itemNumber: 'SCREW',
  unit: 'C62',
  tracking: lots.length === 0 ? 'NONE' : 'LOT',
  value: decimal(value),
  lots: lots.map(([lotNumber, quantity]) => ({ lotNumber, value: decimal(quantity) })),
  path: ['consumption'],
});

describe('PC-09, what was declared and is not in the report', () => {
  test('stays declared on the rest, and is told of', () => {
    const part = anOpenPart({ components: [aComponent({ issued: '100' })] });
    const { consumption, problems } = carriedOver(part, [consumed('80')], true);
    expect(consumption).toEqual([{ itemNumber: 'SCREW', quantity: '20', lots: [] }]);
    expect(problems).toMatchObject([
      { code: 'CONSUMPTION_DECLARED', severity: 'NOTE', detail: { declared: '100', reported: '80' } },
    ]);
  });

  test('by lot: those that were not consumed, up to what is left', () => {
    const issuedLots = [
      { lotNumber: 'A', quantity: '50' },
      { lotNumber: 'B', quantity: '50' },
    ];
    const part = anOpenPart({ components: [aComponent({ tracking: 'LOT', issued: '100', issuedLots })] });
    expect(
      carriedOver(
        part,
        [
          consumed('80', [
            ['A', '50'],
            ['B', '30'],
          ]),
        ],
        true,
      ).consumption,
    ).toEqual([{ itemNumber: 'SCREW', quantity: '20', lots: [{ lotNumber: 'B', quantity: '20' }] }]);
    expect(carriedOver(part, [consumed('80', [['C', '80']])], true).consumption).toEqual([
      { itemNumber: 'SCREW', quantity: '20', lots: [{ lotNumber: 'A', quantity: '20' }] },
    ]);
    expect(carriedOver(part, [consumed('100', [['C', '100']])], true).consumption).toEqual([]);
  });

  test('over several lines of an item, in the unit of the first', () => {
    const components = [aComponent({ issued: '10' }), aComponent({ moveId: '2', unit: 'DZN', issued: '2' })];
    expect(carriedOver(anOpenPart({ components }), [consumed('30')], true).consumption).toEqual([
      { itemNumber: 'SCREW', quantity: '4', lots: [] },
    ]);
  });

  test('is only told of where the order closes, and nothing is left where all of it was consumed', () => {
    const part = anOpenPart({ components: [aComponent({ issued: '100' })] });
    const closed = carriedOver(part, [consumed('80')], false);
    expect(closed.consumption).toEqual([]);
    expect(closed.problems).toMatchObject([{ code: 'CONSUMPTION_DECLARED' }]);
    expect(carriedOver(part, [consumed('100')], true)).toEqual({ consumption: [], problems: [] });
    const picked = anOpenPart({ producing: '7', components: [aComponent({ issued: '100' })] });
    expect(carriedOver(picked, [consumed('80')], true)).toEqual({ consumption: [], problems: [] });
  });
});
