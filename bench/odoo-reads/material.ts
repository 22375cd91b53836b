import type { ReadWorld } from '../../test/contract/erp/reads-world.ts';
import { unique } from '../../test/contract/erp/writes-world.ts';

interface Product {
  id: number;
  itemNumber: string;
}

/** What the queries read: orders, a chain of lots, a tree of BOMs, purchases. */
export interface Material {
  machine: string;
  splitOrder: string;
  parts: string[];
  chainStart: { item: string; lot: string };
  chainEnd: { item: string; lot: string };
  tree: string;
  purchases: string[];
}

export async function prepareMaterial(at: ReadWorld): Promise<Material> {
  const { world } = at;
  const parts: Product[] = [];
  for (let i = 0; i < 10; i += 1) {
    const part = await world.item(`PART-${i}`, 'lot');
    await world.putStock(part.id, 5_000, await world.lot(part.id, unique(`LOT-${i}`)));
    parts.push(part);
  }
  const machine = await world.item('MACHINE', 'lot');
  const center = await at.workCenter('LINE');
  const operations = ['Assemble', 'Test'].map((name, i) => [0, 0, { name, workcenter_id: center.id, sequence: i + 1 }]);
  const lines = parts.map(({ id }): [number, number] => [id, 2]);
  const bomId = await world.bom(machine.id, lines, { code: 'A', operation_ids: operations });
  for (let i = 0; i < 20; i += 1) await world.order(machine.id, 5, bomId);
  const chain = await lotChain(at, 10);
  return {
    machine: machine.itemNumber,
    splitOrder: await splitOrder(at),
    parts: parts.map(({ itemNumber }) => itemNumber),
    ...chain,
    tree: (await tree(at, 3)).itemNumber,
    purchases: await purchases(at, parts),
  };
}

async function splitOrder(at: ReadWorld): Promise<string> {
  const made = await at.gearbox();
  const { name } = await at.world.order(made.gearbox.id, 10, made.bomId);
  for (const quantity of [3, 2]) {
    const bearings = String(quantity * 2);
    await at.confirm(name, String(quantity), unique('GX'), [
      { itemNumber: made.housing.itemNumber, quantity: String(quantity), lots: [] },
      {
        itemNumber: made.bearing.itemNumber,
        quantity: bearings,
        lots: [{ lotNumber: made.bearingLot, quantity: bearings }],
      },
      { itemNumber: made.bolt.itemNumber, quantity: String(quantity * 8), lots: [] },
    ]);
  }
  return name;
}

async function lotChain(at: ReadWorld, levels: number): Promise<Pick<Material, 'chainStart' | 'chainEnd'>> {
  const { world } = at;
  const first = await world.item('LEVEL-0', 'lot');
  const start = unique('LEVEL-0');
  await world.putStock(first.id, 50, await world.lot(first.id, start));
  let below = { ...first, lotNumber: start };
  for (let level = 1; level <= levels; level += 1) {
    const item = await world.item(`LEVEL-${level}`, 'lot');
    const bomId = await world.bom(item.id, [[below.id, 1]]);
    below = { ...item, ...(await at.make(item, bomId, 5, { [below.itemNumber]: below.lotNumber })) };
  }
  return {
    chainStart: { item: first.itemNumber, lot: start },
    chainEnd: { item: below.itemNumber, lot: below.lotNumber },
  };
}

async function tree(at: ReadWorld, level: number): Promise<Product> {
  const item = await at.world.item(`TREE-${level}`);
  if (level === 0) return item;
  const children = [await tree(at, level - 1), await tree(at, level - 1), await tree(at, level - 1)];
  await at.world.bom(
    item.id,
    children.map(({ id }): [number, number] => [id, 2]),
  );
  return item;
}

async function purchases(at: ReadWorld, parts: readonly Product[]): Promise<string[]> {
  const { world } = at;
  const supplier = await world.create('res.partner', { name: unique('Supplier') });
  const line = ({ id }: Product) => [0, 0, { product_id: id, name: 'x', product_qty: 3, price_unit: 1 }];
  const numbers: string[] = [];
  for (let i = 0; i < 20; i += 1) {
    const id = await world.create('purchase.order', { partner_id: supplier, order_line: parts.slice(0, 5).map(line) });
    await world.call('purchase.order', 'button_confirm', [id]);
    const [row] = await world.find('purchase.order', [['id', '=', id]], ['name']);
    numbers.push(row!.name as string);
  }
  return numbers;
}
