import { describe, expect, test } from 'vitest';
import { anOpenPart, aSnapshot, codesOf } from '../../test/kit/rule-data.ts';
import { checkOperation, checkOrder, checkVersions } from './order.ts';

const asked = { plantCode: 'HAM', orderNumber: 'WH/MO/00012' };

describe('PC-01, the order', () => {
  test('is there', () => {
    expect(checkOrder(null, asked).problems).toMatchObject([
      { code: 'ORDER_NOT_FOUND', rule: 'PC-01', severity: 'ERROR', path: ['orderNumber'] },
    ]);
  });

  test.each(['RELEASED', 'RUNNING'] as const)('may be %s', (state) => {
    const { openPart, problems } = checkOrder(aSnapshot({ state }), asked);
    expect(problems).toEqual([]);
    expect(openPart?.id).toBe('7');
  });

  test.each(['FORECAST', 'WAITING', 'HELD', 'COMPLETED', 'CANCELLED'] as const)('may not be %s', (state) => {
    const { openPart, problems } = checkOrder(aSnapshot({ state }), asked);
    expect(openPart).toBeNull();
    expect(problems).toMatchObject([{ code: 'ORDER_NOT_OPEN', detail: { state } }]);
  });

  test('has a part that is open', () => {
    expect(codesOf(checkOrder(aSnapshot({ state: 'RUNNING' }, null), asked).problems)).toEqual(['ORDER_NOT_OPEN']);
  });

  test('makes an item that has a number', () => {
    expect(codesOf(checkOrder(aSnapshot({ itemNumber: null }), asked).problems)).toEqual(['KEY_MISSING']);
  });
});

describe('PC-02, the versions that were worked to', () => {
  const order = { bomRevision: 'B', routingVersion: 'B' };

  test('are those of the order', () => {
    expect(checkVersions({ bomRevision: 'B', routingVersion: 'B' }, order)).toEqual([]);
  });

  test('each that is another is found', () => {
    const problems = checkVersions({ bomRevision: 'A', routingVersion: 'A' }, order);
    expect(problems).toMatchObject([
      { code: 'BOM_REVISION_MISMATCH', severity: 'ERROR', detail: { sent: 'A', order: 'B' }, path: ['bomRevision'] },
      { code: 'ROUTING_VERSION_MISMATCH', severity: 'ERROR', path: ['routingVersion'] },
    ]);
  });

  test('an order without a revision fits none', () => {
    const problems = checkVersions(
      { bomRevision: 'A', routingVersion: null },
      { bomRevision: null, routingVersion: null },
    );
    expect(codesOf(problems)).toEqual(['BOM_REVISION_MISMATCH', 'ROUTING_VERSION_MISSING']);
  });

  test('those that were not sent are noted', () => {
    expect(checkVersions({ bomRevision: null, routingVersion: null }, order)).toMatchObject([
      { code: 'BOM_REVISION_MISSING', severity: 'NOTE' },
      { code: 'ROUTING_VERSION_MISSING', severity: 'NOTE' },
    ]);
  });
});

describe('PC-03, the operation', () => {
  test('none is the order as a whole', () => {
    expect(checkOperation(null, anOpenPart())).toMatchObject({ isLast: true, problems: [] });
  });

  test('the last one is known as such', () => {
    expect(checkOperation('10', anOpenPart())).toMatchObject({ isLast: false, problems: [] });
    expect(checkOperation('20', anOpenPart())).toMatchObject({ isLast: true, problems: [] });
  });

  test('is one of the order, and open', () => {
    expect(codesOf(checkOperation('30', anOpenPart()).problems)).toEqual(['OPERATION_NOT_FOUND']);
    const [first, last] = anOpenPart().operations;
    const part = anOpenPart({ operations: [{ ...first!, isOpen: false }, last!] });
    expect(codesOf(checkOperation('10', part).problems)).toEqual(['OPERATION_NOT_OPEN']);
  });
});
