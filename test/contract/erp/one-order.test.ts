import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmPartInput, ConfirmPartResult } from '../../../connectors/ports.ts';
import { RejectedError } from '../../../lib/errors.ts';
import { ReadWorld } from './reads-world.ts';
import { partOf, post, problemsOf, targets, unique, type World } from './writes-world.ts';

const SEED = Number(process.env.ORDERS_SEED ?? Date.now() % 1_000_000);

/** A random number below `limit`, the same for the same seed. */
function dice(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Forms that a sequence with any prefix, suffix and padding can give. */
const FORMS = [
  (run: string, n: number) => `${run}-${100 + n}`,
  (run: string, n: number) => `${run}-${String(n).padStart(3, '0')}`,
  (run: string, n: number) => `${run}/${String(n).padStart(5, '0')}`,
  (run: string, n: number) => `${run}-${n}-001`,
  (run: string, n: number) => `${run}${n}-2026`,
  (run: string, n: number) => `${run}_%-${1000 + n}`,
];

const own = targets.filter(({ name }) => name.startsWith('simulator') && !name.includes('add-on'));

type Posted = Awaited<ReturnType<typeof post<ConfirmPartInput, ConfirmPartResult>>>;

describe.each(own)(`the records of an order on $name, seed ${SEED}`, (target) => {
  let world: World;
  let reads: ReadWorld;
  beforeAll(async () => {
    reads = await ReadWorld.open(target);
    world = reads.world;
  });
  afterAll(async () => {
    await world?.close();
  });

  test('check, posting, probe, watch and graph name the same ones', { timeout: 300_000 }, async () => {
    const roll = dice(SEED + own.indexOf(target));
    const made = await world.item('made');
    const part = await world.item('part');
    await world.putStock(part.id, 10_000);
    const bomId = await world.bom(made.id, [[part.id, 1]]);
    const run = unique('HO').replaceAll('-', '');
    /** By the number of each order, the ids of the records that it was split into, as its postings told. */
    const truth = new Map<string, { ids: number[]; open: number | null; names: string[] }>();
    const report = (orderNumber: string, partId: number, produced: number, left: boolean) => ({
      ...{ plantCode: world.plant, orderNumber, partId: String(partId), produced: String(produced), outputLots: [] },
      consumption: [{ itemNumber: part.itemNumber, quantity: String(produced), lots: [] }],
      remainder: left ? ('KEEP_OPEN' as const) : ('CLOSE_SHORT' as const),
      endedAt: null,
    });
    // At another plant of the same company: no number leads to them from here.
    const [elsewhere] = await world.find('stock.warehouse', [['code', '=', 'WPUE']], ['manu_type_id']);
    const others = new Map<string, number>();
    for (let n = 21; n <= 23; n += 1) {
      const name = FORMS[roll(FORMS.length)]!(run, n);
      const order = { name, product_id: made.id, product_qty: 4, bom_id: bomId };
      others.set(name, await world.create('mrp.production', { ...order, picking_type_id: elsewhere!.manu_type_id }));
    }
    for (let n = 1; n <= 12; n += 1) {
      const name = FORMS[roll(FORMS.length)]!(run, n);
      const quantity = 4 + roll(6);
      const id = await world.create('mrp.production', {
        name,
        product_id: made.id,
        product_qty: quantity,
        bom_id: bomId,
      });
      const order = { ids: [id], open: null as number | null, names: [name] };
      truth.set(name, order);
      const fate = roll(5);
      if (fate === 0) continue; // a draft
      await world.call('mrp.production', 'action_confirm', [id]);
      if (fate === 1) {
        await world.call('mrp.production', 'action_cancel', [id]);
        continue;
      }
      order.open = id;
      for (let splits = roll(3); splits > 0; splits -= 1) {
        const { result, before, stepKey }: Posted = await post(
          world.postings.confirmPart,
          report(name, order.open, 1, true),
        );
        const found = { outcome: 'found', result };
        expect(await world.postings.confirmPart.probe(report(name, order.open, 1, true), before, { stepKey })).toEqual(
          found,
        );
        order.open = Number(result.backorderId);
        order.ids.push(order.open);
        order.names.push(result.partNumber, result.backorderNumber!);
      }
      // A person calls a part otherwise: it stays a part of its order.
      if (order.ids.length > 1 && roll(2) === 0) {
        const given = `${run} urgent ${n}`;
        await world.call('mrp.production', 'write', [order.ids.at(-1)!], { vals: { name: given } });
        order.names = [...order.names.filter((known) => known !== order.names.at(-1)), given];
      }
    }
    const watched = await reads.port.ordersNow([...truth.values()].flatMap(({ ids }) => ids.map(String)));
    expect(watched.unreadable).toEqual([]);
    expect(Object.fromEntries(watched.orders.map((order) => [order.orderNumber, order.recordIds.map(Number)]))).toEqual(
      Object.fromEntries([...truth].map(([number, { ids }]) => [number, ids])),
    );
    for (const [number, id] of others) {
      expect(await reads.reader.order('HAM', number)).toBeNull();
      expect((await reads.reader.order('PUE', number))?.refs.map((ref) => Number(ref.id))).toEqual([id]);
    }
    for (const [number, { ids, open, names }] of truth) {
      const current = [number, names.at(-1)!];
      for (const asked of current) {
        const order = await reads.reader.order(world.plant, asked);
        expect([asked, order?.orderNumber, order?.refs.map((ref) => Number(ref.id))]).toEqual([asked, number, ids]);
        const snapshot = await reads.port.forWriting.snapshot(world.plant, asked);
        expect(snapshot?.openPart?.id ?? null).toBe(open === null ? null : String(open));
      }
      // The posting takes the record that was checked, and no other of the order.
      const prepare = (id: number) =>
        world.postings.confirmPart.prepare(report(number, id, 1, true), { stepKey: unique('read only') });
      for (const id of ids.filter((other) => other !== open)) {
        await expect(prepare(id)).rejects.toThrow(RejectedError);
      }
      if (open !== null) expect(await prepare(open)).toMatchObject({ partId: open, chainIds: ids });
    }
  });

  test('a posting that was planned for a record which is no longer the open part is refused, with what became of it', async () => {
    const made = await world.item('made');
    const order = await world.order(made.id, 10, await world.bom(made.id, []));
    const confirm = {
      ...{ plantCode: world.plant, ...partOf(order), produced: '4', outputLots: [], consumption: [] },
      ...{ remainder: 'KEEP_OPEN' as const, endedAt: null },
    };
    await post(world.postings.confirmPart, confirm);
    expect(await problemsOf(world.postings.confirmPart.prepare(confirm, { stepKey: 'read only' }))).toMatchObject([
      {
        code: 'ORDER_CHANGED',
        class: 'BUSINESS',
        message: expect.stringContaining(`${order.name}-001, which was checked, is finished`),
      },
    ]);
    const rest = await world.openPart(order.name);
    await world.call('mrp.production', 'action_cancel', [Number(rest.partId)]);
    const late = world.postings.confirmPart.prepare({ ...confirm, ...rest }, { stepKey: 'read only' });
    expect(await problemsOf(late)).toMatchObject([
      {
        code: 'ORDER_NOT_OPEN',
        message: expect.stringContaining(`${order.name}-002, which was checked, is cancelled`),
      },
    ]);
  });
});
