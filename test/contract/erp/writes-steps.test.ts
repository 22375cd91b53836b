import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfirmPartInput, HoldMoveInput, ScrapInput } from '../../../connectors/ports.ts';
import { ReadWorld } from './reads-world.ts';
import { partOf, post, problemsOf, type Target, targets, unique, World } from './writes-world.ts';

/** Components are picked to Pre-Production first; in three steps the product is stored out of Post-Production last. */
const WAYS = [
  { words: 'two steps', code: 'STEP2', steps: 'pbm', made: 'Stock' },
  { words: 'three steps', code: 'STEP3', steps: 'pbm_sam', made: 'Post-Production' },
];
const cases = targets.flatMap((target) => WAYS.map((way) => ({ ...way, target, name: target.name })));

interface Place {
  lot: string | null;
  at: string;
  quantity: number;
}

/** A warehouse that makes in steps, with a product of an untracked component (2 each) and a tracked one (1 each). */
async function openSteps(target: Target, code: string, steps: string) {
  const world = await World.open(target, code);
  const reads = new ReadWorld(world, { connection: 'erp', plants: { HAM: code }, layoutKeepMs: 0 });
  const warehouse = async () => {
    const fields = ['manufacture_steps', 'pbm_loc_id', 'sam_loc_id', 'view_location_id'];
    return (await world.find('stock.warehouse', [['code', '=', code]], fields))[0]!;
  };
  const { id, manufacture_steps: now } = await warehouse();
  if (now !== steps) await world.call('stock.warehouse', 'write', [id], { vals: { manufacture_steps: steps } });
  const { pbm_loc_id: before, view_location_id: view } = await warehouse();

  /** What lies where in the warehouse, by the last word of the place. */
  async function places(productId: number): Promise<Place[]> {
    const quants = await world.find(
      'stock.quant',
      [
        ['product_id', '=', productId],
        ['location_id', 'child_of', view],
        ['quantity', '!=', 0],
      ],
      ['location_id', 'lot_id', 'quantity'],
    );
    const named = async (model: string, ids: unknown[]) =>
      new Map((await world.find(model, [['id', 'in', ids]], ['name'])).map((row) => [row.id, String(row.name)]));
    const [locations, lots] = await Promise.all([
      named(
        'stock.location',
        quants.map((quant) => quant.location_id),
      ),
      named('stock.lot', quants.map((quant) => quant.lot_id).filter(Boolean)),
    ]);
    return quants
      .map((quant) => ({
        lot: lots.get(quant.lot_id as number) ?? null,
        at: locations.get(quant.location_id as number)!,
        quantity: quant.quantity as number,
      }))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  /** What an order waits for is brought to Pre-Production, as a person does. */
  async function pick(orderId: number): Promise<void> {
    const [order] = await world.find('mrp.production', [['id', '=', orderId]], ['picking_ids']);
    const open = await world.find(
      'stock.picking',
      [
        ['id', 'in', order!.picking_ids],
        ['location_dest_id', '=', before],
        ['state', '=', 'assigned'],
      ],
      ['name'],
    );
    expect(open).toHaveLength(1);
    await world.call('stock.picking', 'button_validate', [open[0]!.id]);
  }

  async function scene(quantity: number) {
    const made = await world.item('product', 'lot');
    const bolt = await world.item('bolt');
    const resin = await world.item('resin', 'lot');
    const lotNumber = unique('LOT');
    const lotId = await world.lot(resin.id, lotNumber);
    await world.putStock(bolt.id, 100);
    await world.putStock(resin.id, 50, lotId);
    const bomId = await world.bom(made.id, [
      [bolt.id, 2],
      [resin.id, 1],
    ]);
    const order = await world.order(made.id, quantity, bomId);
    const outputLot = unique('MADE');
    const confirm = (produced: number, more: Partial<ConfirmPartInput> = {}): ConfirmPartInput => ({
      ...{ plantCode: world.plant, ...partOf(order), produced: String(produced) },
      outputLots: [{ lotNumber: outputLot, quantity: String(produced) }],
      consumption: [
        { itemNumber: bolt.itemNumber, quantity: String(2 * produced), lots: [] },
        {
          ...{ itemNumber: resin.itemNumber, quantity: String(produced) },
          lots: [{ lotNumber, quantity: String(produced) }],
        },
      ],
      ...{ remainder: 'KEEP_OPEN', endedAt: null },
      ...more,
    });
    const rawMoves = async (orderId = order.id) => {
      const of = [['raw_material_production_id', '=', orderId]];
      const moves = await world.find('stock.move', of, ['product_id', 'quantity', 'state']);
      return moves.map((move) => [move.product_id === bolt.id ? 'bolt' : 'resin', move.quantity, move.state]);
    };
    const atSource = async () => {
      const snapshot = await reads.port.forWriting.snapshot(world.plant, order.name);
      return snapshot?.openPart?.components.map(({ itemNumber, atSource }) => [itemNumber, atSource]);
    };
    return { made, bolt, resin, lotNumber, lotId, order, outputLot, confirm, rawMoves, atSource };
  }
  return { world, reads, places, pick, scene };
}

describe.each(cases)('a warehouse that makes in $words on $name', ({ target, code, steps, made }) => {
  let opened: Awaited<ReturnType<typeof openSteps>>;
  beforeAll(async () => {
    opened = await openSteps(target, code, steps);
  });
  afterAll(async () => {
    await opened?.reads.close();
  });

  /** Before 18. */
  const isOld = async () => !(await opened.world.session.fields('product.product')).has('is_storable');

  const holdOf = ({ itemNumber }: { itemNumber: string }, lotNumber: string | null): HoldMoveInput => ({
    ...{ plantCode: opened.world.plant, holdId: unique('QH'), itemNumber, lotNumber, quantity: null },
  });

  test('takes what was picked for the order, by its lots, and leaves the rest of it to the backorder', async () => {
    const { world, reads, places, pick, scene } = opened;
    const { made: product, bolt, resin, lotNumber, order, outputLot, ...of } = await scene(10);
    expect(await of.atSource()).toEqual([
      [bolt.itemNumber, []],
      [resin.itemNumber, []],
    ]);
    await pick(order.id);
    expect(await of.atSource()).toEqual([
      [bolt.itemNumber, [{ lotNumber: null, quantity: '20' }]],
      [resin.itemNumber, [{ lotNumber, quantity: '10' }]],
    ]);
    const { result, before, stepKey } = await post(world.postings.confirmPart, of.confirm(4));
    expect(await world.postings.confirmPart.probe(of.confirm(4), before, { stepKey })).toEqual({
      ...{ outcome: 'found', result },
    });
    expect(await places(bolt.id)).toEqual([
      { lot: null, at: 'Pre-Production', quantity: 12 },
      { lot: null, at: 'Stock', quantity: 80 },
    ]);
    expect(await places(resin.id)).toEqual([
      { lot: lotNumber, at: 'Pre-Production', quantity: 6 },
      { lot: lotNumber, at: 'Stock', quantity: 40 },
    ]);
    expect(await places(product.id)).toEqual([{ lot: outputLot, at: made, quantity: 4 }]);
    expect(await of.rawMoves(Number(result.backorderId))).toEqual([
      ['bolt', 12, 'assigned'],
      ['resin', 6, 'assigned'],
    ]);
    const { reader } = reads;
    const stocks = await Promise.all(
      [bolt, resin, product].map(async ({ itemNumber }) => {
        const { onHand, reserved, available } = (await reader.stock(itemNumber, world.plant))!;
        return [onHand?.value, reserved?.value, available?.value];
      }),
    );
    const stored = made === 'Stock' ? '0' : '4';
    expect(stocks.slice(0, 2)).toEqual([
      ['92', '12', '80'],
      ['46', '6', '40'],
    ]);
    expect([stocks[2]?.[0], stocks[2]?.[1]]).toEqual(['4', stored]);
    const { itemNumber } = product;
    const links = await reader.genealogy({ itemNumber, lotNumber: outputLot }, 'BACKWARD');
    expect(links.map((link) => [link.input.lotNumber, link.quantity.value])).toEqual([[lotNumber, '4']]);
    const last = { ...of.confirm(6), ...(await world.openPart(order.name)), remainder: 'CLOSE_SHORT' as const };
    await post(world.postings.confirmPart, last);
    expect((await reader.order(world.plant, order.name))?.orderNumber).toBe(order.name);
    expect([await places(bolt.id), await places(resin.id)]).toEqual([
      [{ lot: null, at: 'Stock', quantity: 80 }],
      [{ lot: lotNumber, at: 'Stock', quantity: 40 }],
    ]);
  });

  test('holds a lot wherever it lies, tells whose it was, and puts it back where it lay', async () => {
    const { world, places, pick, scene } = opened;
    const { resin, bolt, lotNumber, order, ...of } = await scene(20);
    await pick(order.id);
    const { moveToHold, moveFromHold, scrap } = world.postings;
    const hold = holdOf(resin, lotNumber);
    const held = await post(moveToHold, hold);
    expect(held.result).toMatchObject({ moved: '50', reservedBy: [order.name] });
    expect(await places(resin.id)).toEqual([{ lot: lotNumber, at: 'Quality Hold', quantity: 50 }]);
    const moves = await world.find(
      'stock.move',
      [['picking_id', '=', Number(held.result.pickingId)]],
      ['quantity', 'state'],
    );
    expect(moves.map(({ quantity, state }) => [quantity, state]).sort()).toEqual([
      [20, 'done'],
      [30, 'done'],
    ]);
    expect(await of.rawMoves()).toContainEqual(['resin', 0, 'confirmed']);
    const scrapInput: ScrapInput = {
      ...{ plantCode: world.plant, order: null, itemNumber: resin.itemNumber, lotNumber, quantity: '12' },
      ...{ reasonCode: 'CRACKED', from: 'HOLD' },
    };
    await post(scrap, scrapInput);
    const release = { ...hold, quantity: '38' };
    const released = await post(moveFromHold, release);
    expect(released.result.moved).toBe('38');
    expect(await places(resin.id)).toEqual([
      { lot: lotNumber, at: 'Pre-Production', quantity: 20 },
      { lot: lotNumber, at: 'Stock', quantity: 18 },
    ]);
    expect(await moveFromHold.probe(release, released.before, { stepKey: released.stepKey })).toMatchObject({
      outcome: 'found',
    });
    // 17 leaves the order waiting until somebody reserves for it; what lies at its source is its to take all the same.
    const [, resinMove] = await of.rawMoves();
    expect(resinMove).toEqual((await isOld()) ? ['resin', 0, 'confirmed'] : ['resin', 20, 'assigned']);
    expect(await places(bolt.id)).toHaveLength(2);
    await post(world.postings.confirmPart, of.confirm(20, { remainder: 'CLOSE_SHORT' }));
  });

  test('scraps what it has just made where that lies, and holds the rest of it there', async () => {
    const { world, places, pick, scene } = opened;
    const { made: product, order, outputLot, ...of } = await scene(5);
    await pick(order.id);
    await post(world.postings.confirmPart, of.confirm(5, { remainder: 'CLOSE_SHORT' }));
    const input: ScrapInput = {
      ...{ plantCode: world.plant, order: partOf(order), itemNumber: product.itemNumber, lotNumber: outputLot },
      ...{ quantity: '1', reasonCode: 'CRACKED', from: 'STOCK' },
    };
    await post(world.postings.scrap, input);
    expect(await places(product.id)).toEqual([{ lot: outputLot, at: made, quantity: 4 }]);
    const hold = holdOf(product, outputLot);
    expect((await post(world.postings.moveToHold, hold)).result.moved).toBe('4');
    await post(world.postings.moveFromHold, { ...hold, quantity: '3' });
    await post(world.postings.moveFromHold, { ...hold, quantity: '1' });
    expect(await places(product.id)).toEqual([{ lot: outputLot, at: made, quantity: 4 }]);
    const more = { ...input, quantity: '5' };
    expect(await problemsOf(world.postings.scrap.prepare(more, { stepKey: 'read only' }))).toMatchObject([
      { code: 'STOCK_SHORT' },
    ]);
  });
});
