import type { Decimal } from 'decimal.js';
import { decimal, decimalText, sum } from '../../../../lib/decimal.ts';
import type { HoldMoveInput, HoldMoveResult } from '../../../ports/erp-write.ts';
import type { Posting, ReadContext } from '../../../ports/posting.ts';
import { findProduct, inOwnUnit, readUnits, unitIn } from '../../model/catalog.ts';
import { externalName, findExternalId, fullExternalId } from '../../model/external-id.ts';
import { HOLD_LOCATION, type PlantSite } from '../../model/layout.ts';
import { findLots } from '../../model/lots.ts';
import { type PlacedQuant, stockBelow } from '../../model/quants.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import { amountIn, idIn, odooNumber } from '../../model/row.ts';
import type { Domain, WriteRpc } from '../../model/rpc.ts';
import { holdLocationName, type Sites } from '../../model/site.ts';
import type { Addon } from '../../transport/addon.ts';
import { add, type BatchCall, type RecordId, removeAll } from '../kit/batch.ts';
import { guarded } from '../kit/guard.ts';
import { loadCall, loadOneCall } from '../kit/load.ts';
import { posting } from '../kit/recipe.ts';
import { putBack } from './origins.ts';
import { reservedBy } from './reservations.ts';

type Direction = 'TO_HOLD' | 'FROM_HOLD';

type Taking = {
  locationId: number;
  quantity: string;
  /** The area of the warehouse that it comes from, or is put back to. */
  areaId: number;
  /** Where it is put back to. */
  backTo: number | null;
};

type HoldMoveBefore = {
  productId: number;
  lotId: number | null;
  unitId: number;
  /** What will move, place by place; base unit. */
  takings: Taking[];
  total: string;
  /** The same as the graph counts it, where the item is kept in packs. */
  moved: string;
  /** Orders and transfers that have this stock reserved. */
  reservedBy: string[];
};

/**
 * Moves what lies anywhere in the plant to its hold location, and back to where it lay, by an internal transfer: one
 * move for each area of the warehouse that it comes from, or goes back to. What is reserved moves as well: Odoo takes
 * it from whoever reserved it, and those reserve again, from what is free.
 */
export function holdMove(
  rpc: WriteRpc,
  sites: Sites,
  direction: Direction,
  addon: Addon,
): Posting<HoldMoveInput, HoldMoveBefore, HoldMoveResult> {
  const kind = direction === 'TO_HOLD' ? 'hold' : 'release';

  return posting<HoldMoveInput, HoldMoveBefore, number | null, HoldMoveResult>(rpc, addon, {
    operation: `stock.picking/${kind}`,
    because:
      "The transfer and its move carry external ids made of the step's key, unique in Odoo's SQL, so they are created " +
      'once; the state tells whether it was validated, and a validated transfer is not validated again.',
    calls: [
      'stock.location/load',
      'stock.picking/load',
      'stock.picking/action_confirm',
      'stock.move/write',
      'stock.picking/button_validate',
    ],
    what: () => `the transfer for the ${kind}`,
    needsCalls: (before) => !isNothing(before),

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const product = await findProduct(rpc, input.itemNumber, context);
      const lot = input.lotNumber === null ? null : { productId: product.id, lotNumber: input.lotNumber };
      const lotId = lot === null ? null : (await findLots(rpc, site, [lot], context)).get(lot);
      const hold = direction === 'TO_HOLD' ? null : await sites.holdLocation(site, context);
      const all =
        direction === 'TO_HOLD'
          ? await sites.freeStock(site, { productIds: [product.id] }, context)
          : await heldStock(hold, product.id, context);
      const stock = all.filter((quant) => quant.lotId === lotId);
      const there = sum(stock.map((quant) => quant.quantity));
      const units = await readUnits(rpc, context);
      const unit = unitIn(units, product.unitId);
      const wanted = input.quantity === null ? there : inOwnUnit(input.quantity, unit, ['quantity']);
      if (wanted.gt(there)) {
        const message = `${decimalText(wanted)} of ${input.itemNumber} are to be moved, and ${decimalText(there)} are there`;
        throw refused('STOCK_SHORT', message, { path: ['quantity'] });
      }
      return {
        productId: product.id,
        lotId,
        unitId: product.unitId,
        takings:
          hold === null
            ? takings(stock, wanted)
            : await returns({ site, hold, productId: product.id, lotId }, stock, wanted, context),
        total: decimalText(wanted),
        moved: decimalText(wanted.times(unit.factor)),
        reservedBy: await reservedBy(rpc, product.id, lotId, stock, context),
      };
    },

    see: async ({ before, context }) =>
      isNothing(before)
        ? null
        : await findExternalId(rpc, 'stock.picking', externalName(kind, context.stepKey), context),

    async judge(id, { before, context }) {
      if (isNothing(before)) return { outcome: 'found', result: { moved: '0', pickingId: null, reservedBy: [] } };
      if (id === null) return { outcome: 'absent' };
      const [picking, lines] = await Promise.all([
        rpc.readOne('stock.picking', id, ['state'], context),
        rpc.search('stock.move.line', [['picking_id', '=', id]], ['lot_id', 'quantity_product_uom', 'state'], context),
      ]);
      if (picking.state === 'cancel') throw postedOtherwise(`The transfer ${id} for the hold was cancelled in the ERP`);
      if (picking.state !== 'done') return { outcome: 'absent' };
      const done = lines.filter((line) => line.state === 'done' && idIn(line, 'lot_id') === before.lotId);
      const moved = sum(done.map((line) => amountIn(line, 'quantity_product_uom')));
      if (!moved.eq(decimal(before.total)) || done.length !== lines.length) {
        throw postedOtherwise(`The transfer ${id} moved ${decimalText(moved)} instead of ${before.total}`);
      }
      return { outcome: 'found', result: resultOf(before, id) };
    },

    async batch(found, { input, before, context }) {
      const calls: BatchCall[] = [];
      const site = await sites.of(input.plantCode);
      const hold = (await sites.holdLocation(site, context)) ?? add(calls, newHoldLocation(site))();
      const areas = byArea(before, direction, hold);
      const origin = `${kind} ${input.holdId}`;
      const hasName = await rpc.hasField('stock.move', 'name');
      const rows = transferRows(externalName(kind, context.stepKey), { site, areas, origin, hasName }, before);
      const id = found ?? add(calls, loadCall('stock.picking', Object.keys(rows[0]!), rows.map(Object.values)))();
      const picking = { model: 'stock.picking', ids: [id] };
      calls.push(
        { ...picking, method: 'action_confirm' },
        // Explicit lines, whatever confirming has reserved: the lot, and the places where it lies.
        ...areas.map((area): BatchCall => {
          const end = direction === 'TO_HOLD' ? ['location_id', '=', area.from] : ['location_dest_id', '=', area.to];
          const ofArea = areas.length === 1 ? [] : [end];
          const move: [string, Domain] = ['stock.move', [['picking_id', '=', id], ...ofArea]];
          const lines = [removeAll(...move, 'move_line_ids'), ...newLines(id, before, area)];
          const total = sum(area.takings.map((taking) => taking.quantity));
          return {
            ...{ model: 'stock.move', method: 'write', ids: { $search: move } },
            args: { vals: { ...guarded(before, total), move_line_ids: lines, picked: true } },
          };
        }),
        // Without a dialogue for expired lots or a rest.
        {
          ...picking,
          method: 'button_validate',
          context: { skip_expired: true, skip_backorder: true, picking_ids_not_to_backorder: [id] },
        },
      );
      const ofLot = [
        ['lot_id', '=', before.lotId ?? false],
        ['state', '=', 'done'],
      ];
      const lines = { model: 'stock.move.line', domain: [['picking_id', '=', id]] };
      return {
        calls,
        // Or it would keep the stock reserved.
        undo: [{ ...picking, method: 'action_cancel' }],
        before: [],
        after: [
          {
            says: 'It is not moved',
            model: 'stock.picking',
            domain: [
              ['id', '=', id],
              ['state', '=', 'done'],
            ],
            count: 1,
          },
          {
            says: 'Another quantity is moved',
            model: lines.model,
            domain: [...lines.domain, ...ofLot],
            sums: { quantity_product_uom: before.total },
          },
          {
            says: 'Something else is moved',
            model: lines.model,
            domain: [...lines.domain, '|', ['lot_id', '!=', before.lotId ?? false], ['state', '!=', 'done']],
            count: 0,
          },
        ],
        reads: [{ model: 'stock.picking', domain: [['id', '=', id]], fields: ['state'] }],
      };
    },

    resultOf: ([pickings], before) => resultOf(before, pickings![0]!.id),
  });

  async function heldStock(hold: number | null, productId: number, context: ReadContext): Promise<PlacedQuant[]> {
    if (hold === null) return [];
    const stock = await stockBelow(rpc, hold, [productId], context);
    return stock.map((quant) => ({ ...quant, areaId: hold }));
  }

  async function returns(
    about: { site: PlantSite; hold: number; productId: number; lotId: number | null },
    stock: readonly PlacedQuant[],
    wanted: Decimal,
    context: ReadContext,
  ): Promise<Taking[]> {
    const found = await putBack(rpc, sites, about, stock, wanted, context);
    const places = await sites.placesOf(found.map(({ to }) => to));
    return found.map(({ from, to, quantity }) => ({
      locationId: from,
      quantity: decimalText(quantity),
      areaId: places.get(to)?.areaId ?? about.site.stockLocationId,
      backTo: to,
    }));
  }
}

/** One move of the transfer. */
interface Area {
  from: RecordId;
  to: RecordId;
  takings: readonly Taking[];
}

const byArea = ({ takings }: HoldMoveBefore, direction: Direction, hold: RecordId): Area[] =>
  [...Map.groupBy(takings, (taking) => taking.areaId)].map(([area, own]) => ({
    ...(direction === 'TO_HOLD' ? { from: area, to: hold } : { from: hold, to: area }),
    takings: own,
  }));

const isNothing = (before: HoldMoveBefore): boolean => before.takings.length === 0;

const resultOf = (before: HoldMoveBefore, id: number): HoldMoveResult => ({
  moved: before.moved,
  pickingId: String(id),
  reservedBy: before.reservedBy,
});

interface Transfer {
  site: PlantSite;
  areas: readonly Area[];
  origin: string;
  /** Moves have a name of their own (before 19). */
  hasName: boolean;
}

/** The transfer with its first move, and a row for each further one. */
function transferRows(name: string, transfer: Transfer, before: HoldMoveBefore): Record<string, unknown>[] {
  const { site, areas, origin, hasName } = transfer;
  const text = (id: RecordId) => (typeof id === 'number' ? String(id) : id);
  return areas.map(({ from, to, takings }, index) => {
    const isFirst = index === 0;
    return {
      id: isFirst ? fullExternalId(name) : '',
      'picking_type_id/.id': isFirst ? String(site.internalTypeId) : '',
      'location_id/.id': isFirst ? text(from) : '',
      'location_dest_id/.id': isFirst ? text(to) : '',
      origin: isFirst ? origin : '',
      'move_ids/id': fullExternalId(isFirst ? `${name}_move` : `${name}_move_${index + 1}`),
      'move_ids/product_id/.id': String(before.productId),
      'move_ids/product_uom_qty': decimalText(sum(takings.map((taking) => taking.quantity))),
      'move_ids/product_uom/.id': String(before.unitId),
      'move_ids/location_id/.id': text(from),
      'move_ids/location_dest_id/.id': text(to),
      ...(hasName ? { 'move_ids/name': origin } : {}),
    };
  });
}

const newLines = (pickingId: RecordId, before: HoldMoveBefore, { to, takings }: Area): unknown[] =>
  takings.map((taking) => [
    0,
    0,
    {
      product_id: before.productId,
      ...(before.lotId === null ? {} : { lot_id: before.lotId }),
      quantity: odooNumber(taking.quantity),
      picking_id: pickingId,
      location_id: taking.locationId,
      location_dest_id: taking.backTo ?? to,
    },
  ]);

/** The plant's hold location, created once. */
const newHoldLocation = (site: PlantSite): BatchCall =>
  loadOneCall('stock.location', holdLocationName(site), {
    name: HOLD_LOCATION,
    'location_id/.id': String(site.viewLocationId),
    usage: 'internal',
    'company_id/.id': String(site.companyId),
  });

function takings(stock: readonly PlacedQuant[], wanted: Decimal): Taking[] {
  const taken: Taking[] = [];
  let left = wanted;
  for (const place of stock) {
    if (left.lte(0)) break;
    const quantity = left.lt(place.quantity) ? left : place.quantity;
    taken.push({ locationId: place.locationId, areaId: place.areaId, backTo: null, quantity: decimalText(quantity) });
    left = left.minus(quantity);
  }
  return taken;
}
