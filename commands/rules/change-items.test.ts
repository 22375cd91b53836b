import { describe, expect, test } from 'vitest';
import { aChangedItem, anErpBom, anErpItem, aPicture } from '../../test/kit/change-data.ts';
import { codesOf } from '../../test/kit/rule-data.ts';
import { assessItems } from './change-items.ts';

const assess = (...args: Parameters<typeof assessItems>) => assessItems(...args);
const codes = (...args: Parameters<typeof assessItems>) =>
  codesOf(assessItems(...args).flatMap((item) => item.problems));

describe('ECO-05, the revision', () => {
  const picture = (revision: string | null) => aPicture(['PUMP', 'NUT'], [anErpBom('PUMP', ['2 NUT'], { revision })]);

  test('follows what the plant builds from', () => {
    expect(codes([aChangedItem('PUMP', ['3 NUT'])], picture('A'))).toEqual([]);
  });

  test('may be what the PLM goes on from, or the next of the scheme', () => {
    expect(codes([aChangedItem('PUMP', ['3 NUT'], { toRevision: 'D' })], picture('A'))).toEqual([]);
    expect(codes([aChangedItem('PUMP', ['3 NUT'], { fromRevision: null })], picture('A'))).toEqual([]);
  });

  test.each([
    ['a gap', 'A', { fromRevision: 'B', toRevision: 'C' }],
    ['a step back', 'C', { fromRevision: 'A', toRevision: 'B' }],
    ['a plant without a revision', null, {}],
    ['a revision without a number', 'A', { toRevision: null }],
  ])('is not %s', (_name, current, different) => {
    const [item] = assess([aChangedItem('PUMP', ['3 NUT'], different)], picture(current));
    expect(item?.problems).toMatchObject([
      { code: 'REVISION_GAP', severity: 'ERROR', detail: { itemNumber: 'PUMP', plantCode: 'HAM' } },
    ]);
  });

  test('that the plant builds from already is nothing to do', () => {
    const [item] = assess([aChangedItem('PUMP', ['3 GONE'])], picture('B'));
    expect(item).toMatchObject({ isApplied: true, problems: [{ code: 'REVISION_APPLIED', severity: 'NOTE' }] });
  });

  test('is free where the plant builds none', () => {
    const bought = aPicture(['PUMP', 'NUT']);
    expect(codes([aChangedItem('PUMP', ['3 NUT'], { toRevision: 'F' })], bought)).toEqual([]);
  });
});

describe('ECO-06, the components', () => {
  test('are released at the plant, or come with the change', () => {
    const picture = aPicture(['PUMP', 'NUT']);
    const change = [aChangedItem('PUMP', ['2 NUT', '1 SEAL']), aChangedItem('SEAL', null)];
    expect(codes(change, picture)).toEqual([]);
    expect(assess(change, picture).map((item) => item.isNew)).toEqual([false, true]);
  });

  test.each([
    ['the ERP does not know', aPicture(['PUMP'])],
    ['is archived in the ERP', aPicture(['PUMP', anErpItem('SEAL', { isActive: false })])],
    ['has no effective revision', aPicture(['PUMP', 'SEAL'], [], { effective: new Set(['PUMP']) })],
  ])('one that %s is not', (_name, picture) => {
    const [item] = assess([aChangedItem('PUMP', ['1 SEAL'])], picture);
    expect(item?.problems).toMatchObject([
      { code: 'COMPONENT_NOT_RELEASED', rule: 'ECO-06', detail: { component: 'SEAL', itemNumber: 'PUMP' } },
    ]);
  });
});

describe('ECO-07, circles', () => {
  test('are found over what the change brings and what the plant has, with their path', () => {
    const picture = aPicture(
      ['PUMP', 'HOUSING', 'PLATE'],
      [anErpBom('HOUSING', ['1 PLATE']), anErpBom('PLATE', ['1 PUMP'])],
    );
    const [item] = assess([aChangedItem('PUMP', ['1 HOUSING'])], picture);
    expect(item?.problems).toMatchObject([
      { code: 'BOM_CYCLE', rule: 'ECO-07', detail: { cycle: ['PUMP', 'HOUSING', 'PLATE', 'PUMP'] } },
    ]);
  });

  test('an item in itself is one', () => {
    expect(codes([aChangedItem('PUMP', ['1 PUMP'])], aPicture(['PUMP']))).toEqual(['BOM_CYCLE']);
  });

  test('what the change replaces counts no more', () => {
    const picture = aPicture(['PUMP', 'PLATE'], [anErpBom('PLATE', ['1 PUMP']), anErpBom('PUMP', [])]);
    const change = [aChangedItem('PUMP', ['1 PLATE']), aChangedItem('PLATE', ['1 NUT'])];
    expect(
      codes(
        change,
        aPicture(
          ['PUMP', 'PLATE', 'NUT'],
          [...picture.boms.values()].flatMap((bom) => bom ?? []),
        ),
      ),
    ).toEqual([]);
  });

  test('the same component by two ways is none', () => {
    const picture = aPicture(['PUMP', 'A1', 'A2', 'NUT'], [anErpBom('A1', ['1 NUT']), anErpBom('A2', ['1 NUT'])]);
    expect(codes([aChangedItem('PUMP', ['1 A1', '1 A2'])], picture)).toEqual([]);
  });
});

describe('ECO-08, units and quantities', () => {
  test('a line is in a unit of what it takes', () => {
    const picture = aPicture(['PUMP', anErpItem('OIL', { unit: 'LTR' })]);
    expect(codes([aChangedItem('PUMP', ['500 OIL MLT'])], picture)).toEqual([]);
    expect(codes([aChangedItem('PUMP', ['1 OIL KGM'])], picture)).toEqual(['UNIT_NOT_CONVERTIBLE']);
  });

  test('so is a line of what comes with the change', () => {
    const change = [aChangedItem('PUMP', ['1 OIL KGM']), aChangedItem('OIL', null, { unit: 'LTR' })];
    expect(codes(change, aPicture(['PUMP']))).toEqual(['UNIT_NOT_CONVERTIBLE']);
  });

  test('a new item needs a unit', () => {
    expect(codes([aChangedItem('OIL', null, { unit: null })], aPicture([]))).toEqual(['UNIT_NOT_CONVERTIBLE']);
  });

  test('a line takes something', () => {
    expect(codes([aChangedItem('PUMP', ['0 NUT'])], aPicture(['PUMP', 'NUT']))).toEqual(['QUANTITY_INVALID']);
  });
});

describe('ECO-10, the routing that is carried over', () => {
  const center = { plantCode: 'HAM', code: 'SAW', name: 'Saw', isAvailable: true };
  const operation = (operationNumber: string, code: string | null) => ({
    operationNumber,
    name: operationNumber,
    workCenter: code === null ? null : { ...center, code },
    plannedMinutes: null,
  });
  const picture = (operations: ReturnType<typeof operation>[]) =>
    aPicture(['PUMP', 'NUT'], [anErpBom('PUMP', ['1 NUT'], { operations })]);

  test.each([
    ['is on work centres of the plant, in order', [operation('10', 'SAW'), operation('20', 'SAW')], []],
    ['is on one that the plant lacks', [operation('10', 'LASER')], ['ROUTING_INVALID']],
    ['is on none', [operation('10', null)], ['ROUTING_INVALID']],
    ['has a number twice', [operation('10', 'SAW'), operation('10', 'SAW')], ['ROUTING_INVALID']],
  ])('%s', (_name, operations, expected) => {
    expect(codes([aChangedItem('PUMP', ['1 NUT'])], picture(operations))).toEqual(expected);
  });
});

test('all findings of an item come together', () => {
  const picture = aPicture(['PUMP'], [anErpBom('PUMP', [], { revision: 'X' })]);
  expect(codes([aChangedItem('PUMP', ['0 SEAL', '1 PUMP'])], picture)).toEqual([
    'REVISION_GAP',
    'COMPONENT_NOT_RELEASED',
    'QUANTITY_INVALID',
    'BOM_CYCLE',
  ]);
});
