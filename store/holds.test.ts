import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ownDatabase } from '../test/kit/postgres.ts';
import {
  activeCovering,
  dispositionsOf,
  enforcementOf,
  type HoldScope,
  holdsByIds,
  holdsOfItems,
  holdsOfLots,
  holdsOfNonconformances,
  holdsOfOrders,
  listHolds,
} from './holds.ts';
import {
  addDispositions,
  hasInherited,
  insertHold,
  loadHold,
  markReleased,
  type NewHold,
  setEnforcement,
  settleHold,
} from './holds-write.ts';

const database = ownDatabase();
const HAM: HoldScope = { plants: ['HAM'] };
const at = new Date('2026-03-01T06:00:00Z');

/** A hold of its own item, so that tests do not see each other's. */
async function placed(different: Partial<NewHold> = {}): Promise<NewHold> {
  const hold: NewHold = {
    holdId: `QH-${randomUUID().slice(0, 8)}`,
    plantCode: 'HAM',
    severity: 'MAJOR',
    reason: 'cracks',
    orderNumber: null,
    itemNumber: `I-${randomUUID().slice(0, 8)}`,
    lotNumber: null,
    ncrNumber: null,
    placedBy: 'ada',
    placedAt: at,
    commandId: randomUUID(),
    ...different,
  };
  await insertHold(database.db, hold);
  return hold;
}
const release = (hold: NewHold) => markReleased(database.db, hold.holdId, { by: 'ben', at, commandId: randomUUID() });
const ids = (holds: readonly { holdId: string }[]) => holds.map((hold) => hold.holdId);

describe('a hold', () => {
  test('counts from the moment it is recorded', async () => {
    const hold = await placed();
    const posting = { plantCode: 'HAM', orderNumbers: [], itemNumbers: [hold.itemNumber!], lots: [] };
    expect(await activeCovering(database.db, posting)).toMatchObject([{ holdId: hold.holdId, state: 'ACTIVE' }]);
    await settleHold(database.db, hold.commandId, 'ACTIVE');
    expect(ids(await activeCovering(database.db, posting))).toEqual([hold.holdId]);
  });

  test('is as if it had never been once it is withdrawn', async () => {
    const hold = await placed();
    await settleHold(database.db, hold.commandId, 'WITHDRAWN');
    expect(await holdsByIds(database.db, [hold.holdId], HAM)).toEqual([]);
    expect((await loadHold(database.db, hold.holdId))?.state).toBe('WITHDRAWN');
  });

  test('covers nothing once it is released, and is still shown', async () => {
    const hold = await placed();
    await settleHold(database.db, hold.commandId, 'ACTIVE');
    expect(await release(hold)).toMatchObject({ state: 'RELEASED', released_by: 'ben' });
    expect(await release(hold)).toBeUndefined();
    const posting = { plantCode: 'HAM', orderNumbers: [], itemNumbers: [hold.itemNumber!], lots: [] };
    expect(await activeCovering(database.db, posting)).toEqual([]);
    expect(await holdsByIds(database.db, [hold.holdId], { ...HAM, state: 'ACTIVE' })).toEqual([]);
    expect(await holdsByIds(database.db, [hold.holdId], HAM)).toMatchObject([{ state: 'RELEASED', releasedBy: 'ben' }]);
  });
});

describe('what covers a posting', () => {
  test('is the order, a whole item, or the very lot', async () => {
    const order = await placed({ itemNumber: null, orderNumber: `WH/MO/${randomUUID().slice(0, 5)}` });
    const item = await placed();
    const lot = await placed({ lotNumber: 'L1' });
    const covering = await activeCovering(database.db, {
      plantCode: 'HAM',
      orderNumbers: [order.orderNumber!],
      itemNumbers: [item.itemNumber!, lot.itemNumber!],
      lots: [{ itemNumber: lot.itemNumber!, lotNumber: 'L1' }],
    });
    expect(new Set(ids(covering))).toEqual(new Set([order.holdId, item.holdId, lot.holdId]));
  });

  test("is no other lot, and no other plant's hold", async () => {
    const lot = await placed({ lotNumber: 'L1' });
    const elsewhere = await placed({ plantCode: 'PUE' });
    const covering = await activeCovering(database.db, {
      plantCode: 'HAM',
      orderNumbers: [],
      itemNumbers: [lot.itemNumber!, elsewhere.itemNumber!],
      lots: [{ itemNumber: lot.itemNumber!, lotNumber: 'L2' }],
    });
    expect(covering).toEqual([]);
  });

  test('QH-04: is every one of several', async () => {
    const first = await placed();
    const second = await placed({ itemNumber: first.itemNumber, lotNumber: 'L1' });
    const posting = {
      plantCode: 'HAM',
      orderNumbers: [],
      itemNumbers: [first.itemNumber!],
      lots: [{ itemNumber: first.itemNumber!, lotNumber: 'L1' }],
    };
    expect(ids(await activeCovering(database.db, posting))).toEqual([second.holdId, first.holdId]);
    await settleHold(database.db, first.commandId, 'ACTIVE');
    await release(first);
    expect(ids(await activeCovering(database.db, posting))).toEqual([second.holdId]);
  });
});

test('one that is withdrawn knows what was left to it', async () => {
  const first = await placed();
  const later = new Date(at.getTime() + 1000);
  const second = await placed({ itemNumber: first.itemNumber, lotNumber: 'L1', placedAt: later });
  const row = async () => (await loadHold(database.db, second.holdId))!;
  expect(await hasInherited(database.db, await row())).toBe(false);
  await markReleased(database.db, first.holdId, { by: 'ben', at, commandId: randomUUID() });
  expect(await hasInherited(database.db, await row())).toBe(false); // it was over before the second began
  const third = await placed({ itemNumber: first.itemNumber });
  await markReleased(database.db, third.holdId, { by: 'ben', at: later, commandId: randomUUID() });
  expect(await hasInherited(database.db, await row())).toBe(true);
});

describe('lists', () => {
  test('show a hold only to those who may see its plant', async () => {
    const hold = await placed({ ncrNumber: `NCR-${randomUUID().slice(0, 8)}`, lotNumber: 'L1' });
    const lot = { itemNumber: hold.itemNumber!, lotNumber: 'L1' };
    for (const [plants, seen] of [
      [['HAM', 'PUE'], [hold.holdId]],
      [['PUE'], []],
      [[], []],
    ] as const) {
      const scope = { plants };
      expect(ids(await holdsByIds(database.db, [hold.holdId], scope))).toEqual(seen);
      expect(ids(await holdsOfItems(database.db, [lot.itemNumber], scope))).toEqual(seen);
      expect(ids(await holdsOfLots(database.db, [lot], scope))).toEqual(seen);
      expect(ids(await holdsOfNonconformances(database.db, [hold.ncrNumber!], scope))).toEqual(seen);
      const page = await listHolds(database.db, { ...scope, itemNumber: lot.itemNumber }, { first: 10 });
      expect(ids(page.holds)).toEqual(seen);
    }
  });

  test('of an order are those of its number at its plant', async () => {
    const hold = await placed({ itemNumber: null, orderNumber: 'WH/MO/90001' });
    await placed({ itemNumber: null, orderNumber: 'WH/MO/90001', plantCode: 'PUE' });
    const both = { plants: ['HAM', 'PUE'] };
    const order = { plantCode: 'HAM', orderNumber: 'WH/MO/90001' };
    expect(ids(await holdsOfOrders(database.db, [order], both))).toEqual([hold.holdId]);
  });

  test('go on after the last one that was seen, newest first', async () => {
    const first = await placed();
    const itemNumber = first.itemNumber!;
    const later = [];
    for (let n = 1; n <= 4; n++) later.unshift((await placed({ itemNumber, lotNumber: `L${n}` })).holdId);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listHolds>> = await listHolds(
        database.db,
        { ...HAM, itemNumber },
        { first: 2, after },
      );
      seen.push(...ids(page.holds));
      after = page.hasNextPage ? page.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual([...later, first.holdId]);
  });

  test('find holds that some system has not enforced', async () => {
    const hold = await placed();
    const { holdId } = hold;
    const scope = { ...HAM, itemNumber: hold.itemNumber };
    const row = { holdId, system: 'ERP' as const, at };
    expect(await setEnforcement(database.db, { ...row, state: 'PENDING' })).toBe(true);
    expect(await setEnforcement(database.db, { ...row, state: 'PENDING' })).toBe(false);
    await setEnforcement(database.db, { ...row, system: 'MES', state: 'APPLIED' });
    expect(ids((await listHolds(database.db, { ...scope, enforcement: 'PENDING' }, { first: 5 })).holds)).toEqual([
      holdId,
    ]);
    expect((await listHolds(database.db, { ...scope, enforcement: 'FAILED' }, { first: 5 })).holds).toEqual([]);
    const problem = { class: 'TECHNICAL', severity: 'ERROR', code: 'X', message: 'no', isRetryable: true } as const;
    await setEnforcement(database.db, { ...row, state: 'FAILED', problem });
    expect(await enforcementOf(database.db, [holdId])).toMatchObject([
      { system: 'ERP', state: 'FAILED', problem: { code: 'X' } },
      { system: 'MES', state: 'APPLIED', problem: null },
    ]);
  });
});

test('what was decided keeps its order and its decimals', async () => {
  const hold = await placed({ lotNumber: 'L1' });
  const decision = {
    holdId: hold.holdId,
    itemNumber: hold.itemNumber,
    lotNumber: 'L1',
    by: 'ben',
    at,
    concession: null,
  };
  await addDispositions(database.db, [
    { ...decision, disposition: 'SCRAP', quantity: { value: '1.10', unit: 'KGM' } },
    { ...decision, disposition: 'USE_AS_IS', quantity: null, concession: 'C-1' },
  ]);
  expect(await dispositionsOf(database.db, [hold.holdId])).toMatchObject([
    { disposition: 'SCRAP', quantity: { value: '1.10', unit: 'KGM' }, by: 'ben' },
    { disposition: 'USE_AS_IS', quantity: null, concession: 'C-1' },
  ]);
});
