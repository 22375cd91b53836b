import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, sum } from '../../lib/decimal.ts';
import { aComponent, anOpenPart, codesOf } from '../../test/kit/rule-data.ts';
import { type Consumed, consumption, type InputConsumption } from './consumption.ts';

const pieces = (value: string) => ({ value, unit: 'C62' });
const share = (made: string) => ({ made: decimal(made), planned: decimal('100') });
const report = (different: Partial<InputConsumption> = {}): InputConsumption => ({
  itemNumber: 'SCREW',
  quantity: pieces('80'),
  lots: [],
  ...different,
});
const shown = (consumed: readonly Consumed[]) =>
  consumed.map(({ itemNumber, value, lots }) => ({
    itemNumber,
    value: value.toString(),
    ...(lots.length === 0 ? {} : { lots: lots.map((lot) => `${lot.lotNumber} ${lot.value}`) }),
  }));

describe('PC-09, backflush', () => {
  test('takes the share of what was made, rounded in the unit of the component', () => {
    const part = anOpenPart({
      components: [
        aComponent({ required: '200' }),
        aComponent({ itemNumber: 'OIL', unit: 'LTR', rounding: '0.01', required: '3.333' }),
      ],
    });
    const { consumed, problems } = consumption([], part, share('40'));
    const told = { rule: 'C-04', detail: { given: { value: '1.3332', unit: 'LTR' }, value: '1.33', step: '0.01' } };
    expect(problems).toMatchObject([{ code: 'QUANTITY_ROUNDED', severity: 'NOTE', ...told }]);
    expect(shown(consumed)).toEqual([
      { itemNumber: 'SCREW', value: '80' },
      { itemNumber: 'OIL', value: '1.33' },
    ]);
    const refused = consumption([], part, share('40'), { reported: 'refuse', backflush: 'refuse' });
    expect(refused.problems).toMatchObject([{ code: 'QUANTITY_NOT_REPRESENTABLE', severity: 'ERROR', ...told }]);
  });

  test('14 g of what is kept in steps of 10 g: told, and nothing at all is told too', () => {
    const glue = (required: string) =>
      anOpenPart({ components: [aComponent({ itemNumber: 'GLUE', unit: 'KGM', rounding: '0.01', required })] });
    const fourteen = consumption([], glue('1.4'), share('1'));
    expect(shown(fourteen.consumed)).toEqual([{ itemNumber: 'GLUE', value: '0.01' }]);
    expect(fourteen.problems).toMatchObject([{ code: 'QUANTITY_ROUNDED', detail: { value: '0.01' } }]);
    expect(consumption([], glue('0.4'), share('1')).problems).toMatchObject([
      { code: 'QUANTITY_ROUNDED', severity: 'NOTE', detail: { given: { value: '0.004', unit: 'KGM' }, value: '0' } },
    ]);
    const reported = [{ itemNumber: 'GLUE', quantity: { value: '14', unit: 'GRM' }, lots: [] }];
    expect(consumption(reported, glue('1.4'), share('1')).problems).toMatchObject([
      { code: 'QUANTITY_NOT_REPRESENTABLE', path: ['consumption', '0', 'quantity'] },
    ]);
  });

  test('counts several lines of one item together, also in another unit', () => {
    const part = anOpenPart({
      components: [aComponent({ required: '100' }), aComponent({ moveId: '2', unit: 'DZN', required: '10' })],
    });
    expect(shown(consumption([], part, share('50')).consumed)).toEqual([{ itemNumber: 'SCREW', value: '110' }]);
  });

  test('takes the lots that the order has reserved, as far as they are needed', () => {
    const reservedLots = [
      { lotNumber: 'A', quantity: '50' },
      { lotNumber: 'B', quantity: '50' },
    ];
    const part = anOpenPart({ components: [aComponent({ tracking: 'LOT', reservedLots })] });
    const { consumed, problems } = consumption([], part, share('40'));
    expect(problems).toEqual([]);
    expect(shown(consumed)).toEqual([{ itemNumber: 'SCREW', value: '80', lots: ['A 50', 'B 30'] }]);
  });

  test('never takes a tracked component without lots', () => {
    const part = anOpenPart({
      components: [aComponent({ tracking: 'LOT', reservedLots: [{ lotNumber: 'A', quantity: '79' }] })],
    });
    const { problems } = consumption([], part, share('40'));
    expect(problems).toMatchObject([
      { code: 'CONSUMPTION_MISSING', severity: 'ERROR', detail: { itemNumber: 'SCREW', quantity: pieces('80') } },
    ]);
  });

  test('of all parts adds up to the plan, but for the rounding', () => {
    const split = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(split, fc.integer({ min: 1, max: 5000 }), (parts, required) => {
        const planned = parts.reduce((total, part) => total + part, 0);
        const part = anOpenPart({ planned: String(planned), components: [aComponent({ required: String(required) })] });
        const taken = parts.map(
          (made) => consumption([], part, { made: decimal(made), planned: decimal(planned) }).consumed[0]!.value,
        );
        const off = sum(taken).minus(required).abs();
        expect(off.lessThanOrEqualTo(decimal(parts.length).div(2))).toBe(true);
        expect(taken.every((value) => value.isInteger() && !value.isNegative())).toBe(true);
      }),
    );
  });

  test('of the whole plan is exactly what the order needs', () => {
    const required = fc.integer({ min: 0, max: 1e9 });
    fc.assert(
      fc.property(required, fc.integer({ min: 1, max: 1e6 }), (needed, planned) => {
        const part = anOpenPart({ components: [aComponent({ required: String(needed) })] });
        const whole = { made: decimal(planned), planned: decimal(planned) };
        expect(consumption([], part, whole).consumed[0]!.value.toString()).toBe(String(needed));
      }),
    );
  });
});

describe('PC-09, reported consumption', () => {
  const tracked = anOpenPart({ components: [aComponent({ tracking: 'LOT' })] });

  test('wins over the bill of materials, line by line', () => {
    const part = anOpenPart({ components: [aComponent(), aComponent({ itemNumber: 'BOX', required: '100' })] });
    const { consumed, problems } = consumption([report({ quantity: pieces('85') })], part, share('40'));
    expect(shown(consumed)).toEqual([
      { itemNumber: 'SCREW', value: '85' },
      { itemNumber: 'BOX', value: '40' },
    ]);
    expect(problems).toMatchObject([
      {
        code: 'CONSUMPTION_DEVIATES',
        severity: 'NOTE',
        path: ['consumption', '0', 'quantity'],
        detail: { delta: '5' },
      },
    ]);
  });

  test('one lot without a quantity is all of it', () => {
    const { consumed, problems } = consumption(
      [report({ lots: [{ lotNumber: 'A', quantity: null }] })],
      tracked,
      share('40'),
    );
    expect(problems).toEqual([]);
    expect(shown(consumed)).toEqual([{ itemNumber: 'SCREW', value: '80', lots: ['A 80'] }]);
  });

  test('several entries of one item are one', () => {
    const lines = [
      report({ quantity: pieces('50'), lots: [{ lotNumber: 'A', quantity: null }] }),
      report({ quantity: pieces('30'), lots: [{ lotNumber: 'B', quantity: null }] }),
    ];
    const { consumed, problems } = consumption(lines, tracked, share('40'));
    expect(problems).toEqual([]);
    expect(shown(consumed)).toEqual([{ itemNumber: 'SCREW', value: '80', lots: ['A 50', 'B 30'] }]);
  });

  test('the lots cover the quantity', () => {
    const lots = [
      { lotNumber: 'A', quantity: pieces('50') },
      { lotNumber: 'B', quantity: pieces('20') },
    ];
    expect(codesOf(consumption([report({ lots })], tracked, share('40')).problems)).toEqual(['LOT_QUANTITY']);
  });

  test('of a tracked component needs lots', () => {
    const { problems } = consumption([report()], tracked, share('40'));
    expect(problems).toMatchObject([{ code: 'CONSUMPTION_MISSING', path: ['consumption', '0'] }]);
  });

  test('is of components of the order', () => {
    const part = anOpenPart({ components: [aComponent()] });
    const { problems } = consumption([report({ itemNumber: 'GLUE' })], part, share('40'));
    expect(problems).toMatchObject([{ code: 'COMPONENT_NOT_PLANNED', path: ['consumption', '0', 'itemNumber'] }]);
  });

  test('is of a unit that fits', () => {
    const part = anOpenPart({ components: [aComponent()] });
    const { problems } = consumption([report({ quantity: { value: '1', unit: 'KGM' } })], part, share('40'));
    expect(codesOf(problems)).toEqual(['UNIT_NOT_CONVERTIBLE']);
  });
});

describe('PC-10, consumption that deviates', () => {
  test.each([
    ['STRICT', 'ERROR'],
    ['WARNING', 'WARNING'],
    ['FLEXIBLE', 'NOTE'],
  ] as const)('%s makes it %s', (policy, severity) => {
    const part = anOpenPart({ consumption: policy, components: [aComponent()] });
    const { problems } = consumption([report({ quantity: pieces('79') })], part, share('40'));
    expect(problems).toMatchObject([
      { code: 'CONSUMPTION_DEVIATES', rule: 'PC-10', severity, detail: { delta: '-1' } },
    ]);
  });
});

describe('PC-09, consumption that was declared before', () => {
  const lots = [
    { lotNumber: 'B', quantity: '30' },
    { lotNumber: 'A', quantity: '170' },
  ];
  const declared = (issued: string, different: Partial<Parameters<typeof aComponent>[0]> = {}) =>
    aComponent({ issued, ...different });

  test('comes first among the lots, and changes nothing of how much is backflushed while the order stays open', () => {
    const component = declared('30', { tracking: 'LOT', reservedLots: lots, issuedLots: lots.slice(0, 1) });
    const { consumed, problems } = consumption([], anOpenPart({ components: [component] }), share('40'));
    expect(problems).toEqual([]);
    expect(shown(consumed)).toEqual([{ itemNumber: 'SCREW', value: '80', lots: ['B 30', 'A 50'] }]);
    const more = consumption([], anOpenPart({ components: [declared('150')] }), share('40'));
    expect(shown(more.consumed)).toEqual([{ itemNumber: 'SCREW', value: '80' }]);
  });

  test('is backflushed whole by the report that closes the order, and deviates', () => {
    const part = anOpenPart({ components: [declared('215')] });
    const { consumed, problems } = consumption([], part, { ...share('100'), closes: true });
    expect(shown(consumed)).toEqual([{ itemNumber: 'SCREW', value: '215' }]);
    expect(problems).toMatchObject([{ code: 'CONSUMPTION_DEVIATES', path: ['consumption'], detail: { delta: '15' } }]);
    const less = consumption([], anOpenPart({ components: [declared('150')] }), { ...share('100'), closes: true });
    expect(shown(less.consumed)).toEqual([{ itemNumber: 'SCREW', value: '200' }]);
  });

  test('is none where the ERP has picked components by itself', () => {
    const part = anOpenPart({ producing: '5', components: [declared('215')] });
    const { consumed } = consumption([], part, { ...share('100'), closes: true });
    expect(shown(consumed)).toEqual([{ itemNumber: 'SCREW', value: '200' }]);
  });
});
