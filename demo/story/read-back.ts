import { productOf } from '../seed/odoo-context.ts';
import { PLANT } from './material.ts';
import type { Story } from './story.ts';

export interface ChainPart {
  id: number;
  name: string;
  state: string;
  product_qty: number;
  qty_produced: number;
  backorder_sequence: number;
}

/** Every order of a chain, as Odoo has it now. */
export async function readChain(story: Story, orderNumber: string): Promise<ChainPart[]> {
  const { odoo } = await story.odoo(PLANT);
  return odoo.searchRead<ChainPart>(
    'mrp.production',
    ['|', ['name', '=', orderNumber], ['name', '=like', `${orderNumber}-%`]],
    ['name', 'state', 'product_qty', 'qty_produced', 'backorder_sequence'],
    { order: 'id' },
  );
}

/** Quantity of a lot in the warehouse, wherever it lies: what is in reach, and what is on hold. */
export async function readLot(
  story: Story,
  item: string,
  lot: string,
): Promise<{ inStock: number; onHold: number; places: string[] }> {
  const plant = await story.odoo(PLANT);
  const { odoo, warehouse } = plant;
  const quants = await odoo.searchRead<{ quantity: number; location_id: number; id: number }>(
    'stock.quant',
    [
      ['product_id', '=', productOf(plant, item).id],
      ['lot_id.name', '=', lot],
      ['location_id', 'child_of', warehouse.viewId],
    ],
    ['quantity', 'location_id'],
  );
  const locations = await odoo.searchRead<{ id: number; complete_name: string }>(
    'stock.location',
    [['id', 'in', quants.map((quant) => quant.location_id)]],
    ['complete_name'],
  );
  const names = new Map(locations.map((location) => [location.id, location.complete_name]));
  const isHeld = (quant: { location_id: number }) => names.get(quant.location_id)?.endsWith('/Quality Hold') === true;
  const total = (of: typeof quants) => of.reduce((sum, quant) => sum + quant.quantity, 0);
  const there = quants.filter((quant) => quant.quantity > 0);
  return {
    inStock: total(quants.filter((quant) => !isHeld(quant))),
    onHold: total(quants.filter(isHeld)),
    places: [...new Set(there.map((quant) => names.get(quant.location_id) ?? ''))],
  };
}

/** Lots that went into an output lot, by the move lines of the posting. */
export async function readGenealogy(story: Story, productionId: number): Promise<string[]> {
  const { odoo } = await story.odoo(PLANT);
  const finished = await odoo.searchRead<{ id: number; consume_line_ids: number[] }>(
    'stock.move.line',
    [['move_id.production_id', '=', productionId]],
    ['consume_line_ids'],
  );
  const lines = await odoo.searchRead<{ id: number; lot_id: number | false }>(
    'stock.move.line',
    [['id', 'in', finished.flatMap((line) => line.consume_line_ids)]],
    ['lot_id'],
  );
  const lots = await odoo.searchRead<{ id: number; name: string }>(
    'stock.lot',
    [['id', 'in', lines.flatMap((line) => line.lot_id || [])]],
    ['name'],
  );
  return lots.map((lot) => lot.name).sort();
}

/** Moves that brought an order's own product into stock. */
export async function countOutputMoves(story: Story, productionId: number): Promise<number> {
  const { odoo } = await story.odoo(PLANT);
  const [order] = await odoo.searchRead<{ id: number; product_id: number }>(
    'mrp.production',
    [['id', '=', productionId]],
    ['product_id'],
  );
  const moves = await odoo.searchRead(
    'stock.move',
    [
      ['production_id', '=', productionId],
      ['product_id', '=', order?.product_id],
      ['state', '=', 'done'],
    ],
    ['quantity'],
  );
  return moves.length;
}

export interface JournalRow {
  n: number;
  call: string;
  model: string;
  id: number | string;
  effect: string;
  quantity: string | number | null;
}

/** The simulator's own journal of effects; undefined where the system is a real one, which keeps none. */
export async function readJournal(story: Story, after = 0): Promise<JournalRow[] | undefined> {
  const { sideUrl } = story.connectionOf(PLANT, 'erp');
  if (!sideUrl) return undefined;
  const text = await (await fetch(`${sideUrl}/journal?after=${after}`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JournalRow);
}

export async function journalEnd(story: Story): Promise<number> {
  return (await readJournal(story))?.at(-1)?.n ?? 0;
}

/** Postings of production of the named parts since a place in the journal. */
export async function countPostings(
  story: Story,
  partIds: readonly number[],
  after: number,
): Promise<number | undefined> {
  const rows = await readJournal(story, after);
  return rows?.filter((row) => row.effect === 'production.posted' && partIds.includes(Number(row.id))).length;
}
