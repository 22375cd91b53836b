import { afterEach, describe, expect, it } from 'vitest';
import { sidePort } from '../../test/kit/side-port.ts';
import type { Simulator } from '../kit/index.ts';
import type { Version } from './orm/types.ts';
import { DEMO_ADMIN, DEMO_HUB, startOdooSimulator } from './start.ts';

/**
 * What real servers did when somebody else worked beside the hub, and which no recorded chain shows because it takes two
 * calls at once. The chains themselves are replayed in test/contract/odoo.
 */

let odoo: Simulator;
afterEach(() => odoo.close());

type Row = Readonly<Record<string, unknown>>;

/** A call over JSON-RPC, which all versions speak. */
async function call<Result>(
  model: string,
  method: string,
  args: unknown[],
  named: object = {},
  user = HUB,
): Promise<Result> {
  const response = await fetch(`${odoo.url}/jsonrpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': user.client },
    body: JSON.stringify({
      ...{ jsonrpc: '2.0', method: 'call', id: 1 },
      params: {
        service: 'object',
        method: 'execute_kw',
        args: ['factory', user.id, user.key, model, method, args, named],
      },
    }),
  });
  const body = (await response.json()) as { result?: Result; error?: { data: { message: string } } };
  if (body.error) throw new Error(body.error.data.message);
  return body.result as Result;
}
const HUB = { id: 3, key: DEMO_HUB.apiKey, client: 'manufacturing-graph-hub' };
const PERSON = { id: 2, key: DEMO_ADMIN.apiKey, client: 'browser' };

async function made(version: Version): Promise<{ order: number; raw: number; unit: number }> {
  odoo = await startOdooSimulator({ version });
  const storable = version === 17 ? { detailed_type: 'product' } : { type: 'consu', is_storable: true };
  const create = (model: string, vals: object) => call<number>(model, 'create', [vals]);
  const part = await create('product.product', { name: 'Part', ...storable });
  const whole = await create('product.product', { name: 'Whole', ...storable });
  const [row] = await call<Row[]>('product.product', 'read', [[whole], ['product_tmpl_id', 'uom_id']], { load: '' });
  const bom = await create('mrp.bom', {
    ...{ product_tmpl_id: row?.product_tmpl_id, product_qty: 1 },
    bom_line_ids: [[0, 0, { product_id: part, product_qty: 2 }]],
  });
  const order = await create('mrp.production', { product_id: whole, product_qty: 10, bom_id: bom });
  await call('mrp.production', 'action_confirm', [[order]]);
  const [raw] = await call<number[]>('stock.move', 'search', [[['raw_material_production_id', '=', order]]]);
  return { order, raw: raw ?? 0, unit: Number(row?.uom_id) };
}

const posted = async (order: number) => {
  const [row] = await call<Row[]>('mrp.production', 'read', [[order], ['state', 'qty_produced']]);
  return [row?.state, row?.qty_produced];
};

describe.for([17, 18, 19] as const)(
  'a person finishes an order while the write of the hub is under way, %s',
  (version) => {
    /** The hub's write is held, the person posts all of it, and the write goes on. */
    async function race(
      vals: (raw: number, unit: number) => object,
    ): Promise<{ order: number; late: Promise<unknown> }> {
      const { order, raw, unit } = await made(version);
      const side = sidePort(odoo.sideUrl);
      await side.fault({ kind: 'hold', match: { method: 'write', client: 'manufacturing*' } });
      const change = { qty_producing: 4, move_raw_ids: [[1, raw, vals(raw, unit)]] };
      const late = call('mrp.production', 'write', [[order], change]);
      late.catch(() => undefined);
      expect(await side.untilHeld()).toMatchObject({ model: 'mrp.production', ids: [order] });
      await call('mrp.production', 'button_mark_done', [[order]], {}, PERSON);
      expect(await posted(order)).toEqual(['done', 10]);
      await side.release();
      return { order, late };
    }

    it('without the unit the write changes what was posted', async () => {
      const { order, late } = await race(() => ({ quantity: 8, picked: true }));
      expect(await late).toBe(true);
      expect(await posted(order)).toEqual(['done', 4]);
    });

    it('with the unit of the move the server refuses, and nothing is changed', async () => {
      const { order, late } = await race((_raw, unit) => ({ quantity: 8, picked: true, product_uom: unit }));
      await expect(late).rejects.toThrow("You cannot change the UoM for a stock move that has been set to 'Done'.");
      expect(await posted(order)).toEqual(['done', 10]);
    });
  },
);

it('a count that has lost a race over JSON-RPC leaves an empty quant, and counts when it is sent again', async () => {
  odoo = await startOdooSimulator({ version: 19 });
  const product = await call<number>('product.product', 'create', [{ name: 'Bolt', type: 'consu', is_storable: true }]);
  const count = () =>
    call<number>('stock.quant', 'create', [{ product_id: product, location_id: 5, inventory_quantity_auto_apply: 7 }], {
      context: { inventory_mode: true },
    });
  const quantity = async (id: number) =>
    (await call<Row[]>('stock.quant', 'read', [[id], ['quantity']])).map((row) => row.quantity);
  await sidePort(odoo.sideUrl).fault({ kind: 'rerun', match: { model: 'stock.quant', method: 'create' } });
  const lost = await count();
  expect(await quantity(lost)).toEqual([0]);
  expect(await call('stock.move', 'search_count', [[['product_id', '=', product]]])).toBe(0);
  expect(await quantity(await count())).toEqual([7]);
});

it('an operation that was reported in full is carried over to the backorder, and cancelled there', async () => {
  odoo = await startOdooSimulator({ version: 19 });
  const create = (model: string, vals: object) => call<number>(model, 'create', [vals]);
  const center = await create('mrp.workcenter', { name: 'Line' });
  const product = await create('product.product', { name: 'Pump', type: 'consu', is_storable: true });
  const [row] = await call<Row[]>('product.product', 'read', [[product], ['product_tmpl_id']], { load: '' });
  const operations = ['Cut', 'Weld'].map((name) => [0, 0, { name, workcenter_id: center, time_cycle_manual: 1 }]);
  const bom = await create('mrp.bom', { product_tmpl_id: row?.product_tmpl_id, operation_ids: operations });
  const order = await create('mrp.production', { product_id: product, product_qty: 10, bom_id: bom });
  await call('mrp.production', 'action_confirm', [[order]]);
  const [cut] = await call<number[]>('mrp.workorder', 'search', [[['production_id', '=', order]]]);
  await call('mrp.workorder', 'button_start', [[cut]]);
  await call('mrp.workorder', 'button_finish', [[cut]]);
  await call('mrp.production', 'write', [[order], { qty_producing: 4 }]);
  await call('mrp.production', 'button_mark_done', [[order]], {
    context: { skip_consumption: true, skip_backorder: true, mo_ids_to_backorder: [order] },
  });
  const fields = ['name', 'state', 'qty_produced', 'qty_reported_from_previous_wo'];
  const rows = await call<Row[]>('mrp.workorder', 'search_read', [
    [['production_id.product_id', '=', product]],
    fields,
  ]);
  expect(rows.map(({ id: _id, ...one }) => Object.values(one))).toEqual([
    ['Cut', 'done', 10, 0],
    ['Weld', 'done', 4, 0],
    ['Cut', 'cancel', 0, 6],
    ['Weld', 'ready', 0, 0],
  ]);
});

it('an order in another unit than its bill takes what the bill asks for in its own unit', async () => {
  const { order } = await made(18);
  const [first] = await call<Row[]>('mrp.production', 'read', [[order], ['product_id', 'bom_id']], { load: '' });
  const dozens = await call<number>('mrp.production', 'create', [
    { product_id: first?.product_id, bom_id: first?.bom_id, product_qty: 2, product_uom_id: 2 },
  ]);
  const moves = await call<Row[]>('stock.move', 'search_read', [
    [['raw_material_production_id', '=', dozens]],
    ['product_uom_qty'],
  ]);
  expect(moves.map((move) => move.product_uom_qty)).toEqual([48]);
});
