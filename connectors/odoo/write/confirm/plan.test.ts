import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../lib/decimal.ts';
import { RejectedError } from '../../../../lib/errors.ts';
import type { ConfirmPartInput, Tracking } from '../../../ports.ts';
import type { Product, Unit } from '../../model/catalog.ts';
import { LotIds } from '../../model/lots.ts';
import type { Move, Part } from '../../model/order-part.ts';
import { planConfirmation } from './plan.ts';

const unit = (id: number, code: string, rounding: string, size = '1'): Unit => ({
  ...{ id, code, factor: decimal(1), rounding: decimal(rounding), size: decimal(size), isActive: true },
});
const PIECES = unit(1, 'C62', '1');
const KILOS = unit(2, 'KGM', '0.01');
const DOZENS = unit(3, 'DZN', '0.01', '12');
const units = new Map([PIECES, KILOS, DOZENS].map((one) => [one.id, one]));

const product = (id: number, tracking: Tracking = 'NONE'): [number, Product] => [
  id,
  { id, templateId: id, itemNumber: `ITEM-${id}`, tracking, unitId: 1, isActive: true },
];

const part: Part = {
  id: 7,
  name: 'WH/MO/00007',
  groupField: 'production_group_id',
  state: 'confirmed',
  productId: 10,
  unitId: 1,
  planned: decimal(100),
  baseRatio: decimal(1),
  producing: decimal(0),
  bomId: null,
  consumption: 'warning',
  outputLotIds: [],
  sourceLocationId: 8,
  destinationLocationId: 8,
};

const move = (id: number, productId: number, required: string, different: Partial<Move> = {}): Move => ({
  id,
  isRaw: true,
  productId,
  unitId: 1,
  state: 'assigned',
  required: decimal(required),
  quantity: decimal(required),
  isPicked: false,
  baseRatio: decimal(1),
  lines: [],
  ...different,
});

const input = (different: Partial<ConfirmPartInput> = {}): ConfirmPartInput => ({
  plantCode: 'HAM',
  orderNumber: part.name,
  partId: String(part.id),
  produced: '40',
  outputLots: [],
  consumption: [],
  remainder: 'KEEP_OPEN',
  endedAt: null,
  ...different,
});

const lots = new LotIds();
lots.add({ productId: 20, lotNumber: 'A' }, 201);
lots.add({ productId: 20, lotNumber: 'B' }, 202);

function plan(given: ConfirmPartInput, moves: Move[], tracking: Tracking = 'NONE', different: Partial<Part> = {}) {
  const products = new Map([product(10), product(20, tracking), product(30)]);
  return planConfirmation(given, { part: { ...part, ...different }, moves, products, units, lots, outputLotsMax: 1 });
}

describe('what a confirmation will leave', () => {
  test('a backorder is expected only where something is left and it is to stay open', () => {
    expect(plan(input(), []).expectsBackorder).toBe(true);
    expect(plan(input({ remainder: 'CLOSE_SHORT' }), []).expectsBackorder).toBe(false);
    expect(plan(input({ produced: '100' }), []).expectsBackorder).toBe(false);
    expect(plan(input({ produced: '110' }), []).expectsBackorder).toBe(false);
  });

  test('the quantity is told in the unit of the order', () => {
    const inDozens = { unitId: 3, planned: decimal(10), baseRatio: decimal(12) };
    expect(plan(input({ produced: '24' }), [], 'NONE', inDozens)).toMatchObject({
      produced: '2',
      expectsBackorder: true,
    });
  });

  test('an item on two moves is shared out as they ask for it, to the last piece, whatever rounding does', () => {
    const consumption = [{ itemNumber: 'ITEM-20', quantity: '10', lots: [] }];
    const shared = plan(input({ consumption }), [move(1, 20, '100'), move(2, 20, '50'), move(3, 20, '50')]);
    expect(shared.moves.map((entry) => [entry.moveId, entry.quantity])).toEqual([
      [1, '5'],
      [2, '3'],
      [3, '2'],
    ]);
  });

  test('lots follow: the first moves are filled from the first lots', () => {
    const given = [
      { lotNumber: 'A', quantity: '7' },
      { lotNumber: 'B', quantity: '3' },
    ];
    const consumption = [{ itemNumber: 'ITEM-20', quantity: '10', lots: given }];
    const shared = plan(input({ consumption }), [move(1, 20, '50'), move(2, 20, '50')], 'LOT');
    expect(shared.moves).toEqual([
      { moveId: 1, quantity: '5', base: '5', lots: [{ lotNumber: 'A', lotId: 201, quantity: '5' }] },
      {
        moveId: 2,
        quantity: '5',
        base: '5',
        lots: [
          { lotNumber: 'A', lotId: 201, quantity: '2' },
          { lotNumber: 'B', lotId: 202, quantity: '3' },
        ],
      },
    ]);
  });

  test('moves in other units get the same material', () => {
    const consumption = [{ itemNumber: 'ITEM-20', quantity: '48', lots: [] }];
    const inDozens = { unitId: 3, baseRatio: decimal(12) };
    const shared = plan(input({ consumption }), [move(1, 20, '24'), move(2, 20, '2', inDozens)]);
    expect(shared.moves.map((entry) => entry.quantity)).toEqual(['24', '2']);
  });

  test('nothing consumed is nothing on every move', () => {
    const consumption = [{ itemNumber: 'ITEM-20', quantity: '0', lots: [] }];
    expect(plan(input({ consumption }), [move(1, 20, '5')], 'LOT').moves).toEqual([
      { moveId: 1, quantity: '0', base: '0', lots: [] },
    ]);
  });

  test('moves that are done or cancelled are left alone', () => {
    const moves = [move(1, 20, '5', { state: 'done' }), move(2, 30, '5', { state: 'cancel' })];
    expect(plan(input(), moves).moves).toEqual([]);
  });
});

describe('what is refused, all together', () => {
  const codesOf = (given: ConfirmPartInput, moves: Move[], tracking: Tracking = 'NONE') => {
    try {
      plan(given, moves, tracking);
      return [];
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      return error.problems.map((problem) => problem.code);
    }
  };

  test('nothing produced, a component not given, one that is none', () => {
    const consumption = [{ itemNumber: 'ITEM-30', quantity: '2', lots: [] }];
    expect(codesOf(input({ produced: '0.4', consumption }), [move(1, 20, '5')])).toEqual([
      'QUANTITY_ROUNDS_TO_ZERO',
      'CONSUMPTION_DEVIATES',
      'CONSUMPTION_MISSING',
    ]);
  });

  test('lots that do not add up, and lots that the ERP does not have', () => {
    const of = (lotNumber: string, quantity: string) => [
      { itemNumber: 'ITEM-20', quantity: '10', lots: [{ lotNumber, quantity }] },
    ];
    expect(codesOf(input({ consumption: of('A', '9') }), [move(1, 20, '5')], 'LOT')).toEqual(['LOT_REQUIRED']);
    expect(codesOf(input({ consumption: of('X', '10') }), [move(1, 20, '5')], 'LOT')).toEqual(['LOT_NOT_FOUND']);
  });

  test('a lot for an untracked output', () => {
    expect(codesOf(input({ outputLots: [{ lotNumber: 'L', quantity: '40' }] }), [])).toEqual(['LOT_NOT_TRACKED']);
  });
});
