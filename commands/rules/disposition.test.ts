import { describe, expect, test } from 'vitest';
import { decimal } from '../../lib/decimal.ts';
import { codesOf } from '../../test/kit/rule-data.ts';
import { checkCoverage, checkReleaser, checkSupported, type InputDisposition } from './disposition.ts';
import type { HeldStock } from './held-stock.ts';

const lot = (lotNumber: string | null, held: string, free = '0'): HeldStock => ({
  itemNumber: 'STEEL',
  lotNumber,
  unit: 'KGM',
  held: decimal(held),
  free: decimal(free),
});
const decide = (different: Partial<InputDisposition> = {}): InputDisposition => ({
  disposition: 'USE_AS_IS',
  itemNumber: null,
  lotNumber: null,
  quantity: null,
  concession: null,
  ...different,
});
const kilos = (value: string) => ({ value, unit: 'KGM' });
const shares = (...args: Parameters<typeof checkCoverage>) => {
  const { shares: all, problems } = checkCoverage(...args);
  expect(problems).toEqual([]);
  return all.map(({ lotNumber, disposition, quantity }) => `${lotNumber} ${disposition} ${quantity ?? 'rest'}`);
};

describe('QH-05, decisions cover all that is held', () => {
  test('one for all', () => {
    expect(shares([decide()], [lot('L1', '10'), lot('L2', '5')])).toEqual(['L1 USE_AS_IS rest', 'L2 USE_AS_IS rest']);
  });

  test('one for a lot, one for the others', () => {
    const decisions = [decide(), decide({ disposition: 'SCRAP', lotNumber: 'L2' })];
    expect(shares(decisions, [lot('L1', '10'), lot('L2', '5')])).toEqual(['L1 USE_AS_IS rest', 'L2 SCRAP rest']);
  });

  test('a part of a lot, and the rest of it', () => {
    const decisions = [decide({ disposition: 'SCRAP', quantity: { value: '2000', unit: 'GRM' } }), decide()];
    expect(shares(decisions, [lot('L1', '10')])).toEqual(['L1 SCRAP 2', 'L1 USE_AS_IS rest']);
  });

  test('quantities that add up, wherever the stock lies', () => {
    const decisions = [decide({ disposition: 'SCRAP', quantity: kilos('4') }), decide({ quantity: kilos('6') })];
    expect(shares(decisions, [lot('L1', '7', '3')])).toEqual(['L1 SCRAP 4', 'L1 USE_AS_IS 6']);
  });

  test('nothing is there to decide about', () => {
    expect(shares([decide()], [])).toEqual([]);
  });

  test.each([
    ['too little', [decide({ quantity: kilos('9') })]],
    ['too much', [decide({ quantity: kilos('11') })]],
    ['more than there is beside the rest', [decide({ quantity: kilos('11') }), decide()]],
    ['one lot only', [decide({ lotNumber: 'L9' })]],
    ['another unit', [decide({ quantity: { value: '10', unit: 'C62' } })]],
    ['the rest twice', [decide({ disposition: 'SCRAP' }), decide()]],
  ])('not %s', (_name, decisions) => {
    const codes = codesOf(checkCoverage(decisions, [lot('L1', '10')]).problems);
    expect(new Set(codes)).toEqual(new Set(['DISPOSITION_INCOMPLETE']));
  });

  test('a lot that nobody decided about is named', () => {
    const { problems } = checkCoverage([decide({ lotNumber: 'L1' })], [lot('L1', '10'), lot('L2', '5')]);
    expect(problems).toMatchObject([
      { code: 'DISPOSITION_INCOMPLETE', detail: { held: { lotNumber: 'L2', quantity: '5' } } },
    ]);
  });

  test('a quantity of several lots needs its lot', () => {
    const { problems } = checkCoverage([decide({ quantity: kilos('15') })], [lot('L1', '10'), lot('L2', '5')]);
    expect(codesOf(problems)).toEqual(['DISPOSITION_INCOMPLETE', 'DISPOSITION_INCOMPLETE']);
  });

  test('an untracked item is one lot without a number', () => {
    expect(shares([decide({ disposition: 'SCRAP' })], [lot(null, '10')])).toEqual(['null SCRAP rest']);
  });
});

describe('QH-05, what is carried out', () => {
  test.each(['REWORK', 'REPAIR', 'RETURN_TO_SUPPLIER', 'REGRADE'] as const)('not yet %s', (disposition) => {
    expect(checkSupported([decide(), decide({ disposition })], false)).toMatchObject([
      { code: 'DISPOSITION_NOT_SUPPORTED', path: ['dispositions', '1', 'disposition'] },
    ]);
  });

  test('an order is used as it is', () => {
    expect(checkSupported([decide()], true)).toEqual([]);
    expect(codesOf(checkSupported([decide({ disposition: 'SCRAP' })], true))).toEqual(['DISPOSITION_NOT_SUPPORTED']);
  });
});

describe('QH-05, who releases', () => {
  test.each([
    ['MINOR', 'ada', []],
    ['MAJOR', 'ada', ['RELEASER_IS_PLACER']],
    ['CRITICAL', 'ada', ['RELEASER_IS_PLACER']],
    ['CRITICAL', 'ben', []],
  ])('%s by %s', (severity, releasedBy, codes) => {
    expect(codesOf(checkReleaser({ severity, placedBy: 'ada', holdId: 'QH-1' }, releasedBy))).toEqual(codes);
  });
});
