import { PRODUCTION_STEPS, type Step } from './before.ts';
import { REST_STEPS } from './before-rest.ts';
import { STOCK_STEPS } from './before-stock.ts';
import type { IdMap } from './ids.ts';
import type { Occasion } from './occasion.ts';
import type { Scene } from './scene.ts';

const STEPS: Readonly<Record<string, Step>> = { ...PRODUCTION_STEPS, ...STOCK_STEPS, ...REST_STEPS };

/** The first set: one run in one database with demo data. What the recorder did beside it is in `before*.ts`. */
export const FIRST: Occasion = {
  recordedAt: new Date('2026-11-23T03:00:00Z'),
  accounts: [
    { login: 'admin', name: 'Mitchell Admin', role: 'admin', password: 'admin', apiKey: 'key-admin' },
    { login: 'hub', name: 'Hub Integration', role: 'manager', password: 'hub', apiKey: 'key-hub' },
    { login: 'hubmin', name: 'Hub Minimal', role: 'user', password: 'hubmin', apiKey: 'key-hubmin' },
    { login: 'noaccess', name: 'No Access', role: 'internal', password: 'noaccess', apiKey: 'key-noaccess' },
  ],
  before: async (scene, recording) => STEPS[recording.name]?.(scene, recording),
  async prepare(scene, ids, version) {
    bindBaseData(ids, version);
    await addDemoData(scene);
  },
};

/** What both databases have from the start, under ids of their own. */
function bindBaseData(ids: IdMap, version: 17 | 18 | 19): void {
  const bind = (model: string, pairs: readonly (readonly [number, number])[]) => {
    for (const [recorded, own] of pairs) ids.bind(model, recorded, own);
  };
  const same = (count: number) => Array.from({ length: count }, (_, index) => [index + 1, index + 1] as const);
  bind('res.users', [
    [1, 1],
    [2, 2],
    [version === 19 ? 7 : 8, 3],
  ]);
  bind('res.company', [[1, 1]]);
  bind('res.currency', [[1, 1]]);
  bind('res.partner', [
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  bind('uom.uom', same(30));
  bind('stock.location', same(16));
  bind('stock.warehouse', [[1, 1]]);
  bind('stock.picking.type', [
    [1, 1],
    [version === 19 ? 7 : 7, 3],
  ]);
  bind('mrp.workcenter.productivity.loss', same(7));
  bind('maintenance.stage', same(4));
  bind('maintenance.equipment.category', [[1, 1]]);
  bind('maintenance.team', [[1, 1]]);
}

/** A few records in place of the demo data of the recorded servers: those recordings are compared by shape. */
async function addDemoData(scene: Scene): Promise<void> {
  await scene.asAdmin('res.partner', 'write', [
    [1],
    { name: 'My Company (San Francisco)', email: 'info@yourcompany.com' },
  ]);
  await scene.asAdmin('res.currency', 'write', [[1], { symbol: '$' }]);
  await scene.create('stock.picking', { picking_type_id: 1 });
  const unit = await scene.create('mrp.workcenter', { name: 'Demo center', code: 'DEMO' });
  const products: number[] = [];
  for (const [index, name] of [
    'Office Chair',
    'Office Lamp',
    'Desk Organizer',
    'Table',
    'Table Top',
    'Large Desk',
  ].entries()) {
    products.push(await scene.create('product.product', scene.storable({ name, default_code: `FURN_000${index}` })));
  }
  const templates = await scene.call<{ product_tmpl_id: [number, string] }[]>('product.product', 'read', [
    products,
    ['product_tmpl_id'],
  ]);
  for (const index of [3, 4, 5]) {
    const lines = [0, 1, 2].map((part) => [0, 0, { product_id: products[part], product_qty: 1 }]);
    const operations = [[0, 0, { name: 'Assemble', workcenter_id: unit, time_cycle_manual: 5 }]];
    await scene.create('mrp.bom', {
      product_tmpl_id: templates[index]?.product_tmpl_id[0],
      bom_line_ids: lines,
      operation_ids: operations,
    });
  }
  for (const name of ['Azure Interior', 'Acme Corporation'])
    await scene.create('res.partner', { name, is_company: true });
  const [order] = products.slice(3);
  for (let state = 0; state < 3; state += 1) {
    const id = await scene.create('mrp.production', { product_id: order, product_qty: 1 });
    if (state > 0) await scene.run('mrp.production', 'action_confirm', id);
    if (state > 1) await scene.run('mrp.production', 'button_mark_done', id);
  }
}
