import { idIn, rareOrder, type Step } from './before.ts';
import { modelCall, type Recording } from './recordings.ts';
import type { Scene } from './scene.ts';

/** An average-cost component bought at two prices, and what is made of it. */
async function averageCost(scene: Scene, recording: Recording): Promise<void> {
  const category = await scene.find('product.category', [['name', '=', `AVCO ${scene.suffix}`]]);
  const component = await scene.create(
    'product.product',
    scene.storable({ name: 'AVCO comp', default_code: `AC-${scene.suffix}`, categ_id: category, standard_price: 10 }),
  );
  const assembly = await scene.create(
    'product.product',
    scene.storable({ name: 'AVCO assy', default_code: `AA-${scene.suffix}`, categ_id: category, standard_price: 0 }),
  );
  const partner = await scene.create('res.partner', { name: `AVCO sup ${scene.suffix}` });
  for (const price of [10, 16]) {
    const lines = [[0, 0, { product_id: component, product_qty: 30, price_unit: price }]];
    const order = await scene.create('purchase.order', { partner_id: partner, order_line: lines });
    await scene.run('purchase.order', 'button_confirm', order);
    const picking = await scene.find('stock.picking', [['move_ids.purchase_line_id.order_id', '=', order]]);
    await scene.run('stock.picking', 'button_validate', picking);
  }
  scene.ids.bind('product.product', idIn(recording), component);
  const [row] = await scene.call<{ product_tmpl_id: [number, string] }[]>('product.product', 'read', [
    [assembly],
    ['product_tmpl_id'],
  ]);
  const center = await scene.find('mrp.workcenter', [['code', '=', `ASM${scene.suffix}`]]);
  const bom = await scene.create('mrp.bom', {
    product_tmpl_id: row?.product_tmpl_id[0],
    bom_line_ids: [[0, 0, { product_id: component, product_qty: 3 }]],
    operation_ids: [[0, 0, { name: 'Op', workcenter_id: center, time_cycle_manual: 30 }]],
  });
  const order = await scene.create('mrp.production', { product_id: assembly, bom_id: bom, product_qty: 4 });
  await scene.run('mrp.production', 'action_confirm', order);
  await scene.write('mrp.production', order, { extra_cost: 1.5, qty_producing: 4 });
  await scene.run('mrp.production', 'set_qty_producing', order);
}

const averageOrder = (scene: Scene) =>
  scene.find('mrp.production', [['product_id.default_code', '=', `AA-${scene.suffix}`]]);

const latest =
  (model: string, domain: unknown[] = []): Step =>
  async (scene, recording) => {
    scene.ids.bind(model, idIn(recording), await scene.find(model, domain, 'id desc'));
  };

async function bindValuedMoves(scene: Scene, recording: Recording): Promise<void> {
  const call = modelCall(recording);
  const moves = (call?.named.ids ?? call?.positional[0] ?? []) as number[];
  const [raw, finished] = moves;
  const order = await averageOrder(scene);
  if (raw)
    scene.ids.bind('stock.move', raw, await scene.find('stock.move', [['raw_material_production_id', '=', order]]));
  if (finished) scene.ids.bind('stock.move', finished, await scene.find('stock.move', [['production_id', '=', order]]));
}

async function bindProduct(scene: Scene, recording: Recording, code: string): Promise<void> {
  scene.ids.bind('product.product', idIn(recording), await scene.product(code));
}

/** An order of two operations that the polling group watches. */
const watchedOrder: Step = async (scene, recording) => {
  scene.ids.bind('mrp.production', idIn(recording), await scene.order(2, { origin: 'watched' }, false));
};
const onWatched =
  (act: (scene: Scene, order: number, first: number, second: number) => Promise<unknown>): Step =>
  async (scene) => {
    const order = await scene.find('mrp.production', [['origin', '=', 'watched']], 'id desc');
    const [first = 0, second = 0] = await scene.call<number[]>('mrp.workorder', 'search', [
      [['production_id', '=', order]],
    ]);
    await act(scene, order, first, second);
  };

/** Orders of the group on traps: `x1` to `x4`. */
const trapOrder =
  (number: number, quantity: number, making: number): Step =>
  async (scene, recording) => {
    const run = scene.text(/X-(\d{6}j)-4/, 'x4-backorder-workorders');
    const order = await scene.order(quantity, { origin: `X-${run}-${number}` });
    const lot = await scene.lot(`X${number}-${run}`, await scene.product('GX'));
    const lots = JSON.stringify(recording).match(/lot_producing_id(?:s"?: ?\[\[6, ?0, ?\[|": ?)(\d+)/);
    if (lots?.[1]) scene.ids.bind('stock.lot', Number(lots[1]), lot);
    else
      await scene.write('mrp.production', order, {
        ...scene.lotVals([lot]),
        ...(making ? { qty_producing: making } : {}),
      });
    if (recording.name !== 'x4-wo1-start') scene.ids.bind('mrp.production', idIn(recording), order);
    else await bindWorkorders(scene, order, 'x4-workorders');
  };

async function expiringPart(scene: Scene, recording: Recording): Promise<void> {
  const run = scene.text(/X-(\d{6}j)-4/, 'x4-backorder-workorders');
  const sealant = await scene.create(
    'product.product',
    scene.storable({ name: `Sealant ${run}`, tracking: 'lot', use_expiration_date: true }),
  );
  const lot = await scene.lot(`EXP-${run}`, sealant);
  await scene.write(
    'stock.lot',
    lot,
    Object.fromEntries(
      ['expiration_date', 'use_date', 'removal_date', 'alert_date'].map((field) => [field, '2026-01-01 00:00:00']),
    ),
  );
  await scene.count(sealant, 100, lot);
  const product = await scene.create('product.product', scene.storable({ name: `Sealed ${run}` }));
  const [row] = await scene.call<{ product_tmpl_id: [number, string] }[]>('product.product', 'read', [
    [product],
    ['product_tmpl_id'],
  ]);
  const bom = await scene.create('mrp.bom', {
    product_tmpl_id: row?.product_tmpl_id[0],
    bom_line_ids: [[0, 0, { product_id: sealant, product_qty: 1 }]],
  });
  const order = await scene.create('mrp.production', { product_id: product, bom_id: bom, product_qty: 1 });
  await scene.run('mrp.production', 'action_confirm', order);
  scene.ids.bind('stock.lot', idIn(recording), lot);
}

/** Picks the expired lot by hand: it is not reserved by itself. */
async function pickExpired(scene: Scene): Promise<void> {
  const order = await scene.find('mrp.production', [['product_id.name', '=like', 'Sealed%']], 'id desc');
  const move = await scene.find('stock.move', [['raw_material_production_id', '=', order]]);
  const lot = await scene.find('stock.lot', [['name', '=like', 'EXP-%']], 'id desc');
  const [row] = await scene.call<{ product_id: [number, string] }[]>('stock.lot', 'read', [[lot], ['product_id']]);
  const line = { product_id: row?.product_id[0], lot_id: lot, quantity: 1, location_id: scene.stock, picked: true };
  await scene.write('mrp.production', order, { qty_producing: 1 });
  await scene.write('stock.move', move, { move_line_ids: [[0, 0, line]], picked: true });
}

const bindOrderByDomain: Step = async (scene, recording) => {
  const domain = (modelCall(recording)?.named.domain ?? []) as [string, string, number][];
  const id = Number(domain.find(([path]) => path === 'raw_material_production_id')?.[2]);
  if (scene.ids.get('mrp.production', id) === undefined) {
    scene.ids.bind('mrp.production', id, await scene.find('mrp.production', [], 'id desc'));
  }
};

async function scrapTwice(scene: Scene, recording: Recording): Promise<void> {
  const part = await scene.product('RP');
  await scene.count(part, 50);
  const vals = { product_id: part, scrap_qty: 1, location_id: scene.stock };
  scene.ids.bind('stock.scrap', idIn(recording), await scene.create('stock.scrap', vals));
}

/** The group on concurrency and those after it start with full stores. */
const restocked: Step = async (scene, recording) => {
  await rareOrder(1, false)(scene, recording);
  for (const [code, quantity] of [
    ['RP', 1000],
    ['HS', 1000],
    ['BT', 10_000],
  ] as const) {
    await scene.count(await scene.product(code), quantity);
  }
  await rareOrder(2)(scene, recording);
};

async function vendor(scene: Scene, recording: Recording): Promise<void> {
  const limits = { po_double_validation: 'two_step', po_double_validation_amount: 100 };
  await scene.asAdmin('res.company', 'write', [[1], limits]);
  const id = Number(/"partner_id": ?(\d+)/.exec(JSON.stringify(recording.body))?.[1]);
  scene.ids.bind('res.partner', id, await scene.create('res.partner', { name: 'X6 vendor' }));
}

/** Work orders of an order, in the order in which a later recording reads them. */
async function bindWorkorders(scene: Scene, order: number, recordedIn: string): Promise<void> {
  const recorded = scene.text(/"ids": ?\[(\d+, ?\d+)\]|\[\[(\d+, ?\d+)\]/, recordedIn);
  const ids = (recorded.match(/\d+/g) ?? []).map(Number);
  const own = await scene.call<number[]>('mrp.workorder', 'search', [[['production_id', '=', order]]]);
  for (const [index, id] of ids.entries()) if (own[index]) scene.ids.bind('mrp.workorder', id, own[index]);
}

export const REST_STEPS: Readonly<Record<string, Step>> = {
  'j-component-cost-after-receipts': averageCost,
  'j-wo-set-duration': async (scene, recording) => {
    const order = await averageOrder(scene);
    scene.ids.bind(
      'mrp.workorder',
      idIn(recording),
      await scene.find('mrp.workorder', [['production_id', '=', order]]),
    );
  },
  'j-mark-done': async (scene, recording) =>
    scene.ids.bind('mrp.production', idIn(recording), await averageOrder(scene)),
  'j-finished-cost': (scene, recording) => bindProduct(scene, recording, 'AA'),
  'j-move-values': bindValuedMoves,
  'k-two-writes-same-record-1of2': restocked,
  'k-two-scrap-validate-1of2': scrapTwice,
  'k-three-mark-done-same-component-1of3': rareOrder(1),
  'k-three-mark-done-same-component-2of3': rareOrder(1),
  'k-three-mark-done-same-component-3of3': rareOrder(1),
  'k-disconnect-before': rareOrder(5),
  'm-mark-done': latest('mrp.production'),
  'n-created': watchedOrder,
  'n-after-confirm': onWatched((scene, order) => scene.run('mrp.production', 'action_confirm', order)),
  'n-after-workorder-start': onWatched((scene, _order, first) => scene.run('mrp.workorder', 'button_start', first)),
  'n-after-workorder-finish': onWatched((scene, _order, first) => scene.run('mrp.workorder', 'button_finish', first)),
  'n-after-raw-move-quantity': onWatched(async (scene, order) =>
    scene.write('stock.move', await scene.raw(order, 'BT'), { quantity: 17 }),
  ),
  'n-after-workorder-duration': onWatched(async (scene, _order, _first, second) => {
    if (scene.version > 17) await scene.run('mrp.workorder', 'button_start', second);
    await scene.write('mrp.workorder', second, { duration: 3 });
  }),
  'n-workorder-write-dates': onWatched((scene, order) => bindWorkorders(scene, order, 'n-workorder-write-dates')),
  'x1-write-qty-only': trapOrder(1, 10, 0),
  'x1-raw-after-write': bindOrderByDomain,
  'x2-mark-done-no-skip': trapOrder(2, 10, 4),
  'x3-full-qty-write-only': trapOrder(3, 3, 3),
  'x4-wo1-start': trapOrder(4, 10, 0),
  'x4-mo-after-wo-start': latest('mrp.production'),
  'x5-lot-dates': expiringPart,
  'x5-raw': bindOrderByDomain,
  'x5-mark-done-expired-component': pickExpired,
  'x6-po-create-hubmin': vendor,
};
