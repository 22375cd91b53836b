import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOdooConnector } from '../../../connectors/odoo/index.ts';
import type { ErpPort } from '../../../connectors/ports.ts';
import { connectOdoo, type OdooClient } from '../../../demo/http/odoo.ts';
import type { Simulator } from '../../../simulators/kit/index.ts';
import { DEMO_ADMIN, DEMO_HUB, startOdooSimulator } from '../../../simulators/odoo/start.ts';
import { patient } from '../../kit/patience.ts';

const LIMITS = {
  ...{ concurrency: 8, requestsPerSecond: null, readTimeoutMs: patient(30_000) },
  ...{ rpcMaxMs: patient(30_000), quiescenceMs: patient(1_000), leaseMs: patient(40_000) },
};

/** Odoo keeps the code of a warehouse unique in its company only. */
describe.each([17, 18, 19] as const)('the warehouse of a plant in Odoo %s', (version) => {
  let odoo: Simulator;
  let admin: OdooClient;
  let erp: ErpPort;

  beforeAll(async () => {
    odoo = await startOdooSimulator({ version });
    const { login, apiKey } = DEMO_ADMIN;
    admin = await connectOdoo({ url: odoo.url, database: 'factory', login, secret: apiKey });
    erp = createOdooConnector({
      ...{ connection: 'erp', url: odoo.url, database: 'factory', login: 'hub', secret: () => DEMO_HUB.apiKey },
      plants: [{ code: 'HAM', timeZone: 'Europe/Berlin', warehouse: 'HAM' }],
      ...{ limits: LIMITS, layoutKeepMs: 0 },
    });
  });
  afterAll(async () => {
    await erp?.close();
    await odoo?.close();
  });

  /** A company in which the hub's user works, too: of others it sees nothing. */
  const company = async (name: string) => {
    const id = await admin.create('res.company', { name });
    const [hub] = await admin.searchRead('res.users', [['login', '=', 'hub']], ['login']);
    await admin.write('res.users', [Number(hub?.id)], { company_ids: [[4, id]] });
    return id;
  };
  const warehouse = async (name: string, companyId: number) =>
    admin.create('stock.warehouse', { name, code: 'HAM', company_id: companyId });
  const said = async () => (await erp.report()).findings.map(({ text }) => text).join('\n');
  const count = { plantCode: 'HAM', itemNumber: 'NONE', lotNumber: null, counted: '1', expected: '0' };
  const posting = () => erp.postings.countStock.prepare(count as never, { stepKey: 'test' });

  it('is an archived one only where there is no other', async () => {
    const old = await warehouse('Closed', await company('Closed company'));
    await admin.write('stock.warehouse', [old], { active: false });
    expect(await said()).toContain('Plant HAM is the warehouse HAM');
    const real = await warehouse('Hamburg', 1);
    const item = await admin.create('product.product', {
      ...{ name: 'Bolt', default_code: 'NONE' },
      ...(version === 17 ? { detailed_type: 'product' } : { is_storable: true }),
    });
    const [row] = await admin.searchRead('stock.warehouse', [['id', '=', real]], ['lot_stock_id']);
    await admin.create(
      'stock.quant',
      { product_id: item, location_id: row?.lot_stock_id, inventory_quantity_auto_apply: 5 },
      { inventory_mode: true },
    );
    expect(await erp.open().stock('NONE', 'HAM')).toMatchObject({ onHand: { value: '5' } });
  });

  it('is not guessed where two companies have one of its code', async () => {
    await warehouse('Hamburg', await company('Other company'));
    expect(await said()).toContain('Plant HAM: several warehouses have the code HAM');
    await expect(erp.open().stock('NONE', 'HAM')).rejects.toThrow('several warehouses with the code HAM');
    await expect(posting()).rejects.toThrow('several warehouses');
  });
});
