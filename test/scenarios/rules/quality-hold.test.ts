import { describe, expect, test } from 'vitest';
import type { GraphUser } from '../../../demo/http/graph.ts';
import { productOf } from '../../../demo/seed/odoo-context.ts';
import { makeLots } from '../../../demo/seed/odoo-stock.ts';
import { until } from '../../../demo/story/wait.ts';
import { ownHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';
import { carryOut, dryRun, openOrder, pieces, stops } from './scene.ts';

const hub = ownHub();
const PATIENCE_MS = patient(60_000);

const HOLDS = `query Holds($plantCode: ID, $itemNumber: ID) {
  qualityHolds(plantCode: $plantCode, itemNumber: $itemNumber) {
    nodes {
      holdId state severity placedBy releasedBy
      item { itemNumber } lot { lotNumber } productionOrder { orderNumber }
      enforcement { system state problem { code } }
      dispositions { disposition lotNumber quantity { value } concession by }
    }
  }
}`;
interface HoldView {
  holdId: string;
  state: string;
  severity: string;
  placedBy: string;
  releasedBy: string | null;
  lot: { lotNumber: string } | null;
  productionOrder: { orderNumber: string } | null;
  enforcement: { system: string; state: string }[];
  dispositions: { disposition: string; lotNumber: string | null; quantity: { value: string } | null }[];
}
async function readHolds(user: GraphUser, itemNumber: string | null): Promise<HoldView[]> {
  const { qualityHolds } = await user.read<{ qualityHolds: { nodes: HoldView[] } }>(HOLDS, {
    plantCode: 'HAM',
    itemNumber,
  });
  return qualityHolds.nodes;
}

/** The newest hold of the item, once ERP and MES show it applied (or lifted). */
async function enforced(user: GraphUser, itemNumber: string | null, state: string): Promise<HoldView> {
  const hold = await until(async () => {
    const [newest] = await readHolds(user, itemNumber);
    const isApplied = newest?.enforcement.length && newest.enforcement.every((row) => row.state === 'APPLIED');
    return newest?.state === state && isApplied ? newest : undefined;
  }, PATIENCE_MS);
  if (!hold) throw new Error(`not enforced: ${JSON.stringify(await readHolds(user, itemNumber))}`);
  return hold;
}

const inspector = () => hub().user('quality-inspector', ['HAM'], 'jana');
const manager = () => hub().user('quality-manager', ['HAM'], 'lea');

let lots = 0;
/** A lot of its own, so that tests do not see each other's holds: of a casting that no order has reserved. */
async function newLot(quantity: number): Promise<string> {
  const lotNumber = `NG-T${++lots}`;
  const plant = await hub().odoo('HAM');
  const [lotId] = (await makeLots(plant, [{ item: 'CST-GP20', lot: lotNumber }])).values();
  const context = { inventory_mode: true };
  const values = {
    product_id: productOf(plant, 'CST-GP20').id,
    location_id: plant.warehouse.stockId,
    lot_id: lotId,
    inventory_quantity: quantity,
  };
  const id = await plant.odoo.create('stock.quant', values, context);
  await plant.odoo.call('stock.quant', 'action_apply_inventory', { ids: [id], context });
  return lotNumber;
}

/** Where a lot lies, by the last word of the location, straight from Odoo. */
async function placesOf(lotNumber: string): Promise<Record<string, number>> {
  const { odoo } = await hub().odoo('HAM');
  const rows = await odoo.searchRead<{ location_id: number; quantity: number }>(
    'stock.quant',
    [
      ['lot_id.name', '=', lotNumber],
      ['location_id.usage', '=', 'internal'],
      ['quantity', '>', 0],
    ],
    ['location_id', 'quantity'],
  );
  const locations = await odoo.searchRead<{ id: number; name: string }>(
    'stock.location',
    [['id', 'in', rows.map((row) => row.location_id)]],
    ['name'],
  );
  return Object.fromEntries(
    rows.map((row) => [locations.find((location) => location.id === row.location_id)?.name, row.quantity]),
  );
}
const HELD = 'Quality Hold';

const place = (scope: object, different: object = {}) =>
  inspector().then((user) =>
    carryOut(user, 'placeQualityHold', { plantCode: 'HAM', reason: 'porosity', ...scope, ...different }),
  );
const releaseAs = (user: GraphUser, holdId: string, ...dispositions: object[]) =>
  carryOut(user, 'releaseQualityHold', { holdId, dispositions });
const housing = (orderNumber: string, lotNumber: string) => ({
  plantCode: 'HAM',
  orderNumber,
  good: pieces(2),
  outputLots: [{ lotNumber: `${orderNumber.replaceAll('/', '-')}` }],
  consumption: [{ itemNumber: 'CST-GP20', quantity: pieces(2), lots: [{ lotNumber }] }],
});

describe('a lot on hold', () => {
  test('is refused at once, moved out of reach, and comes back when another person releases it', async () => {
    const user = await manager();
    const lotNumber = await newLot(30);
    const orderNumber = await openOrder(hub(), 'GP-20-HSG', 10);
    expect(await place({ itemNumber: 'CST-GP20', lotNumber })).toMatchObject({ status: 'SUCCEEDED' });
    const mes = await hub().user('mes');
    const refused = await carryOut(mes, 'confirmProduction', housing(orderNumber, lotNumber));
    const [hold] = await readHolds(user, 'CST-GP20');
    expect(refused.problems).toContainEqual(
      expect.objectContaining({
        code: 'LOT_ON_HOLD',
        rule: 'PC-12',
        detail: { itemNumber: 'CST-GP20', lotNumber, holdIds: [hold!.holdId] },
      }),
    );
    const { holdId } = await enforced(user, 'CST-GP20', 'ACTIVE');
    expect(await placesOf(lotNumber)).toEqual({ [HELD]: 30 });

    const own = await releaseAs(await hub().user('quality-manager', ['HAM'], 'jana'), holdId, {
      disposition: 'USE_AS_IS',
    });
    expect(stops(own.problems)).toEqual(['RELEASER_IS_PLACER']);
    const decision = { disposition: 'USE_AS_IS', concession: 'CON-1' };
    expect(await releaseAs(user, holdId, decision)).toMatchObject({ status: 'SUCCEEDED' });
    const released = await enforced(user, 'CST-GP20', 'RELEASED');
    expect(released).toMatchObject({ releasedBy: 'lea', dispositions: [{ disposition: 'USE_AS_IS', lotNumber }] });
    expect(await placesOf(lotNumber)).toEqual({ Stock: 30 });
    expect(await carryOut(mes, 'confirmProduction', housing(orderNumber, lotNumber))).toMatchObject({
      status: 'SUCCEEDED',
    });
    const again = await releaseAs(user, holdId, decision);
    expect(stops(again.problems)).toEqual(['HOLD_NOT_ACTIVE']);
  });

  test('QH-05: is scrapped where it is held, in part, and the rest comes back', async () => {
    const user = await manager();
    const lotNumber = await newLot(30);
    await place({ itemNumber: 'CST-GP20', lotNumber });
    const { holdId } = await enforced(user, 'CST-GP20', 'ACTIVE');
    const incomplete = await releaseAs(user, holdId, { disposition: 'SCRAP', quantity: pieces(12) });
    expect(stops(incomplete.problems)).toEqual(['DISPOSITION_INCOMPLETE']);
    const rework = await releaseAs(user, holdId, { disposition: 'REWORK' });
    expect(stops(rework.problems)).toEqual(['DISPOSITION_NOT_SUPPORTED']);
    const parts = [{ disposition: 'SCRAP', quantity: pieces(12) }, { disposition: 'USE_AS_IS' }];
    expect(await releaseAs(user, holdId, ...parts)).toMatchObject({ status: 'SUCCEEDED' });
    await enforced(user, 'CST-GP20', 'RELEASED');
    expect(await placesOf(lotNumber)).toEqual({ Stock: 18 });
  });

  test('QH-04: stays there until all of its holds are released', async () => {
    const user = await manager();
    const lotNumber = await newLot(30);
    await place({ itemNumber: 'CST-GP20', lotNumber });
    const first = await enforced(user, 'CST-GP20', 'ACTIVE');
    await place({ itemNumber: 'CST-GP20', lotNumber }, { reason: 'cracks' });
    const second = await enforced(user, 'CST-GP20', 'ACTIVE');
    expect(second.holdId).not.toBe(first.holdId);
    await releaseAs(user, first.holdId, { disposition: 'USE_AS_IS' });
    const lifted = await until(async () => {
      const hold = (await readHolds(user, 'CST-GP20')).find((candidate) => candidate.holdId === first.holdId);
      return hold?.enforcement.every((row) => row.state === 'APPLIED') ? hold : undefined;
    }, PATIENCE_MS);
    expect(lifted?.state).toBe('RELEASED');
    expect(await placesOf(lotNumber)).toEqual({ [HELD]: 30 });
    await releaseAs(user, second.holdId, { disposition: 'USE_AS_IS' });
    await enforced(user, 'CST-GP20', 'RELEASED');
    expect(await placesOf(lotNumber)).toEqual({ Stock: 30 });
  });
});

describe('an item on hold', () => {
  test('is held in all its lots, and refused as a component and as what is made', async () => {
    const user = await manager();
    const orderNumber = await openOrder(hub(), 'DBV-6-CRT', 5);
    await place({ itemNumber: 'SLV-DBV6' }, { severity: 'MINOR' });
    const { holdId } = await enforced(user, 'SLV-DBV6', 'ACTIVE');
    expect(await placesOf('WS-9055')).toEqual({ [HELD]: 570 });
    const report = { plantCode: 'HAM', orderNumber, good: pieces(5), outputLots: [{ lotNumber: 'CRT-T-1' }] };
    const refused = await carryOut(await hub().user('mes'), 'confirmProduction', report);
    expect(stops(refused.problems)).toContain('ITEM_ON_HOLD');
    const own = await hub().user('quality-manager', ['HAM'], 'jana');
    expect(await releaseAs(own, holdId, { disposition: 'USE_AS_IS' })).toMatchObject({ status: 'SUCCEEDED' });
    await enforced(user, 'SLV-DBV6', 'RELEASED');
    expect(await placesOf('WS-9055')).toEqual({ Stock: 570 });
  });
});

describe('an order on hold', () => {
  test('is confirmed no more, by whatever number, and the ERP has nothing to do', async () => {
    const user = await manager();
    const mes = await hub().user('mes');
    const orderNumber = await openOrder(hub(), 'BRK-12', 50);
    const report = (number: string) => ({ plantCode: 'HAM', orderNumber: number, good: pieces(5) });
    await carryOut(mes, 'confirmProduction', report(orderNumber));
    expect(await place({ orderNumber: `${orderNumber}-002` })).toMatchObject({ status: 'SUCCEEDED' });
    const refused = await carryOut(mes, 'confirmProduction', report(orderNumber));
    expect(stops(refused.problems)).toEqual(['ORDER_ON_HOLD']);
    const [hold] = await readHolds(user, null);
    expect(hold).toMatchObject({ productionOrder: { orderNumber } });
    expect(hold?.enforcement.map((row) => row.system)).toEqual(['MES']);
    const scrap = await releaseAs(user, hold!.holdId, { disposition: 'SCRAP' });
    expect(stops(scrap.problems)).toEqual(['DISPOSITION_NOT_SUPPORTED']);
    expect(await releaseAs(user, hold!.holdId, { disposition: 'USE_AS_IS' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await carryOut(mes, 'confirmProduction', report(orderNumber))).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('what is not placed', () => {
  test.each([
    ['QH-01: a lot that is not there', { itemNumber: 'CST-GP20', lotNumber: 'NONE' }, 'HOLD_SCOPE_EMPTY'],
    ['QH-01: an item that is not there', { itemNumber: 'NONE' }, 'HOLD_SCOPE_EMPTY'],
    ['QH-01: an order that is not there', { orderNumber: 'HAM/RULE/NONE' }, 'HOLD_SCOPE_EMPTY'],
    ['a scope of nothing', {}, 'INPUT_INVALID'],
    ['a lot without its item', { lotNumber: 'NG-44871' }, 'INPUT_INVALID'],
    ['part of a lot', { itemNumber: 'CST-GP20', quantity: pieces(3) }, 'FIELD_NOT_SUPPORTED'],
    ["a supplier's lot", { supplierLotNumber: 'X' }, 'FIELD_NOT_SUPPORTED'],
  ])('%s', async (_name, scope, code) => {
    const before = (await readHolds(await manager(), null)).length;
    expect(stops((await place(scope)).problems)).toEqual([code]);
    expect(await readHolds(await manager(), null)).toHaveLength(before);
  });

  test('a dry run holds nothing', async () => {
    const scope = { plantCode: 'HAM', itemNumber: 'PST-DBV6', reason: 'only asking' };
    expect(stops(await dryRun(await inspector(), 'placeQualityHold', scope))).toEqual([]);
    expect(await readHolds(await manager(), 'PST-DBV6')).toEqual([]);
  });

  test('a hold of another plant is not there for who may not see it', async () => {
    const elsewhere = await hub().user('quality-manager', ['PUE'], 'rosa');
    const holds = await readHolds(await manager(), 'CST-GP20');
    const refused = await releaseAs(elsewhere, holds[0]!.holdId, { disposition: 'USE_AS_IS' });
    expect(stops(refused.problems)).toEqual(['HOLD_NOT_FOUND']);
  });
});

test('QH-03: a hold is placed while the ERP is away, and reaches it later', async () => {
  const user = await manager();
  const lotNumber = await newLot(30);
  const side = hub().side('odoo-ham');
  await side.fault({ match: {}, kind: 'status', status: 503, times: 100_000 });
  const placed = await place({ itemNumber: 'CST-GP20', lotNumber });
  expect(placed.status).toBe('SUCCEEDED');
  expect(placed.problems.map((problem) => problem.code)).toContain('HOLD_SCOPE_UNRESOLVED');
  const [hold] = await readHolds(user, 'CST-GP20');
  expect(hold?.enforcement).toContainEqual(expect.objectContaining({ system: 'ERP', state: 'PENDING' }));
  await side.clearFaults();
  await enforced(user, 'CST-GP20', 'ACTIVE');
  expect(await placesOf(lotNumber)).toEqual({ [HELD]: 30 });
});
