import type { ErpImpact } from '../../ports/erp-read.ts';
import type { Chains } from '../model/chain-reads.ts';
import type { Domain } from '../model/domain.ts';
import type { Items } from '../model/items.ts';
import type { PlantSite } from '../model/layout.ts';
import { toOrder } from '../model/order.ts';
import type { Reading } from '../model/reading.ts';
import { idIn, type Row } from '../model/row.ts';
import { openPurchaseLines } from './purchase-lines.ts';
import { stockOf } from './stock.ts';

const OPEN: Domain = [['state', 'in', ['draft', 'confirmed', 'progress', 'to_close']]];
const ORDERS_MAX = 1_000;

/** What a change of the items would touch at the plant: open orders that make or use them, open purchases, stock. */
export async function impactOf(
  reading: Reading,
  parts: { items: Items; chains: Chains },
  site: PlantSite,
  itemNumbers: readonly string[],
): Promise<ErpImpact> {
  const { items, chains } = parts;
  const known = await Promise.all(
    [...new Set(itemNumbers)].map(async (itemNumber) => ({ itemNumber, product: await items.byNumber(itemNumber) })),
  );
  const products = known.flatMap(({ itemNumber, product }) => (product ? [{ itemNumber, product }] : []));
  const ids = products.map(({ product }) => product.id);
  const [rows, openLines, stock] = await Promise.all([
    openOrderRows(reading, ids),
    openPurchaseLines(reading, items, site, ids),
    Promise.all(products.map(({ itemNumber, product }) => stockOf(reading, product, itemNumber, site))),
  ]);
  const own = rows.filter((row) => site.manufacturingTypeIds.includes(idIn(row, 'picking_type_id') ?? -1));
  const touched = await chains.of(own.slice(0, ORDERS_MAX));
  const open = await Promise.all(touched.map((chain) => toOrder(reading, items, chain, ['itemNumber', 'bomRevision'])));
  return {
    openOrders: open.sort((a, b) => (a.orderNumber < b.orderNumber ? -1 : 1)),
    openPurchaseLines: openLines,
    stock: stock.filter((level) => level.onHand.value !== '0' || level.reserved.value !== '0'),
    isTruncated: own.length > ORDERS_MAX,
  };
}

/** Orders that are not finished and make one of the products, or ask for one of them. */
async function openOrderRows(reading: Reading, productIds: readonly number[]): Promise<Row[]> {
  const { records } = reading;
  const [making, orderOf, moves] = await Promise.all([
    Promise.all(productIds.map((id) => records.where('mrp.production', 'product_id', id, OPEN))),
    records.below('mrp.production', { path: 'move_raw_ids.product_id', values: productIds, of: 'id' }, OPEN),
    Promise.all(
      productIds.map((id) =>
        records.where('stock.move', 'product_id', id, [
          ['raw_material_production_id', '!=', false],
          ['state', 'not in', ['done', 'cancel']],
        ]),
      ),
    ),
  ]);
  const using = moves.flat().flatMap((move) => orderOf(idIn(move, 'raw_material_production_id')!));
  const all = [...making.flat(), ...using];
  return [...new Map(all.map((row) => [row.id, row])).values()].sort((a, b) => a.id - b.id);
}
