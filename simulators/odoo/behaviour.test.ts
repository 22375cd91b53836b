import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { patient } from '../../test/kit/patience.ts';
import type { Simulator } from '../kit/index.ts';
import { DEMO_HUB, startOdooSimulator } from './start.ts';

/** What no recording shows, and a client may yet meet. What recordings show is replayed in test/contract/odoo. */

let odoo: Simulator;
beforeEach(async () => {
  odoo = await startOdooSimulator();
});
afterEach(() => odoo.close());

const send = (model: string, method: string, body: object = {}) =>
  fetch(`${odoo.url}/json/2/${model}/${method}`, {
    method: 'POST',
    headers: { authorization: `bearer ${DEMO_HUB.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function call<Result>(model: string, method: string, body: object = {}): Promise<Result> {
  const response = await send(model, method, body);
  const answer = (await response.json()) as Result;
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer;
}

const create = async (model: string, vals: object) => (await call<number[]>(model, 'create', { vals_list: [vals] }))[0];
const read = async (model: string, id: number | undefined, fields: string[]) =>
  (await call<Record<string, unknown>[]>(model, 'read', { ids: [id], fields, load: '' }))[0];
const search = (model: string, domain: unknown[], fields: string[], more: object = {}) =>
  call<Record<string, unknown>[]>(model, 'search_read', { domain, fields, load: '', ...more });
const faults = (list: unknown) => fetch(`${odoo.sideUrl}/faults`, { method: 'PUT', body: JSON.stringify(list) });

async function product(name: string): Promise<{ id: number; template: number }> {
  const id = await create('product.product', { name, default_code: name, type: 'consu', is_storable: true });
  const row = await read('product.product', id, ['product_tmpl_id']);
  return { id: Number(id), template: Number(row?.product_tmpl_id) };
}

describe('transactions', () => {
  it('stamp what they write with their start, however late they commit', async () => {
    const late = await create('res.partner', { name: 'late' });
    const early = await create('res.partner', { name: 'early' });
    const seen = async () => {
      const kinds = (await (await fetch(`${odoo.sideUrl}/exchanges`)).json()) as { model: string; method: string }[];
      return kinds.map(({ model, method }) => `${model} ${method}`);
    };
    await faults({ kind: 'delay', ms: 1000, match: { model: 'res.partner', method: 'write', nth: 1 } });
    const slow = call('res.partner', 'write', { ids: [late], vals: { ref: 'L' } });
    await expect.poll(seen, { timeout: patient(30_000) }).toContain('res.partner write');
    await call('res.partner', 'write', { ids: [early], vals: { ref: 'E' } });
    await slow;
    const rows = await search('res.partner', [['id', 'in', [late, early]]], ['name'], { order: 'write_date, id' });
    expect(rows.map((row) => row.name)).toEqual(['late', 'early']);
  });

  it('leave no trace when they fail, in the indexes neither', async () => {
    const { id, template } = await product('whole');
    const cycle = {
      product_tmpl_id: template,
      code: 'half',
      bom_line_ids: [[0, 0, { product_id: id, product_qty: 1 }]],
    };
    expect((await send('mrp.bom', 'create', { vals_list: [cycle] })).status).toBe(422);
    expect(await search('mrp.bom', [['product_tmpl_id', '=', template]], ['code'])).toEqual([]);
    expect(await search('mrp.bom.line', [['product_id', '=', id]], ['bom_id'])).toEqual([]);
  });
});

it('answers with an error of PostgreSQL where a fault says so', async () => {
  const body = {
    name: 'psycopg2.errors.SerializationFailure',
    message: 'could not serialize',
    arguments: [],
    context: {},
  };
  await faults({ kind: 'status', status: 500, body, match: { model: 'stock.scrap' } });
  const response = await send('stock.scrap', 'action_validate', { ids: [1] });
  expect([response.status, await response.json()]).toMatchObject([500, { name: body.name }]);
});

describe('a second warehouse', () => {
  it('has operation types and a stock of its own, and bills that only it uses', async () => {
    const second = await create('stock.warehouse', { name: 'Puebla', code: 'PUE' });
    const row = await read('stock.warehouse', second, ['manu_type_id', 'lot_stock_id', 'view_location_id']);
    const { id, template } = await product('plate');
    const part = await product('sheet');
    const lines = (quantity: number) => [[0, 0, { product_id: part.id, product_qty: quantity }]];
    await create('mrp.bom', { product_tmpl_id: template, bom_line_ids: lines(1), sequence: 1 });
    const own = { product_tmpl_id: template, bom_line_ids: lines(2), sequence: 0, picking_type_id: row?.manu_type_id };
    const special = await create('mrp.bom', own);

    const vals = { product_id: id, product_qty: 3, picking_type_id: row?.manu_type_id };
    const order = await read('mrp.production', await create('mrp.production', vals), [
      'bom_id',
      'name',
      'location_src_id',
    ]);
    expect(order).toMatchObject({ bom_id: special, location_src_id: row?.lot_stock_id, name: 'PUE/MO/00001' });
    await call('stock.warehouse', 'write', { ids: [second], vals: { code: 'MEX' } });
    const view = await read('stock.location', Number(row?.lot_stock_id), ['complete_name', 'warehouse_id']);
    expect(view).toMatchObject({ complete_name: 'MEX/Stock', warehouse_id: second });
  });
});

describe('an order', () => {
  it('takes a component that the bill does not name', async () => {
    const made = await product('made');
    const extra = await product('extra');
    const bom = await create('mrp.bom', { product_tmpl_id: made.template });
    const order = await create('mrp.production', { product_id: made.id, bom_id: bom, product_qty: 1 });
    await call('mrp.production', 'action_confirm', { ids: [order] });
    const vals = {
      qty_producing: 1,
      move_raw_ids: [[0, 0, { product_id: extra.id, product_uom_qty: 2, quantity: 2, picked: true }]],
    };
    await call('mrp.production', 'write', { ids: [order], vals });
    await call('mrp.production', 'button_mark_done', { ids: [order], context: { skip_consumption: true } });
    expect(await read('mrp.production', order, ['state'])).toMatchObject({ state: 'done' });
    expect(await read('product.product', extra.id, ['qty_available'])).toMatchObject({ qty_available: -2 });
  });

  it('numbers its backorders on, and all of them share a group', async () => {
    const made = await product('made');
    const bom = await create('mrp.bom', { product_tmpl_id: made.template });
    let at = await create('mrp.production', { product_id: made.id, bom_id: bom, product_qty: 10, origin: 'chain' });
    await call('mrp.production', 'action_confirm', { ids: [at] });
    for (let part = 0; part < 3; part += 1) {
      await call('mrp.production', 'write', { ids: [at], vals: { qty_producing: 2 } });
      const context = { skip_backorder: true, skip_consumption: true, mo_ids_to_backorder: [at] };
      const action = await call<{ res_id: number }>('mrp.production', 'button_mark_done', { ids: [at], context });
      at = action.res_id;
    }
    const fields = ['name', 'state', 'product_qty', 'backorder_sequence', 'production_group_id'];
    const chain = await search('mrp.production', [['origin', '=', 'chain']], fields, { order: 'backorder_sequence' });
    expect(chain.map((row) => [row.name, row.state, row.product_qty, row.backorder_sequence])).toEqual([
      ['WH/MO/00001-001', 'done', 2, 1],
      ['WH/MO/00001-002', 'done', 2, 2],
      ['WH/MO/00001-003', 'done', 2, 3],
      ['WH/MO/00001-004', 'confirmed', 4, 4],
    ]);
    expect(new Set(chain.map((row) => row.production_group_id)).size).toBe(1);
    const journal = await (await fetch(`${odoo.sideUrl}/journal`)).text();
    const posted = journal.split('\n').filter((line) => line.includes('production.posted'));
    expect(posted.map((line) => (JSON.parse(line) as { quantity: number }).quantity)).toEqual([2, 2, 2]);
  });
});

describe('searches', () => {
  it('understand operators, paths and lists of alternatives', async () => {
    const names = async (domain: unknown[], more: object = {}) =>
      (await search('res.partner', domain, ['name'], { order: 'name', ...more })).map((row) => row.name);
    const acme = await create('res.partner', { name: 'Acme', ref: 'A-1' });
    await create('res.partner', { name: 'Acme East', ref: 'A-2', parent_id: acme });
    await create('res.partner', { name: 'Bolt', ref: 'B_1', active: false });
    const ours = ['ref', '!=', false];
    expect(await names(['&', ours, '|', ['ref', '=like', 'A-_'], ['name', 'ilike', 'bolt']])).toEqual([
      'Acme',
      'Acme East',
    ]);
    expect(await names([ours], { context: { active_test: false } })).toEqual(['Acme', 'Acme East', 'Bolt']);
    expect(await names([ours, ['active', '=', false]])).toEqual(['Bolt']);
    expect(await names([['parent_id.ref', '=', 'A-1']])).toEqual(['Acme East']);
    expect(await names([['id', 'child_of', acme]])).toEqual(['Acme', 'Acme East']);
    expect(await names(['!', ['ref', 'in', ['A-1', false]]])).toEqual(['Acme East']);
    expect(await names(['|', ['ref', '=', 'A-2'], ['ref', '=', 'A-1']], { limit: 1, offset: 1 })).toEqual([
      'Acme East',
    ]);
    expect(await names([['child_ids', '!=', false], ours])).toEqual(['Acme']);
  });
});
