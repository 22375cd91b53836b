import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmPartInput, ConfirmPartResult } from '../../../connectors/ports.ts';
import { connectOdoo } from '../../../demo/http/odoo.ts';
import { RejectedError } from '../../../lib/errors.ts';
import { DEMO_ADMIN } from '../../../simulators/odoo/start.ts';
import { ReadWorld } from './reads-world.ts';
import { partOf, post, problemsOf, targets, unique, World } from './writes-world.ts';

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

/** An order as its postings told: the ids of the records that it was split into, and every number that leads to it. */
interface Known {
  plantCode: string;
  number: string;
  ids: number[];
  open: number | null;
  names: string[];
}

/** At a plant of a second company, in which Odoo lets orders have the numbers of the first one's, as at one beside it. */
const OTHER = 'COB';

describe.each(own)(`the records of an order on $name, seed ${SEED}`, (target) => {
  let world: World;
  let reads: ReadWorld;
  let secondCompany: number;
  beforeAll(async () => {
    world = await World.open(target);
    const { url, database } = world.server;
    const admin = await connectOdoo({ url, database, login: DEMO_ADMIN.login, secret: DEMO_ADMIN.apiKey });
    secondCompany = await admin.create('res.company', { name: 'Second company' });
    const users = await admin.searchRead('res.users', [['login', 'in', ['hub', DEMO_ADMIN.login]]], ['login']);
    const ids = users.map(({ id }) => id);
    await admin.write('res.users', ids, { company_ids: [[4, secondCompany]] });
    await admin.create('stock.warehouse', { name: 'WPUE', code: 'WPUE' });
    await admin.create('stock.warehouse', { name: OTHER, code: OTHER, company_id: secondCompany });
    reads = new ReadWorld(world, { connection: 'erp', plants: { HAM: 'WH', PUE: 'WPUE', [OTHER]: OTHER } });
  });
  afterAll(async () => {
    await reads?.close();
  });

  test('check, posting, probe, watch and graph name the same ones', { timeout: 300_000 }, async () => {
    const roll = dice(SEED + own.indexOf(target));
    const made = await world.item('made');
    const part = await world.item('part');
    const run = unique('HO').replaceAll('-', '');
    const warehouseOf = async (code: string) =>
      (await world.find('stock.warehouse', [['code', '=', code]], ['manu_type_id', 'lot_stock_id']))[0]!;
    const truth: Known[] = [];
    const report = (plantCode: string, orderNumber: string, partId: number): ConfirmPartInput => ({
      ...{ plantCode, orderNumber, partId: String(partId), produced: '1', outputLots: [] },
      consumption: [{ itemNumber: part.itemNumber, quantity: '1', lots: [] }],
      ...{ remainder: 'KEEP_OPEN', endedAt: null },
    });
    const { postings } = reads.port;

    /** One of any fate: a draft, cancelled, open, or made in part once or twice. */
    async function makeOrder(plantCode: string, name: string, vals: Record<string, unknown>): Promise<void> {
      const order = { name, product_id: made.id, product_qty: 4 + roll(6), ...vals };
      const id = await world.create('mrp.production', order);
      const known: Known = { plantCode, number: name, ids: [id], open: null, names: [name] };
      truth.push(known);
      const fate = roll(5);
      if (fate === 0) return; // a draft
      await world.call('mrp.production', 'action_confirm', [id]);
      if (fate === 1) {
        await world.call('mrp.production', 'action_cancel', [id]);
        return;
      }
      known.open = id;
      for (let splits = roll(3); splits > 0; splits -= 1) {
        const input = report(plantCode, name, known.open);
        const { result, before, stepKey }: Posted = await post(postings.confirmPart, input);
        const found = { outcome: 'found', result };
        expect(await postings.confirmPart.probe(input, before, { stepKey })).toEqual(found);
        known.open = Number(result.backorderId);
        known.ids.push(known.open);
        known.names.push(result.partNumber, result.backorderNumber!);
      }
      // A person calls a part otherwise: it stays a part of its order.
      if (known.ids.length > 1 && roll(2) === 0) {
        const given = `${run} urgent ${truth.length}`;
        await world.call('mrp.production', 'write', [known.ids.at(-1)!], { vals: { name: given } });
        known.names = [...known.names.filter((one) => one !== known.names.at(-1)), given];
      }
    }

    const numbers = Array.from({ length: 12 }, (_, n) => FORMS[roll(FORMS.length)]!(run, n + 1));
    const general = await world.bom(made.id, [[part.id, 1]]);
    await world.putStock(part.id, 10_000);
    for (const number of numbers) await makeOrder('HAM', number, { bom_id: general });
    // In the second company: some have a number of the first one's orders, others one of their own.
    const second = await warehouseOf(OTHER);
    await world.putStock(part.id, 10_000, false, second.lot_stock_id as number);
    const company_id = secondCompany;
    const bom_id = await world.bom(made.id, [[part.id, 1]], { company_id });
    for (const [n, number] of numbers.entries()) {
      const name = roll(2) === 0 ? number : FORMS[roll(FORMS.length)]!(run, n + 31);
      await makeOrder(OTHER, name, { bom_id, company_id, picking_type_id: second.manu_type_id });
    }
    // At another plant of the same company: no number leads to them from elsewhere.
    const elsewhere = await warehouseOf('WPUE');
    const others = new Map<string, number>();
    for (let n = 21; n <= 23; n += 1) {
      const name = FORMS[roll(FORMS.length)]!(run, n);
      const order = { name, product_id: made.id, product_qty: 4, bom_id: general };
      others.set(name, await world.create('mrp.production', { ...order, picking_type_id: elsewhere.manu_type_id }));
    }

    const watched = await reads.port.ordersNow(truth.flatMap(({ ids }) => ids.map(String)));
    expect(watched.unreadable).toEqual([]);
    const seen = watched.orders.map((order) => [
      `${order.plantCode} ${order.orderNumber}`,
      order.recordIds.map(Number),
    ]);
    expect(Object.fromEntries(seen)).toEqual(
      Object.fromEntries(truth.map(({ plantCode, number, ids }) => [`${plantCode} ${number}`, ids])),
    );
    for (const [number, id] of others) {
      expect(await reads.reader.order('HAM', number)).toBeNull();
      expect((await reads.reader.order('PUE', number))?.refs.map((ref) => Number(ref.id))).toEqual([id]);
    }
    for (const { plantCode, number, ids, open, names } of truth) {
      const current = [number, names.at(-1)!];
      for (const asked of current) {
        const order = await reads.reader.order(plantCode, asked);
        expect([asked, order?.orderNumber, order?.refs.map((ref) => Number(ref.id))]).toEqual([asked, number, ids]);
        const snapshot = await reads.port.forWriting.snapshot(plantCode, asked);
        expect(snapshot?.openPart?.id ?? null).toBe(open === null ? null : String(open));
      }
      // The posting takes the record that was checked, and no other of the order.
      const prepare = (id: number) =>
        postings.confirmPart.prepare(report(plantCode, number, id), { stepKey: unique('read only') });
      for (const id of ids.filter((other) => other !== open)) {
        await expect(prepare(id)).rejects.toThrow(RejectedError);
      }
      if (open !== null) expect(await prepare(open)).toMatchObject({ partId: open, chainIds: ids });
    }
    // Nor does a record of one company become an order of the other's.
    for (const { plantCode, number, open } of truth.filter((order) => order.open !== null).slice(0, 4)) {
      const across = report(plantCode === OTHER ? 'HAM' : OTHER, number, open!);
      expect(await problemsOf(postings.confirmPart.prepare(across, { stepKey: 'read only' }))).toMatchObject([
        { code: 'ORDER_NOT_FOUND' },
      ]);
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
