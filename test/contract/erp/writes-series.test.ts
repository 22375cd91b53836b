import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmPartInput } from '../../../connectors/ports.ts';
import { ReadWorld } from './reads-world.ts';
import { post, targets, unique, type World } from './writes-world.ts';

/** Orders of one item whose own numbers end as Odoo's suffixes do: a sequence with such a prefix makes them. */
describe.each(targets)('a series that ends in a dash and three digits on $name', (target) => {
  let world: World;
  let reads: ReadWorld;
  beforeAll(async () => {
    reads = await ReadWorld.open(target, { connection: 'erp', plants: { HAM: 'WH' } });
    world = reads.world;
  });
  afterAll(async () => {
    await reads?.close();
  });

  async function series() {
    const made = await world.item('bracket');
    const steel = await world.item('steel');
    await world.putStock(steel.id, 100);
    const bom_id = await world.bom(made.id, [[steel.id, 1]]);
    const prefix = unique('HO');
    const orders: { id: number; number: string }[] = [];
    for (const n of [101, 102, 103]) {
      const number = `${prefix}-${n}`;
      const id = await world.create('mrp.production', { name: number, product_id: made.id, product_qty: 10, bom_id });
      await world.call('mrp.production', 'action_confirm', [id]);
      orders.push({ id, number });
    }
    /** What a command would post: on the record that the check finds by the number. */
    const confirm = async (number: string, produced: string): Promise<ConfirmPartInput> => {
      const snapshot = await reads.port.forWriting.snapshot(world.plant, number);
      return {
        ...{ plantCode: world.plant, orderNumber: snapshot!.order.orderNumber, partId: snapshot!.openPart!.id },
        ...{ produced, outputLots: [], remainder: 'KEEP_OPEN', endedAt: null },
        consumption: [{ itemNumber: steel.itemNumber, quantity: produced, lots: [] }],
      };
    };
    const states = async () => {
      const rows = await world.find('mrp.production', [['product_id', '=', made.id]], ['name', 'state', 'product_qty']);
      return rows.map(({ name, state, product_qty }) => [String(name).slice(prefix.length + 1), state, product_qty]);
    };
    return { orders, confirm, states };
  }

  test('all of the last is posted on that one', async () => {
    const { orders, confirm, states } = await series();
    await post(world.postings.confirmPart, await confirm(orders[2]!.number, '10'));
    expect(await states()).toEqual([
      ['101', 'confirmed', 10],
      ['102', 'confirmed', 10],
      ['103', 'done', 10],
    ]);
  });

  test('a part of one is posted on that one, and every number of it leads to the rest', async () => {
    const { orders, confirm, states } = await series();
    const { id, number } = orders[1]!;
    const { result } = await post(world.postings.confirmPart, await confirm(number, '4'));
    expect(await states()).toEqual([
      ['101', 'confirmed', 10],
      ['102-001', 'done', 4],
      ['103', 'confirmed', 10],
      ['102-002', 'confirmed', 6],
    ]);
    for (const asked of [number, `${number}-001`, `${number}-002`]) {
      const order = await reads.reader.order(world.plant, asked);
      expect([order?.orderNumber, order?.refs.map((ref) => Number(ref.id))]).toEqual([
        number,
        [id, Number(result.backorderId)],
      ]);
    }
    await post(world.postings.confirmPart, await confirm(`${number}-001`, '6'));
    expect((await states()).filter(([, state]) => state === 'done')).toEqual([
      ['102-001', 'done', 4],
      ['102-002', 'done', 6],
    ]);
  });
});
