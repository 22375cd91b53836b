import type { Decimal } from 'decimal.js';
import { decimal, sum } from '../../../lib/decimal.ts';
import { rootOrderNumber } from '../../ports/order-number.ts';
import type { ReadContext } from '../../ports/posting.ts';
import { refused } from './refusal.ts';
import { amountIn, groupBy, idIn, idsIn, isIn, type Row, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';
import type { Site } from './site.ts';

const ORDER_FIELDS = [
  'name',
  'state',
  'product_id',
  'product_qty',
  'product_uom_qty',
  'product_uom_id',
  'qty_producing',
  'bom_id',
  'company_id',
  'consumption',
  'lot_producing_id',
  'lot_producing_ids',
  'location_src_id',
  'location_dest_id',
  'backorder_sequence',
];

/** One record of a chain of backorders; quantities in the order's own unit. */
export interface Part {
  id: number;
  name: string;
  state: string;
  productId: number;
  unitId: number;
  planned: Decimal;
  /** The item's base units in one unit of the order. */
  baseRatio: Decimal;
  /** What is set as being produced right now. */
  producing: Decimal;
  bomId: number | null;
  consumption: string | null;
  outputLotIds: number[];
  sourceLocationId: number;
  destinationLocationId: number;
}

export const OPEN_STATES: readonly string[] = ['confirmed', 'progress', 'to_close'];

/** Confirmed, running or all operations finished; neither a draft nor posted nor cancelled. */
export const isOpen = (part: Part): boolean => OPEN_STATES.includes(part.state);

/** The orders of a chain, by the number that the first of them had; and maybe one whose number only begins like it. */
export const chainOf = (site: Site, root: string): unknown[] => [
  ['picking_type_id.warehouse_id', '=', site.warehouseId],
  '|',
  ['name', '=', root],
  ['name', '=like', `${root.replace(/[\\%_]/g, '\\$&')}-%`],
];

/** Every order of the chain that any of its numbers names, oldest first. */
export async function findChain(rpc: WriteRpc, site: Site, orderNumber: string, context: ReadContext): Promise<Part[]> {
  const root = rootOrderNumber(orderNumber);
  const rows = await rpc.search('mrp.production', chainOf(site, root), ORDER_FIELDS, context, {
    order: 'backorder_sequence, id',
  });
  return rows.map(toPart).filter((part) => rootOrderNumber(part.name) === root);
}

/** The part of a chain that work is confirmed on. Errors: RejectedError ORDER_NOT_FOUND, ORDER_NOT_OPEN. */
export function openPartOf(chain: readonly Part[], asked: { plantCode: string; orderNumber: string }): Part {
  const part = chain.find(isOpen);
  if (part !== undefined) return part;
  const { plantCode, orderNumber } = asked;
  const about = { rule: 'PC-01', path: ['orderNumber'] };
  if (chain.length === 0) {
    throw refused('ORDER_NOT_FOUND', `The ERP has no order ${orderNumber} at ${plantCode}`, about);
  }
  const states = chain.map((entry) => entry.state).join(', ');
  throw refused('ORDER_NOT_OPEN', `Order ${orderNumber} has no open part: ${states}`, about);
}

export async function readPart(rpc: WriteRpc, id: number, context: ReadContext): Promise<Part> {
  return toPart(await rpc.readOne('mrp.production', id, ORDER_FIELDS, context));
}

function toPart(row: Row): Part {
  const planned = amountIn(row, 'product_qty');
  const single = idIn(row, 'lot_producing_id');
  return {
    id: row.id,
    name: textIn(row, 'name') ?? '',
    state: textIn(row, 'state') ?? '',
    productId: idIn(row, 'product_id')!,
    unitId: idIn(row, 'product_uom_id')!,
    planned,
    baseRatio: planned.isZero() ? decimal(1) : amountIn(row, 'product_uom_qty').div(planned),
    producing: amountIn(row, 'qty_producing'),
    bomId: idIn(row, 'bom_id'),
    consumption: textIn(row, 'consumption'),
    outputLotIds: single === null ? idsIn(row, 'lot_producing_ids') : [single],
    sourceLocationId: idIn(row, 'location_src_id')!,
    destinationLocationId: idIn(row, 'location_dest_id')!,
  };
}

/** A component (raw), the output or a by-product of an order; quantities in the move's own unit. */
export interface Move {
  id: number;
  isRaw: boolean;
  productId: number;
  unitId: number;
  state: string;
  required: Decimal;
  quantity: Decimal;
  isPicked: boolean;
  /** The item's base units in one unit of the move. */
  baseRatio: Decimal;
  lines: MoveLine[];
}

export interface MoveLine {
  id: number;
  lotId: number | null;
  locationId: number;
  /** In the line's own unit. */
  quantity: Decimal;
  /** In the item's base unit. */
  base: Decimal;
  /** Of an open component: declared as consumed; otherwise only reserved. */
  isPicked: boolean;
  consumedLineIds: number[];
}

const MOVE_FIELDS = [
  'product_id',
  'product_uom',
  'product_uom_qty',
  'product_qty',
  'quantity',
  'picked',
  'state',
  'raw_material_production_id',
];
const LINE_FIELDS = [
  ...['move_id', 'lot_id', 'location_id', 'quantity', 'quantity_product_uom', 'picked'],
  'consume_line_ids',
];

/** The moves of an order with their lines, two calls; what was scrapped on the order is none of them. */
export async function readMoves(rpc: WriteRpc, partId: number, context: ReadContext): Promise<Move[]> {
  const [moves, lines] = await Promise.all([
    rpc.search(
      'stock.move',
      [['scrap_id', '=', false], '|', ['raw_material_production_id', '=', partId], ['production_id', '=', partId]],
      MOVE_FIELDS,
      context,
      { order: 'id' },
    ),
    rpc.search(
      'stock.move.line',
      ['|', ['move_id.raw_material_production_id', '=', partId], ['move_id.production_id', '=', partId]],
      LINE_FIELDS,
      context,
      { order: 'id' },
    ),
  ]);
  const linesOf = groupBy(lines, 'move_id');
  return moves.map((row) => toMove(row, linesOf.get(row.id) ?? []));
}

function toMove(row: Row, lines: readonly Row[]): Move {
  const required = amountIn(row, 'product_uom_qty');
  return {
    id: row.id,
    isRaw: idIn(row, 'raw_material_production_id') !== null,
    productId: idIn(row, 'product_id')!,
    unitId: idIn(row, 'product_uom')!,
    state: textIn(row, 'state') ?? '',
    required,
    quantity: amountIn(row, 'quantity'),
    isPicked: isIn(row, 'picked'),
    baseRatio: required.isZero() ? decimal(1) : amountIn(row, 'product_qty').div(required),
    lines: lines.map((line) => ({
      id: line.id,
      lotId: idIn(line, 'lot_id'),
      locationId: idIn(line, 'location_id')!,
      quantity: amountIn(line, 'quantity'),
      base: amountIn(line, 'quantity_product_uom'),
      isPicked: isIn(line, 'picked'),
      consumedLineIds: idsIn(line, 'consume_line_ids'),
    })),
  };
}

export const isUnderWay = (move: Move): boolean => move.state !== 'done' && move.state !== 'cancel';

/** Quantity per lot over lines, base unit or the lines' own. */
export function byLot(lines: readonly MoveLine[], unit: 'base' | 'quantity'): Map<number | null, Decimal> {
  const totals = new Map<number | null, Decimal>();
  for (const line of lines) totals.set(line.lotId, sum([totals.get(line.lotId) ?? 0, line[unit]]));
  return totals;
}
