import { describe, expect, test } from 'vitest';
import { decimal } from '../../lib/decimal.ts';
import type { Hold, HoldDisposition } from '../../store/holds.ts';
import type { HoldRow } from '../../store/holds-write.ts';
import { type HoldTask, lifting, placing } from './enforce-erp.ts';
import { lifting as liftingInMes } from './enforce-mes.ts';
import type { HeldStock } from './held-stock.ts';

const at = new Date('2026-03-01T06:00:00Z');
const row = (different: Partial<HoldRow> = {}): HoldRow => ({
  hold_id: 'QH-1',
  seq: '1',
  plant: 'HAM',
  state: 'RELEASED',
  severity: 'MAJOR',
  reason: 'cracks',
  order_number: null,
  item_number: 'STEEL',
  lot_number: null,
  ncr_number: null,
  placed_by: 'ada',
  placed_at: at,
  placed_command: 'c1',
  released_by: 'ben',
  released_at: at,
  released_command: 'c2',
  ...different,
});
const other = (different: Partial<Hold> = {}): Hold => ({
  holdId: 'QH-2',
  plantCode: 'HAM',
  state: 'ACTIVE',
  severity: 'MAJOR',
  reason: 'rust',
  orderNumber: null,
  itemNumber: 'STEEL',
  lotNumber: null,
  ncrNumber: null,
  placedBy: 'ada',
  placedAt: at,
  releasedBy: null,
  releasedAt: null,
  ...different,
});
const lot = (lotNumber: string, held: string, free: string): HeldStock => ({
  itemNumber: 'STEEL',
  lotNumber,
  unit: 'KGM',
  held: decimal(held),
  free: decimal(free),
});
const share = (lotNumber: string, disposition: 'USE_AS_IS' | 'SCRAP', quantity: string | null = null) => ({
  itemNumber: 'STEEL',
  lotNumber,
  disposition,
  quantity,
});
const shown = (tasks: readonly HoldTask[]) =>
  tasks.map((task) =>
    task.posting === 'scrap'
      ? `scrap ${task.input.lotNumber} ${task.input.quantity} ${task.input.from}`
      : `${task.posting} ${task.input.lotNumber} ${task.input.quantity ?? 'all'}`,
  );

describe('QH-09 in the ERP', () => {
  test('what lies free is moved, lot by lot', () => {
    expect(shown(placing(row(), [lot('L1', '0', '10'), lot('L2', '5', '0'), lot('L3', '1', '2')]))).toEqual([
      'moveToHold L1 all',
      'moveToHold L3 all',
    ]);
  });

  test('used as it is goes back', () => {
    const { tasks } = lifting(row(), [lot('L1', '10', '0')], [share('L1', 'USE_AS_IS')], []);
    expect(shown(tasks)).toEqual(['moveFromHold L1 10']);
  });

  test('scrapped is scrapped where it is held, and the rest goes back', () => {
    const shares = [share('L1', 'SCRAP', '4'), share('L1', 'USE_AS_IS')];
    const { tasks } = lifting(row(), [lot('L1', '10', '0')], shares, []);
    expect(shown(tasks)).toEqual(['scrap L1 4 HOLD', 'moveFromHold L1 6']);
  });

  test('scrapped before it was moved is scrapped from stock', () => {
    const { tasks } = lifting(row(), [lot('L1', '3', '7')], [share('L1', 'SCRAP')], []);
    expect(shown(tasks)).toEqual(['scrap L1 3 HOLD', 'scrap L1 7 STOCK']);
  });

  test('QH-04: what another hold covers stays', () => {
    const stock = [lot('L1', '10', '0'), lot('L2', '5', '0')];
    const shares = [share('L1', 'USE_AS_IS'), share('L2', 'USE_AS_IS')];
    const { tasks, problems } = lifting(row(), stock, shares, [other({ lotNumber: 'L1' })]);
    expect(shown(tasks)).toEqual(['moveFromHold L2 5']);
    expect(problems).toMatchObject([
      { code: 'STILL_ON_HOLD', severity: 'NOTE', detail: { lotNumber: 'L1', holdIds: ['QH-2'] } },
    ]);
    expect(lifting(row(), stock, shares, [other()]).tasks).toEqual([]);
  });
});

describe('QH-09 in the MES', () => {
  const decision = (different: Partial<HoldDisposition>): HoldDisposition => ({
    holdId: 'QH-1',
    disposition: 'USE_AS_IS',
    itemNumber: 'STEEL',
    lotNumber: null,
    quantity: null,
    by: 'ben',
    at,
    concession: null,
    ...different,
  });

  test('a lot that is scrapped as a whole does not come back', () => {
    expect(
      liftingInMes(row({ lot_number: 'L1' }), [decision({ disposition: 'SCRAP', lotNumber: 'L1' })], [], null),
    ).toMatchObject([{ lotNumber: 'L1', isScrapped: true }]);
    const some = [decision({}), decision({ disposition: 'SCRAP', lotNumber: 'L2' })];
    expect(liftingInMes(row(), some, [], null)).toMatchObject([
      { lotNumber: 'L2', isScrapped: true },
      { lotNumber: null, isScrapped: false },
    ]);
  });

  test('QH-04: a hold that covers as much keeps it all, a narrower one its part', () => {
    const narrow = other({ holdId: 'QH-3', lotNumber: 'L1' });
    const order = other({ holdId: 'QH-4', itemNumber: null, orderNumber: 'WH/MO/1' });
    const [lift] = liftingInMes(row(), [decision({})], [other(), narrow, order], null);
    expect(lift).toMatchObject({ otherHolds: ['QH-2'], except: { lotNumbers: ['L1'], orderNumbers: ['WH/MO/1'] } });
  });

  test("an order stays stopped under a hold on what it makes, and under no other order's", () => {
    const hold = row({ item_number: null, order_number: 'WH/MO/1' });
    const holds = [other(), other({ holdId: 'QH-4', itemNumber: null, orderNumber: 'WH/MO/2' })];
    expect(liftingInMes(hold, [decision({})], holds, 'STEEL')[0]).toMatchObject({ otherHolds: ['QH-2'] });
    expect(liftingInMes(hold, [decision({})], holds, null)[0]).toMatchObject({ otherHolds: [] });
  });
});
