import { idIn, type Step } from './before.ts';
import { modelCall, type Recording } from './recordings.ts';
import type { Scene } from './scene.ts';

async function scrapOf(scene: Scene, recording: Recording, vals: Record<string, unknown>): Promise<void> {
  scene.ids.bind('stock.scrap', idIn(recording), await scene.create('stock.scrap', vals));
}

/** A confirmed purchase of one product; binds what the recording names. */
const purchase =
  (bindTo: 'purchase.order' | 'stock.picking' | 'purchase.order.line', quantity: number, received?: number): Step =>
  async (scene, recording) => {
    const partner = await scene.find('res.partner', [['ref', '=', `SUP-${scene.suffix}`]]);
    const lines = [[0, 0, { product_id: await scene.product('HS'), product_qty: quantity, price_unit: 18 }]];
    const order = await scene.create('purchase.order', { partner_id: partner, order_line: lines });
    await scene.run('purchase.order', 'button_confirm', order);
    const line = await scene.find('purchase.order.line', [['order_id', '=', order]]);
    const picking = await scene.find('stock.picking', [['move_ids.purchase_line_id', '=', line]]);
    if (received)
      await scene.write('stock.move', await scene.find('stock.move', [['picking_id', '=', picking]]), {
        quantity: received,
        picked: true,
      });
    const own = { 'purchase.order': order, 'stock.picking': picking, 'purchase.order.line': line }[bindTo];
    scene.ids.bind(bindTo, idIn(recording), own);
  };

const lastOrder: Step = async (scene, recording) => {
  scene.ids.bind('purchase.order', idIn(recording), await scene.find('purchase.order', [], 'id desc'));
};

async function orderWithScrap(scene: Scene, recording: Recording): Promise<void> {
  const vals = modelCall(recording)?.named.vals_list ?? modelCall(recording)?.positional[0];
  const [first] = vals as { production_id: number }[];
  await scene.count(await scene.product('HS'), 1000);
  scene.ids.bind(
    'mrp.production',
    first?.production_id ?? 0,
    await scene.order(2, { origin: `HUB-${scene.suffix}-c` }),
  );
}

async function secondSerial(scene: Scene, recording: Recording): Promise<void> {
  const vals = scene.storable({ name: 'Serial pump', default_code: `SP-${scene.suffix}`, tracking: 'serial' });
  const pump = await scene.create('product.product', vals);
  const lot = await scene.lot(`SN1-${scene.suffix}`, pump);
  const quant = { product_id: pump, location_id: scene.stock, lot_id: lot, inventory_quantity: 2 };
  scene.ids.bind('stock.quant', idIn(recording), await scene.create('stock.quant', quant, { inventory_mode: true }));
}

/** A transfer to the hold location, confirmed and thereby reserved. */
async function trapTransfer(scene: Scene, recording: Recording): Promise<void> {
  const hold = await scene.find('stock.location', [['name', '=', `Quality Hold ${scene.suffix}`]]);
  const type = await scene.find('stock.picking.type', [['code', '=', 'internal']]);
  const name = scene.version < 19 ? { name: 'trap' } : {};
  const places = { location_id: scene.stock, location_dest_id: hold };
  const move = { ...name, product_id: await scene.product('BR'), product_uom_qty: 7, product_uom: 1, ...places };
  const picking = await scene.create('stock.picking', {
    ...{ picking_type_id: type, origin: `TRAP-${scene.suffix}`, move_ids: [[0, 0, move]] },
    ...places,
  });
  await scene.run('stock.picking', 'action_confirm', picking);
  scene.ids.bind(
    'stock.move.line',
    idIn(recording),
    await scene.find('stock.move.line', [['picking_id', '=', picking]]),
  );
}

const bindLatest =
  (model: string, pick: (recording: Recording) => number): Step =>
  async (scene, recording) => {
    const id = pick(recording);
    if (scene.ids.get(model, id) === undefined) scene.ids.bind(model, id, await scene.find(model, [], 'id desc'));
  };

const domainId = (recording: Recording): number => {
  const call = modelCall(recording);
  const domain = (call?.named.domain ?? []) as [string, string, number][];
  return Number(domain.find((leaf) => typeof leaf[2] === 'number')?.[2]);
};

/** The rest of the bearings arrives, 15 of 20 in a lot of its own. */
async function thirdLot(scene: Scene, recording: Recording): Promise<void> {
  const picking = scene.ids.own('stock.picking', idIn(recording));
  const product = await scene.product('BR');
  const move = await scene.find('stock.move', [
    ['picking_id', '=', picking],
    ['product_id', '=', product],
  ]);
  const old = await scene.call<number[]>('stock.move.line', 'search', [[['move_id', '=', move]]]);
  const line = { lot_name: `SL3-${scene.suffix}`, quantity: 15, product_id: product, picking_id: picking };
  await scene.write('stock.move', move, {
    move_line_ids: [...old.map((id) => [2, id, 0]), [0, 0, line]],
    picked: true,
  });
  const housing = await scene.find('stock.move', [
    ['picking_id', '=', picking],
    ['product_id', '!=', product],
  ]);
  await scene.write('stock.move', housing, { quantity: 10, picked: true });
}

/** Takes the scene back to where the counts of the next group start. */
async function cancelOpenDemand(scene: Scene): Promise<void> {
  const order = await scene.find('mrp.production', [['product_qty', '=', 600]]);
  await scene.run('mrp.production', 'action_cancel', order);
}

export const STOCK_STEPS: Readonly<Record<string, Step>> = {
  'c-scrap-validate-insufficient-2': async (scene, recording) =>
    scrapOf(scene, recording, { product_id: await scene.product('HS'), scrap_qty: 5000, location_id: scene.stock }),
  'c-scrap-on-mo-create': orderWithScrap,
  'c-mo-scrap-ids': async () => undefined,
  'd-lot-create': async (scene) => {
    const order = await scene.find('mrp.production', [['origin', '=', `HUB-${scene.suffix}-c`]]);
    await scene.run('mrp.production', 'action_cancel', order);
  },
  'd-serial-qty-2': secondSerial,
  'e-create-supplierinfo': async (scene, recording) => {
    const id = Number(/"product_tmpl_id": ?(\d+)/.exec(JSON.stringify(recording.body))?.[1]);
    const code = `BR-${scene.suffix}`;
    scene.ids.bind('product.template', id, await scene.find('product.template', [['default_code', '=', code]]));
  },
  'e-backorder-validate-ctx-skip': thirdLot,
  'e-po2-increase-qty-confirmed': purchase('purchase.order.line', 5),
  'e-po2-cancel': lastOrder,
  'e-po3-validate-nothing-set': purchase('stock.picking', 10),
  'e-po4-validate-over-receipt': purchase('stock.picking', 5, 7),
  'e-po4-lines': async (scene, recording) => {
    scene.ids.bind('purchase.order', domainId(recording), await scene.find('purchase.order', [], 'id desc'));
  },
  'f-hold-transfer-create': async (scene, recording) => {
    const type = Number(/"picking_type_id": ?(\d+)/.exec(JSON.stringify(recording.body))?.[1]);
    scene.ids.bind('stock.picking.type', type, await scene.find('stock.picking.type', [['code', '=', 'internal']]));
  },
  'f-trap-lines-before': trapTransfer,
  'f-trap-clear-command-5': bindLatest('stock.move', idIn),
  'f-trap-lines-after': async (scene, recording) => {
    scene.ids.bind(
      'stock.picking',
      domainId(recording),
      await scene.find('stock.picking', [['origin', '=', `TRAP-${scene.suffix}`]]),
    );
  },
  'f-mo-reservation-ignores-hold': async (scene, recording) => {
    scene.ids.bind('mrp.production', domainId(recording), await scene.order(600, { origin: `HUB-${scene.suffix}-f` }));
  },
  'g-quants-read': cancelOpenDemand,
  'i-mo-same-origin-twice': async (scene) => {
    for (let i = 0; i < 2; i += 1) await scene.order(1, { origin: `HUB-${scene.suffix}-i-mo-dup` }, false);
  },
};
