import type { Decimal } from 'decimal.js';
import { decimal, decimalText, sum } from '../../../lib/decimal.ts';
import { RejectedError } from '../../../lib/errors.ts';
import { businessProblem } from '../../../lib/problem.ts';
import type { HoldMoveInput, HoldMoveResult } from '../../ports/erp-write.ts';
import type { Posting, PostingContext, ProbeResult, ReadContext } from '../../ports/posting.ts';
import { findProduct, readUnits, roundTo } from './catalog.ts';
import { externalName, findExternalId, fullExternalId, load, loadOne } from './external-id.ts';
import { findLots } from './lots.ts';
import { postOnce } from './proof.ts';
import { stockBelow } from './quants.ts';
import { postedOtherwise } from './refusal.ts';
import { reservedBy } from './reservations.ts';
import { amountIn, idIn, idsIn, odooNumber, type Row } from './row.ts';
import type { WriteRpc } from './rpc.ts';
import { HOLD_LOCATION, holdLocationName, type Site, type Sites } from './site.ts';

type Direction = 'TO_HOLD' | 'FROM_HOLD';

type HoldMoveBefore = {
  productId: number;
  lotId: number | null;
  unitId: number;
  /** What will move, place by place; base unit. */
  takings: { locationId: number; quantity: string }[];
  total: string;
  /** Orders and transfers that have this stock reserved. */
  reservedBy: string[];
};

/**
 * Moves stock between Stock and the plant's hold location by an internal transfer. What is reserved moves as well:
 * Odoo takes it from whoever reserved it, and those reserve again, from what is free.
 */
export function holdMove(
  rpc: WriteRpc,
  sites: Sites,
  direction: Direction,
): Posting<HoldMoveInput, HoldMoveBefore, HoldMoveResult> {
  const kind = direction === 'TO_HOLD' ? 'hold' : 'release';

  async function judge(
    key: string,
    before: HoldMoveBefore,
    context: ReadContext,
  ): Promise<ProbeResult<HoldMoveResult>> {
    if (before.takings.length === 0)
      return { outcome: 'found', result: { moved: '0', pickingId: null, reservedBy: [] } };
    const id = await findExternalId(rpc, 'stock.picking', externalName(kind, key), context);
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
    return {
      outcome: 'found',
      result: { moved: before.total, pickingId: String(id), reservedBy: before.reservedBy },
    };
  }

  return {
    operation: `stock.picking/${kind}`,
    guarantee: 'DETECTABLE',
    because:
      "The transfer and its move carry external ids made of the step's key, unique in Odoo's SQL, so they are created " +
      'once; the state tells whether it was validated, and a validated transfer is not validated again.',

    async prepare(input, context) {
      const site = await sites.of(input.plantCode, context);
      const product = await findProduct(rpc, input.itemNumber, context);
      const lot = input.lotNumber === null ? null : { productId: product.id, lotNumber: input.lotNumber };
      const lotId = lot === null ? null : (await findLots(rpc, site, [lot], context)).get(lot);
      const below = direction === 'TO_HOLD' ? site.stockLocationId : await sites.holdLocation(site, context);
      const all = below === null ? [] : await stockBelow(rpc, below, [product.id], context);
      const stock = all.filter((quant) => quant.lotId === lotId);
      const there = sum(stock.map((quant) => quant.quantity));
      const units = await readUnits(rpc, {}, context);
      const wanted =
        input.quantity === null
          ? there
          : roundTo(decimal(input.quantity), units.get(product.unitId)?.rounding ?? decimal(0));
      if (wanted.gt(there)) {
        const message = `${decimalText(wanted)} of ${input.itemNumber} are to be moved, and ${decimalText(there)} are there`;
        throw new RejectedError(businessProblem('STOCK_SHORT', message, { system: 'ERP' }));
      }
      return {
        productId: product.id,
        lotId,
        unitId: product.unitId,
        takings: takings(stock, wanted),
        total: decimalText(wanted),
        reservedBy: await reservedBy(rpc, product.id, lotId, stock, context),
      };
    },

    async apply(input, before, context) {
      const earlier = await judge(context.stepKey, before, context);
      if (earlier.outcome === 'found') return earlier.result;
      const site = await sites.of(input.plantCode, context);
      const hold = await ensureHoldLocation(rpc, sites, site, context);
      const [from, to] = direction === 'TO_HOLD' ? [site.stockLocationId, hold] : [hold, site.stockLocationId];
      const transfer = { name: externalName(kind, context.stepKey), origin: `${kind} ${input.holdId}`, from, to };
      const id = await createTransfer(rpc, site, transfer, before, context);
      const write = (method: string, options?: Record<string, unknown>) =>
        rpc.write({ model: 'stock.picking', method, ids: [id], ...(options ? { context: options } : {}) }, context);
      return await postOnce({
        rpc,
        what: `transfer ${id}`,
        async post() {
          await write('action_confirm');
          await setLines(rpc, id, transfer, before, context);
          // Without a dialogue for expired lots or a rest.
          const options = { skip_expired: true, skip_backorder: true, picking_ids_not_to_backorder: [id] };
          return await write('button_validate', options);
        },
        judge: () => judge(context.stepKey, before, context),
        // Or it would keep the stock reserved.
        async undo() {
          await write('action_cancel');
        },
      });
    },

    async probe(_input, before, context) {
      return await judge(context.stepKey, before, context);
    },
  };
}

interface Transfer {
  name: string;
  origin: string;
  from: number;
  to: number;
}

async function createTransfer(
  rpc: WriteRpc,
  site: Site,
  transfer: Transfer,
  before: HoldMoveBefore,
  context: PostingContext,
): Promise<number> {
  const found = await findExternalId(rpc, 'stock.picking', transfer.name, context);
  if (found !== null) return found;
  const values: Record<string, string> = {
    id: fullExternalId(transfer.name),
    'picking_type_id/.id': String(site.internalTypeId),
    'location_id/.id': String(transfer.from),
    'location_dest_id/.id': String(transfer.to),
    origin: transfer.origin,
    'move_ids/id': fullExternalId(`${transfer.name}_move`),
    'move_ids/product_id/.id': String(before.productId),
    'move_ids/product_uom_qty': before.total,
    'move_ids/product_uom/.id': String(before.unitId),
    'move_ids/location_id/.id': String(transfer.from),
    'move_ids/location_dest_id/.id': String(transfer.to),
    ...((await rpc.hasField('stock.move', 'name')) ? { 'move_ids/name': transfer.origin } : {}),
  };
  const [id] = await load(rpc, 'stock.picking', Object.keys(values), [Object.values(values)], context);
  return id!;
}

/** Explicit lines, whatever confirming has reserved: the lot, and the places where it lies. */
async function setLines(
  rpc: WriteRpc,
  pickingId: number,
  transfer: Transfer,
  before: HoldMoveBefore,
  context: PostingContext,
): Promise<void> {
  const [move] = await rpc.search('stock.move', [['picking_id', '=', pickingId]], ['move_line_ids'], context);
  if (move === undefined) throw postedOtherwise(`The transfer ${pickingId} has lost its move`);
  const additions = before.takings.map((taking) => [
    0,
    0,
    {
      product_id: before.productId,
      ...(before.lotId === null ? {} : { lot_id: before.lotId }),
      quantity: odooNumber(taking.quantity),
      picking_id: pickingId,
      location_id: taking.locationId,
      location_dest_id: transfer.to,
    },
  ]);
  const vals = { move_line_ids: [...removals(move), ...additions], picked: true };
  await rpc.write({ model: 'stock.move', method: 'write', ids: [move.id], args: { vals } }, context);
}

const removals = (move: Row): unknown[] => idsIn(move, 'move_line_ids').map((id) => [2, id, 0]);

/** The plant's hold location, created once. */
async function ensureHoldLocation(rpc: WriteRpc, sites: Sites, site: Site, context: PostingContext): Promise<number> {
  const found = await sites.holdLocation(site, context);
  if (found !== null) return found;
  const values = {
    name: HOLD_LOCATION,
    'location_id/.id': String(site.viewLocationId),
    usage: 'internal',
    'company_id/.id': String(site.companyId),
  };
  return await loadOne(rpc, 'stock.location', holdLocationName(site), values, context);
}

function takings(stock: readonly { locationId: number; quantity: Decimal }[], wanted: Decimal) {
  const taken: HoldMoveBefore['takings'] = [];
  let left = wanted;
  for (const place of stock) {
    if (left.lte(0)) break;
    const quantity = left.lt(place.quantity) ? left : place.quantity;
    taken.push({ locationId: place.locationId, quantity: decimalText(quantity) });
    left = left.minus(quantity);
  }
  return taken;
}
