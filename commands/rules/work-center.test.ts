import { describe, expect, test } from 'vitest';
import { anOpenPart, codesOf } from '../../test/kit/rule-data.ts';
import { checkWorkCenter } from './work-center.ts';

const center = (code: string, isAvailable = true) => ({ plantCode: 'HAM', code, name: code, isAvailable });
const ofPlant = [center('SAW'), center('PACK'), center('OVEN'), center('LATHE', false)];
const check = (workCenterCode: string | null, operationNumber: string | null, part = anOpenPart()) =>
  codesOf(checkWorkCenter({ workCenterCode, operationNumber }, part, ofPlant));

describe('PC-05, the work centre', () => {
  test.each([
    ['not named', null, null, []],
    ['planned for the operation', 'SAW', '10', []],
    ['planned for some operation of the order', 'PACK', null, []],
    ['planned for another operation', 'PACK', '10', ['WORK_CENTER_INVALID']],
    ['planned for none', 'OVEN', null, ['WORK_CENTER_INVALID']],
    ["not the plant's", 'LASER', '10', ['WORK_CENTER_INVALID']],
    ['down and not planned', 'LATHE', null, ['WORK_CENTER_DOWN', 'WORK_CENTER_INVALID']],
  ])('is %s', (_name, workCenterCode, operationNumber, codes) => {
    expect(check(workCenterCode, operationNumber)).toEqual(codes);
  });

  test('that is planned counts where the operation is named alone', () => {
    const part = anOpenPart({ operations: [{ operationNumber: '10', workCenterCode: 'LATHE', isOpen: true }] });
    expect(check(null, '10', part)).toEqual(['WORK_CENTER_DOWN']);
    expect(check(null, null, part)).toEqual([]);
  });

  test('is free where the order plans none', () => {
    expect(check('OVEN', null, anOpenPart({ operations: [] }))).toEqual([]);
  });
});
