import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErpPurchaseOrder, PurchaseOrderFilter } from '../../../connectors/ports.ts';
import { ReadWorld } from './reads-world.ts';
import { readTargets, unique } from './writes-world.ts';

describe.each(readTargets)('purchase orders of $name', (target) => {
  let at: ReadWorld;
  let bolt: { id: number; itemNumber: string };
  let nut: { id: number; itemNumber: string };

  beforeAll(async () => {
    at = await ReadWorld.open(target);
    [bolt, nut] = [await at.world.item('BOLT'), await at.world.item('NUT')];
  });
  afterAll(() => at?.close());

  async function supplier(): Promise<{ id: number; code: string }> {
    const code = unique('V');
    return { id: await at.world.create('res.partner', { name: `Supplier ${code}`, ref: code }), code };
  }

  async function order(supplierId: number, item = bolt, vals = {}): Promise<{ id: number; number: string }> {
    const unit = (await at.world.session.fields('purchase.order.line')).has('product_uom_id')
      ? 'product_uom_id'
      : 'product_uom';
    const [product] = await at.world.find('product.product', [['id', '=', item.id]], ['uom_id']);
    const line = { product_id: item.id, name: 'x', product_qty: 50, price_unit: 1, [unit]: product!.uom_id };
    const id = await at.world.create('purchase.order', {
      partner_id: supplierId,
      order_line: [[0, 0, line]],
      ...vals,
    });
    const [row] = await at.world.find('purchase.order', [['id', '=', id]], ['name']);
    return { id, number: row!.name as string };
  }

  async function confirmed(supplierId: number, item = bolt): Promise<{ id: number; number: string }> {
    const made = await order(supplierId, item);
    await at.world.call('purchase.order', 'button_confirm', [made.id]);
    return made;
  }

  const listed = async (filter: Partial<PurchaseOrderFilter>) => {
    const page = await at.reader.purchaseOrders({ plantCodes: ['HAM'], ...filter }, { first: 200 });
    return page.nodes.map((node) => node.poNumber);
  };

  it('lists them by what became of them', async () => {
    const { id, code } = await supplier();
    const draft = await order(id);
    const open = await confirmed(id);
    const received = await confirmed(id);
    const [row] = await at.world.find('purchase.order', [['id', '=', received.id]], ['picking_ids']);
    await at.world.call('stock.picking', 'button_validate', row!.picking_ids as number[]);
    const cancelled = await order(id);
    await at.world.call('purchase.order', 'button_cancel', [cancelled.id]);
    const inStates = (...states: ErpPurchaseOrder['state'][]) => listed({ supplierCode: code, states });
    expect(await inStates('DRAFT')).toEqual([draft.number]);
    expect(await inStates('CONFIRMED')).toEqual([open.number]);
    expect(await inStates('CLOSED')).toEqual([received.number]);
    expect(await inStates('CANCELLED')).toEqual([cancelled.number]);
    expect(await inStates('SENT', 'AWAITING_APPROVAL')).toEqual([]);
    expect(await inStates('DRAFT', 'CLOSED')).toEqual(expect.arrayContaining([draft.number, received.number]));
    expect(await inStates()).toEqual([]);
    const { nodes } = await at.reader.purchaseOrders({ plantCodes: ['HAM'], supplierCode: code }, { first: 200 });
    expect(nodes).toHaveLength(4);
    expect(nodes.find((node) => node.poNumber === received.number)).toMatchObject({
      state: 'CLOSED',
      supplierCode: code,
      orderedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      lines: [{ ordered: { value: '50' }, received: { value: '50' } }],
    });
  });

  it('lists those of an item, of a supplier and of a plant', async () => {
    const { id, code } = await supplier();
    const ofNut = await confirmed(id, nut);
    const ofBolt = await confirmed(id, bolt);
    expect(await listed({ itemNumber: nut.itemNumber, supplierCode: code })).toEqual([ofNut.number]);
    expect(await listed({ itemNumber: bolt.itemNumber, supplierCode: code })).toEqual([ofBolt.number]);
    expect(await listed({ itemNumber: unique('NONE') })).toEqual([]);
    expect(await listed({ supplierCode: unique('NONE') })).toEqual([]);
    expect(await listed({ supplierCode: code, plantCodes: [] })).toEqual([]);
    expect(await listed({ supplierCode: code, plantCodes: ['ELSEWHERE'] })).toEqual([]);
  });

  it('pages newest first, each once, while others are made out; several of one second among them', async () => {
    const { id, code } = await supplier();
    const numbers: string[] = [];
    for (const day of [1, 2, 2, 2, 3]) {
      numbers.unshift((await order(id, bolt, { date_order: `2031-03-0${day} 08:00:00` })).number);
    }
    const found: string[] = [];
    let after: string | null = null;
    do {
      const page = await at.reader.purchaseOrders({ plantCodes: ['HAM'], supplierCode: code }, { first: 2, after });
      found.push(...page.nodes.map((node) => node.poNumber));
      after = page.hasNextPage ? page.endCursor : null;
      await order(id, bolt, { date_order: '2031-04-01 08:00:00' });
    } while (after !== null);
    expect(found).toEqual(numbers);
  });

  it('refuses the cursor of another list', async () => {
    const args = { first: 1, after: Buffer.from('[1]').toString('base64url') };
    await expect(at.reader.purchaseOrders({ plantCodes: ['HAM'] }, args)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});
