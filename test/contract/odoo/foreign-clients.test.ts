import { createRequire } from 'node:module';
import type * as JsonRpcModule from '@fernandoslim/odoo-jsonrpc';
import OdooAwait from 'odoo-await';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../../simulators/kit/index.ts';
import { DEMO_HUB, startOdooSimulator } from '../../../simulators/odoo/start.ts';

// Its default export is inside the CommonJS module: required, it is the same for node and for the tests' bundler.
const { default: OdooJSONRpc } = createRequire(import.meta.url)(
  '@fernandoslim/odoo-jsonrpc',
) as (typeof JsonRpcModule)['default'];

/** Clients that nobody here wrote: what they take for Odoo is not only what our own connector takes for it. */

let odoo: Simulator;
afterEach(() => odoo.close());

interface Client {
  create(model: string, vals: object): Promise<number>;
  write(model: string, id: number, vals: object): Promise<unknown>;
  run(model: string, method: string, id: number): Promise<unknown>;
  read(model: string, id: number, fields: string[]): Promise<Record<string, unknown> | undefined>;
}

const VERSIONS = [17, 18, 19] as const;

/** An order of two with one component each, from the item to the finished stock. */
async function lifeCycle(version: (typeof VERSIONS)[number], client: Client): Promise<void> {
  const storable = version === 17 ? { detailed_type: 'product' } : { type: 'consu', is_storable: true };
  const part = await client.create('product.product', { name: 'Part', ...storable });
  const made = await client.create('product.product', { name: 'Made', ...storable });
  const template = await client.read('product.product', made, ['product_tmpl_id']);
  const bom = await client.create('mrp.bom', {
    product_tmpl_id: (template?.product_tmpl_id as [number, string] | undefined)?.[0],
    bom_line_ids: [[0, 0, { product_id: part, product_qty: 1.5 }]],
  });
  const order = await client.create('mrp.production', { product_id: made, bom_id: bom, product_qty: 2 });
  await client.run('mrp.production', 'action_confirm', order);
  expect(await client.read('mrp.production', order, ['state'])).toMatchObject({ state: 'confirmed' });
  await client.write('mrp.production', order, { origin: 'by hand' });
  await client.run('mrp.production', 'button_mark_done', order);
  expect(await client.read('mrp.production', order, ['state', 'qty_produced', 'origin'])).toMatchObject({
    ...{ state: 'done', qty_produced: 2, origin: 'by hand' },
  });
  expect(await client.read('product.product', made, ['qty_available'])).toMatchObject({ qty_available: 2 });
  expect(await client.read('product.product', part, ['qty_available'])).toMatchObject({ qty_available: -3 });
}

describe.each(VERSIONS)('Odoo %i', (version) => {
  beforeEach(async () => {
    odoo = await startOdooSimulator({ version });
  });

  it('serves odoo-await (XML-RPC)', async () => {
    const client = new OdooAwait({ baseUrl: odoo.url, db: 'factory', username: 'hub', password: DEMO_HUB.apiKey });
    expect(await client.connect()).toBe(3);
    await lifeCycle(version, {
      create: (model, vals) => client.create(model, vals),
      write: (model, id, vals) => client.update(model, id, vals),
      run: (model, method, id) => client.action(model, method, [id]),
      read: async (model, id, fields) => ((await client.read(model, [id], fields)) as Record<string, unknown>[])[0],
    });
    await expect(client.execute_kw('no.such.model', 'read', [[[1]]])).rejects.toMatchObject({ faultCode: 2 });
    const stranger = new OdooAwait({ baseUrl: odoo.url, db: 'factory', username: 'hub', password: 'wrong' });
    await expect(stranger.connect()).rejects.toContain('credentials');
  });

  it('serves @fernandoslim/odoo-jsonrpc (JSON-RPC)', async () => {
    const { port, origin } = new URL(odoo.url);
    const config = {
      baseUrl: origin.replace(`:${port}`, ''),
      port: Number(port),
      db: 'factory',
      username: 'hub',
      apiKey: DEMO_HUB.apiKey,
    };
    const client = new OdooJSONRpc(config);
    expect(await client.connect()).toMatchObject({ uid: 3 });
    await lifeCycle(version, {
      create: (model, vals) => client.create(model, vals),
      write: (model, id, vals) => client.update(model, id, vals),
      run: (model, method, id) => client.action(model, method, [id]),
      read: async (model, id, fields) => (await client.read<Record<string, unknown>>(model, id, fields))[0],
    });
    await expect(client.read('res.partner', 1, ['nosuchfield'])).rejects.toThrow(/nosuchfield|Server Error/);
    // This client takes the refusal for an answer.
    expect(await new OdooJSONRpc({ ...config, apiKey: 'wrong' }).connect()).toEqual({ uid: false });
  });
});
