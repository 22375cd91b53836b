import { decimal, sum } from '../../../lib/decimal.ts';
import type { Quantity } from '../../ports/common.ts';
import type { ComponentDetail, ErpComponent } from '../../ports/erp-read.ts';
import type { Chain } from '../model/chain-reads.ts';
import { type Items, numberOf } from '../model/items.ts';
import type { Reading } from '../model/reading.ts';
import { amountIn, idIn, type Row, textIn } from '../model/row.ts';

type ReservedLot = ErpComponent['reservedLots'][number];

/** What a chain takes in: over its finished parts what was consumed, and what the open ones still ask for. */
export async function componentsOf(
  reading: Reading,
  items: Items,
  chain: Chain,
  details: readonly ComponentDetail[],
): Promise<ErpComponent[]> {
  const isAskedForLots = details.includes('reservedLots');
  const [moves, lines] = await Promise.all([
    rawMovesOf(reading, chain),
    isAskedForLots ? reservingLines(reading, chain) : () => [],
  ]);
  const byProduct = Map.groupBy(moves, (move) => idIn(move, 'product_id')!);
  let reserved: ReturnType<typeof reservedLots> | undefined;
  const reservedOnce = () => {
    reserved ??= reservedLots(reading, items, moves, lines);
    return reserved;
  };
  return Promise.all(
    [...byProduct].map(([productId, own]) =>
      reading.facts.tell(
        'component',
        {
          itemNumber: async () => numberOf(await items.byId(productId)),
          required: () => total(reading, own, 'product_uom_qty'),
          consumed: () => total(reading, own, 'quantity', (move) => move.state === 'done'),
          reservedLots: async () => (await reservedOnce()).get(productId) ?? [],
        },
        isAskedForLots ? [] : ['reservedLots'],
      ),
    ),
  );
}

/** Components of the chain's parts; neither cancelled ones nor what was scrapped on an order. */
export async function rawMovesOf(reading: Reading, chain: Chain): Promise<Row[]> {
  const rows = await Promise.all(
    chain.parts.map((part) => reading.records.where('stock.move', 'raw_material_production_id', part.id)),
  );
  return rows.flat().filter((move) => move.state !== 'cancel' && idIn(move, 'scrap_id') === null);
}

async function total(
  reading: Reading,
  moves: readonly Row[],
  field: string,
  counts: (move: Row) => boolean = () => true,
): Promise<Quantity> {
  const amounts = moves.map((move) => ({
    value: counts(move) ? amountIn(move, field) : decimal(0),
    unitId: idIn(move, 'product_uom'),
  }));
  return (await reading.total(amounts))!;
}

/** Lots that Odoo has set aside for components of the chain's parts, read at the same time as the components. */
function reservingLines(reading: Reading, chain: Chain): Promise<(moveId: number) => Row[]> {
  const values = chain.parts.map((part) => part.id);
  return reading.records.below(
    'stock.move.line',
    { path: 'move_id.raw_material_production_id', values, of: 'move_id' },
    [
      ['lot_id', '!=', false],
      ['state', 'not in', ['draft', 'done', 'cancel']],
    ],
  );
}

/** By product id. */
async function reservedLots(
  reading: Reading,
  items: Items,
  moves: readonly Row[],
  linesOf: (moveId: number) => Row[],
): Promise<Map<number, ReservedLot[]>> {
  const lines = moves
    .flatMap((move) => linesOf(move.id))
    .filter((line) => amountIn(line, 'quantity_product_uom').greaterThan(0));
  const [lots, products] = await Promise.all([
    reading.records.byIds(
      'stock.lot',
      lines.map((line) => idIn(line, 'lot_id')!),
    ),
    items.byIds(lines.map((line) => idIn(line, 'product_id')!)),
  ]);
  const found = new Map<number, ReservedLot[]>();
  for (const [key, own] of Map.groupBy(lines, (line) => `${idIn(line, 'product_id')} ${idIn(line, 'lot_id')}`)) {
    const [productId, lotId] = key.split(' ').map(Number) as [number, number];
    const product = products.get(productId);
    const lot = lots.get(lotId);
    const itemNumber = numberOf(product);
    const lotNumber = lot && textIn(lot, 'name');
    if (!product || itemNumber === null || !lotNumber) continue;
    const value = sum(own.map((line) => amountIn(line, 'quantity_product_uom')));
    const quantity = await reading.quantity(value, idIn(product, 'uom_id'));
    found.set(productId, [...(found.get(productId) ?? []), { itemNumber, lotNumber, quantity }]);
  }
  return found;
}
