import { beforeAll, describe, expect, test } from 'vitest';
import type { GraphUser } from '../../../demo/http/graph.ts';
import { productOf } from '../../../demo/seed/odoo-context.ts';
import { pickComponents } from '../../../demo/seed/odoo-picks.ts';
import { makeLots } from '../../../demo/seed/odoo-stock.ts';
import { until } from '../../../demo/story/wait.ts';
import { ownHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';
import { bracket, consumedOf, lot, readOrder } from './order-scene.ts';
import { carryOut, openOrder, pieces, stops } from './scene.ts';

/** Odoo 19 and 17. */
const hub = ownHub();
const WAYS = ['pbm', 'pbm_sam'].flatMap((steps) => ['HAM', 'PUE'].map((plantCode) => ({ steps, plantCode })));

let scenes = 0;

describe.each(WAYS)('a warehouse that makes by $steps at $plantCode', ({ steps, plantCode }) => {
  const made = steps === 'pbm' ? 'Stock' : 'Post-Production';
  let mes: GraphUser;
  beforeAll(async () => {
    const { odoo, warehouse } = await hub().odoo(plantCode);
    await odoo.write('stock.warehouse', [warehouse.id], { manufacture_steps: steps });
    mes = await hub().user('mes');
  });

  /** An order for housings of a casting in a lot of its own, 100 of it, and so many of them picked for the order. */
  async function scene(quantity: number, { isPicked = true } = {}) {
    const plant = await hub().odoo(plantCode);
    const casting = `NG-S${++scenes}`;
    const outputLot = `HSG-S${scenes}`;
    const [lotId] = (await makeLots(plant, [{ item: 'CST-GP20', lot: casting }])).values();
    await putStock(productOf(plant, 'CST-GP20').id, lotId!, 100);
    const orderNumber = await openOrder(hub(), 'GP-20-HSG', quantity, { plantCode });
    const [order] = await plant.odoo.searchRead('mrp.production', [['name', '=', orderNumber]], ['id']);
    if (isPicked) await pickComponents(plant, order!.id, { 'CST-GP20': casting });
    const report = (good: number, more: object = {}) => ({
      ...bracket(orderNumber, { good: pieces(good) }),
      plantCode,
      consumption: [{ itemNumber: 'CST-GP20', quantity: pieces(good), lots: [lot(casting, good)] }],
      outputLots: [lot(outputLot, good)],
      ...more,
    });
    return { casting, outputLot, orderNumber, report };
  }

  async function putStock(productId: number, lotId: number, quantity: number): Promise<void> {
    const { odoo, warehouse } = await hub().odoo(plantCode);
    const context = { inventory_mode: true };
    const place = { product_id: productId, location_id: warehouse.stockId, lot_id: lotId };
    const id = await odoo.create('stock.quant', { ...place, inventory_quantity: quantity }, context);
    await odoo.call('stock.quant', 'action_apply_inventory', { ids: [id], context });
  }

  /** Where a lot lies, by the graph: the last word of each place. */
  async function placesOf(itemNumber: string, lotNumber: string): Promise<Record<string, string>> {
    const user = await hub().user('planner');
    const { materialLot } = await user.read<{
      materialLot: { onHand: { location: string; quantity: { value: string } }[] } | null;
    }>(
      `query Lot($itemNumber: ID!, $lotNumber: ID!) {
        materialLot(itemNumber: $itemNumber, lotNumber: $lotNumber) { onHand { location quantity { value } } }
      }`,
      { itemNumber, lotNumber },
    );
    return Object.fromEntries(
      (materialLot?.onHand ?? []).map(({ location, quantity }) => [location.split('/').at(-1)!, quantity.value]),
    );
  }

  /** Stock below zero, straight from Odoo. */
  async function belowZero(): Promise<number> {
    const { odoo, warehouse } = await hub().odoo(plantCode);
    const domain = [
      ['location_id', 'child_of', warehouse.viewId],
      ['quantity', '<', 0],
    ];
    return (await odoo.searchRead('stock.quant', domain, ['id'])).length;
  }

  test('what was picked for an order is on hand, and is what it takes', async () => {
    const { casting, outputLot, orderNumber, report } = await scene(10);
    expect(await placesOf('CST-GP20', casting)).toEqual({ Stock: '90', 'Pre-Production': '10' });
    const command = await carryOut(mes, 'confirmProduction', report(4));
    expect([command.status, command.certainty, stops(command.problems)]).toEqual(['SUCCEEDED', 'CONFIRMED', []]);
    const order = await readOrder(mes, orderNumber, plantCode);
    expect(order).toMatchObject({ state: 'RUNNING', produced: { value: '4' } });
    expect(consumedOf(order)).toEqual({ 'CST-GP20': '4', 'PNT-7016': '0.2' });
    expect(await placesOf('CST-GP20', casting)).toEqual({ Stock: '90', 'Pre-Production': '6' });
    expect(await placesOf('GP-20-HSG', outputLot)).toEqual({ [made]: '4' });
    const { trace } = await (await hub().user('planner')).read<{
      trace: { edges: { input: object; orderNumber: string; quantity: { value: string } }[] };
    }>(
      `query Trace($lotNumber: ID!) {
        trace(itemNumber: "GP-20-HSG", lotNumber: $lotNumber, direction: BACKWARD) {
          edges { input { lotNumber } orderNumber quantity { value } }
        }
      }`,
      { lotNumber: outputLot },
    );
    expect(trace.edges).toEqual([{ input: { lotNumber: casting }, orderNumber, quantity: { value: '4' } }]);
    expect((await carryOut(mes, 'confirmProduction', report(6))).status).toBe('SUCCEEDED');
    expect(await readOrder(mes, orderNumber, plantCode)).toMatchObject({ state: 'COMPLETED' });
    expect(await placesOf('CST-GP20', casting)).toEqual({ Stock: '90' });
    expect(await belowZero()).toBe(0);
  });

  test('what was not picked is short, however much lies in Stock', async () => {
    const { casting, orderNumber, report } = await scene(10, { isPicked: false });
    const command = await carryOut(mes, 'confirmProduction', report(4));
    expect(command.status).toBe('REJECTED');
    const detail = { itemNumber: 'CST-GP20', lotNumber: casting, wanted: '4', free: '0', unit: 'C62' };
    expect(command.problems).toContainEqual(expect.objectContaining({ code: 'STOCK_SHORT', detail }));
    const brackets = await openOrder(hub(), 'BRK-12', 10, { plantCode });
    const untracked = { ...bracket(brackets, { good: pieces(4) }), plantCode };
    const refused = await carryOut(mes, 'confirmProduction', untracked);
    expect([refused.status, ...stops(refused.problems)]).toEqual(['REJECTED', 'STOCK_SHORT', 'STOCK_SHORT']);
    expect(await readOrder(mes, orderNumber, plantCode)).toMatchObject({ state: 'RELEASED', produced: { value: '0' } });
    expect(await placesOf('CST-GP20', casting)).toEqual({ Stock: '100' });
    expect(await belowZero()).toBe(0);
  });

  test('what is scrapped in the confirmation is scrapped where it was put', async () => {
    const { casting, outputLot, orderNumber, report } = await scene(10);
    const scrap = [{ quantity: pieces(1), reasonCode: 'CRACK', lotNumber: outputLot }];
    const consumption = [{ itemNumber: 'CST-GP20', quantity: pieces(5), lots: [lot(casting, 5)] }];
    const outputLots = [lot(outputLot, 5)];
    const command = await carryOut(mes, 'confirmProduction', report(4, { scrap, consumption, outputLots }));
    expect([command.status, stops(command.problems)]).toEqual(['SUCCEEDED', []]);
    const order = await readOrder(mes, orderNumber, plantCode);
    expect(order).toMatchObject({ produced: { value: '5' }, scrapped: { value: '1' } });
    expect(await placesOf('GP-20-HSG', outputLot)).toEqual({ [made]: '4' });
  });

  test('a hold takes a lot out of all places, and its release puts it back where it lay', async () => {
    const { casting, report } = await scene(40);
    expect(await placesOf('CST-GP20', casting)).toEqual({ Stock: '60', 'Pre-Production': '40' });
    const inspector = await hub().user('quality-inspector', [plantCode], 'jana');
    const manager = await hub().user('quality-manager', [plantCode], 'lea');
    const scope = { plantCode, itemNumber: 'CST-GP20', lotNumber: casting, reason: 'porosity' };
    expect((await carryOut(inspector, 'placeQualityHold', scope)).status).toBe('SUCCEEDED');
    const holdId = await enforced(manager, casting, 'ACTIVE');
    expect(await placesOf('CST-GP20', casting)).toEqual({ 'Quality Hold': '100' });
    const refused = await carryOut(mes, 'confirmProduction', report(4));
    expect(stops(refused.problems)).toContain('LOT_ON_HOLD');
    const dispositions = [{ disposition: 'SCRAP', quantity: pieces(7) }, { disposition: 'USE_AS_IS' }];
    expect((await carryOut(manager, 'releaseQualityHold', { holdId, dispositions })).status).toBe('SUCCEEDED');
    await enforced(manager, casting, 'RELEASED');
    expect(await placesOf('CST-GP20', casting)).toEqual({ Stock: '53', 'Pre-Production': '40' });
    const command = await carryOut(mes, 'confirmProduction', report(40));
    expect([command.status, stops(command.problems)]).toEqual(['SUCCEEDED', []]);
    expect(await placesOf('CST-GP20', casting)).toEqual({ Stock: '53' });
  });

  test('what was made is held where it lies, and counted where it lies', async () => {
    const { outputLot, report } = await scene(10);
    await carryOut(mes, 'confirmProduction', report(10));
    const inspector = await hub().user('quality-inspector', [plantCode], 'jana');
    const manager = await hub().user('quality-manager', [plantCode], 'lea');
    const scope = { plantCode, itemNumber: 'GP-20-HSG', lotNumber: outputLot, reason: 'burr' };
    await carryOut(inspector, 'placeQualityHold', scope);
    const holdId = await enforced(manager, outputLot, 'ACTIVE', 'GP-20-HSG');
    expect(await placesOf('GP-20-HSG', outputLot)).toEqual({ 'Quality Hold': '10' });
    await carryOut(manager, 'releaseQualityHold', { holdId, dispositions: [{ disposition: 'USE_AS_IS' }] });
    await enforced(manager, outputLot, 'RELEASED', 'GP-20-HSG');
    expect(await placesOf('GP-20-HSG', outputLot)).toEqual({ [made]: '10' });
  });

  /** The hold of a lot, once the ERP shows it applied, or lifted. */
  async function enforced(user: GraphUser, lotNumber: string, state: string, itemNumber = 'CST-GP20') {
    interface View {
      holdId: string;
      state: string;
      lot: { lotNumber: string } | null;
      enforcement: { state: string }[];
    }
    const read = async () => {
      const { qualityHolds } = await user.read<{ qualityHolds: { nodes: View[] } }>(
        `query Holds($plantCode: ID, $itemNumber: ID) {
          qualityHolds(plantCode: $plantCode, itemNumber: $itemNumber) {
            nodes { holdId state lot { lotNumber } enforcement { state } }
          }
        }`,
        { plantCode, itemNumber },
      );
      return qualityHolds.nodes.find((hold) => hold.lot?.lotNumber === lotNumber);
    };
    const hold = await until(async () => {
      const found = await read();
      const isApplied = found?.enforcement.length && found.enforcement.every((row) => row.state === 'APPLIED');
      return found?.state === state && isApplied ? found : undefined;
    }, patient(60_000));
    if (!hold) throw new Error(`not enforced: ${JSON.stringify(await read())}`);
    return hold.holdId;
  }
});
