import type { Decimal } from 'decimal.js';
import type { ReadContext } from '../../../ports/posting.ts';
import type { PlantSite } from '../../model/layout.ts';
import type { Quant } from '../../model/quants.ts';
import { amountIn, idIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';

/** What is taken from one place and put to another; base unit. */
export interface Return {
  from: number;
  to: number;
  quantity: Decimal;
}

interface Origin {
  locationId: number;
  quantity: Decimal;
}

/**
 * Where to put what leaves the hold: back where it lay before, first what lay elsewhere than in Stock, for orders wait
 * for it there. Stock takes what came from a place that is gone, or from outside of the plant.
 */
export async function putBack(
  rpc: WriteRpc,
  sites: Sites,
  about: { site: PlantSite; hold: number; productId: number; lotId: number | null },
  stock: readonly Quant[],
  wanted: Decimal,
  context: ReadContext,
): Promise<Return[]> {
  const { site } = about;
  const origins = await originsOf(rpc, sites, about, context);
  const usable = await stillThere(rpc, site, origins, context);
  const elsewhere = origins.filter(({ locationId }) => usable.has(locationId));
  const queue = [...elsewhere, { locationId: site.stockLocationId, quantity: wanted }];
  const returns: Return[] = [];
  let left = wanted;
  for (const quant of stock) {
    let here = smaller(quant.quantity, left);
    left = left.minus(here);
    for (const origin of queue) {
      const quantity = smaller(here, origin.quantity);
      if (quantity.lte(0)) continue;
      returns.push({ from: quant.locationId, to: origin.locationId, quantity });
      origin.quantity = origin.quantity.minus(quantity);
      here = here.minus(quantity);
    }
  }
  return returns;
}

/** By what was moved into the hold location and out of it, in the order in which it was. */
async function originsOf(
  rpc: WriteRpc,
  sites: Sites,
  { site, hold, productId, lotId }: { site: PlantSite; hold: number; productId: number; lotId: number | null },
  context: ReadContext,
): Promise<Origin[]> {
  const lines = await rpc.search(
    'stock.move.line',
    [
      ['product_id', '=', productId],
      ['lot_id', '=', lotId ?? false],
      ['state', '=', 'done'],
      ...['|', ['location_id', 'child_of', hold], ['location_dest_id', 'child_of', hold]],
    ],
    ['location_id', 'location_dest_id', 'quantity_product_uom'],
    context,
    { order: 'date, id' },
  );
  const places = await sites.placesOf(lines.flatMap((line) => [idIn(line, 'location_id')!, destinationOf(line)]));
  const isHeld = (id: number) => places.get(id)?.path.includes(hold) === true;
  const origins: Origin[] = [];
  for (const line of lines) {
    const from = idIn(line, 'location_id')!;
    const to = destinationOf(line);
    const quantity = amountIn(line, 'quantity_product_uom');
    if (isHeld(from) === isHeld(to)) continue;
    if (isHeld(to)) origins.push({ locationId: from, quantity });
    else takeOut(origins, quantity, [to, site.stockLocationId]);
  }
  return origins.filter(({ quantity }) => quantity.gt(0));
}

const destinationOf = (line: Parameters<typeof idIn>[0]): number => idIn(line, 'location_dest_id')!;

/** What went is what came from these places, in their order, before all else. */
function takeOut(origins: readonly Origin[], quantity: Decimal, first: readonly number[]): void {
  let left = quantity;
  const rank = ({ locationId }: Origin) => {
    const at = first.indexOf(locationId);
    return at < 0 ? first.length : at;
  };
  for (const origin of origins.toSorted((a, b) => rank(a) - rank(b))) {
    const taken = smaller(left, origin.quantity);
    origin.quantity = origin.quantity.minus(taken);
    left = left.minus(taken);
  }
}

/** Those of the origins beside Stock that are places of the plant still. Nobody is asked where all lay in Stock. */
async function stillThere(
  rpc: WriteRpc,
  site: PlantSite,
  origins: readonly Origin[],
  context: ReadContext,
): Promise<Set<number>> {
  const ids = [...new Set(origins.map(({ locationId }) => locationId))].filter((id) => id !== site.stockLocationId);
  if (ids.length === 0) return new Set();
  const usable = [
    ['id', 'in', ids],
    ['usage', '=', 'internal'],
    ['location_id', 'child_of', site.viewLocationId],
  ];
  const rows = await rpc.search('stock.location', usable, ['name'], context);
  return new Set(rows.map((row) => row.id));
}

const smaller = (a: Decimal, b: Decimal): Decimal => (a.lt(b) ? a : b);
