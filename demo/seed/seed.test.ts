import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Simulator } from '../../simulators/kit/index.ts';
import type { Account } from '../../simulators/odoo/install/install.ts';
import { DEMO_ADMIN, DEMO_HUB, startOdooSimulator } from '../../simulators/odoo/start.ts';
import { connectOdoo } from '../http/odoo.ts';
import type { RunConnection } from '../run-file.ts';
import { type SeedRun, seedConnection, seedFactory } from './index.ts';

const PLAIN: Account = {
  ...{ login: 'plain', name: 'Plain user', role: 'user', password: 'plain' },
  apiKey: 'plain-key-0123456789abcdef0123456789abcd',
};

let odoo: Simulator;
beforeAll(async () => {
  odoo = await startOdooSimulator({ version: 18, accounts: [DEMO_ADMIN, DEMO_HUB, PLAIN] });
});
afterAll(() => odoo.close());

type Plants = readonly (readonly [code: string, warehouse: string])[];

/** Seeds the plants of one connection; what it says. */
async function seed(plants: Plants, change: Partial<RunConnection> = {}): Promise<string[]> {
  const connection: RunConnection = {
    ...{ kind: 'odoo', url: odoo.url, sideUrl: null, database: 'factory', token: null },
    ...{ login: DEMO_HUB.login, secret: DEMO_HUB.apiKey },
    ...change,
  };
  const run: SeedRun = {
    plants: plants.map(([code, warehouse]) => ({
      ...{ code, name: code, timeZone: 'Europe/Berlin', erp: 'erp', warehouse, mes: null },
    })),
    ...{ plm: null, qms: null, connections: { erp: connection } },
  };
  const said: string[] = [];
  await seedConnection(run, 'erp', (text) => said.push(text));
  return said;
}

it.each<[what: string, plants: Plants, change: Partial<RunConnection>, message: RegExp]>([
  ['a plant that the demo factory has not', [['MUC', 'WH']], {}, /the plants HAM and PUE, and nothing for MUC/],
  [
    'a warehouse that is not there to a user who may not make one',
    [['HAM', 'NEW']],
    { login: PLAIN.login, secret: PLAIN.apiKey },
    /no warehouse with the code NEW, and the user may not create one/,
  ],
  [
    'a user who may not make work centres',
    [['HAM', 'WH']],
    { login: PLAIN.login, secret: PLAIN.apiKey },
    /mrp\.workcenter\.create: [\s\S]*Seeding needs a user who may create/,
  ],
  ['a login with a wrong key', [['HAM', 'WH']], { secret: 'wrong' }, /refused the login hub with its key/],
  ['a database that is not there', [['HAM', 'WH']], { database: 'other' }, /database other/],
  ['a server that does not answer', [['HAM', 'WH']], { url: 'http://127.0.0.1:9' }, /127\.0\.0\.1:9 does not answer/],
])('says what is wrong: %s', async (_what, plants, change, message) => {
  await expect(seed(plants, change)).rejects.toThrow(message);
});

it('fills two warehouses of one Odoo, and finds nothing left to do', async () => {
  const plants = [['HAM', 'WH'], ['PUE', 'PUE']] as const; // biome-ignore format: one line
  const admin = { login: DEMO_ADMIN.login, secret: DEMO_ADMIN.apiKey };
  expect(await seed(plants, admin)).toEqual([
    'erp: HAM in Odoo 18: 9 bills of materials, 37 stock counts, 13 orders, 3 purchase orders made',
    'erp: PUE in Odoo 18: 6 bills of materials, 20 stock counts, 6 orders, 1 purchase orders made',
  ]);
  expect(await seed(plants)).toEqual(
    ['HAM', 'PUE'].map(
      (plant) => `erp: ${plant} in Odoo 18: 0 bills of materials, 0 stock counts, 0 orders, 0 purchase orders made`,
    ),
  );
  const client = await connectOdoo({ url: odoo.url, database: 'factory', login: 'hub', secret: DEMO_HUB.apiKey });
  const pump = await client.searchRead('product.product', [['default_code', '=', 'GP-20']], ['standard_price']);
  expect(pump).toMatchObject([{ standard_price: 84.5 }]);
});

it('leaves a plant that the demo factory has not empty where all is filled, and names it', async () => {
  const plants = ['BRE', 'HAM'].map((code) => ({
    ...{ code, name: code, timeZone: 'Europe/Berlin', erp: 'erp', warehouse: 'WH', mes: null },
  }));
  const connection: RunConnection = {
    ...{ kind: 'odoo', url: odoo.url, sideUrl: null, database: 'factory', token: null },
    ...{ login: DEMO_HUB.login, secret: DEMO_HUB.apiKey },
  };
  const said: string[] = [];
  const run: SeedRun = { plants, ...{ plm: null, qms: null, connections: { erp: connection } } };
  expect(await seedFactory(run, (text) => said.push(text))).toEqual(['BRE']);
  expect(said).toEqual([expect.stringMatching(/^erp: HAM in Odoo 18: /)]);
});

it('names the modules that are missing', async () => {
  const client = await connectOdoo({ url: odoo.url, database: 'factory', login: 'hub', secret: DEMO_HUB.apiKey });
  const bare = { ...client, call: async (model: string) => (model.startsWith('mrp') ? {} : { picking_type_id: {} }) };
  const { checkApps } = await import('./odoo-apps.ts');
  await expect(checkApps(bare as typeof client)).rejects.toThrow('lacks the modules mrp, purchase:');
  await expect(checkApps(client)).resolves.toBeUndefined();
});
