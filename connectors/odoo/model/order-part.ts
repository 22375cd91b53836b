import type { Decimal } from 'decimal.js';
import { decimal, decimalText, sum } from '../../../lib/decimal.ts';
import type { RejectedError } from '../../../lib/errors.ts';
import type { ReadContext } from '../../ports/posting.ts';
import { CHAIN_FIELDS, type ChainOf, chainsIn, type GroupField, groupFieldIn, pathToParts } from './chains.ts';
import { anyOf, type Domain } from './domain.ts';
import type { PlantSite } from './layout.ts';
import { isOpenState } from './order-state.ts';
import { refused } from './refusal.ts';
import { amountIn, groupBy, idIn, idsIn, isIn, type Row, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';

const ORDER_FIELDS = [
  ...CHAIN_FIELDS,
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
];

/** One record of a chain of backorders; quantities in the order's own unit. */
export interface Part {
  id: number;
  /** What people see. A person may rename it, and Odoo does. */
  name: string;
  /** By which the record and its backorders are found. */
  groupField: GroupField;
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

/** Confirmed, running or all operations finished; neither a draft nor posted nor cancelled. */
export const isOpen = (part: Part): boolean => isOpenState(part.state);

/**
 * The order that a record is part of, read fresh, by the record's id: its number may have changed since it was looked
 * up. Errors: RejectedError ORDER_NOT_FOUND where the record is gone or of another plant.
 */
export async function chainOfPart(
  rpc: WriteRpc,
  site: PlantSite,
  asked: { plantCode: string; orderNumber: string; partId: string },
  context: ReadContext,
): Promise<ChainOf<Part>> {
  const id = Number(asked.partId);
  const groupField = groupFieldIn(await rpc.fields('mrp.production'));
  const ofSite: Domain = [['picking_type_id', 'in', site.manufacturingTypeIds]];
  const domain = [...ofSite, ...anyOf([[['id', '=', id]], besides({ id, groupField })])];
  const rows = await rpc.search('mrp.production', domain, ORDER_FIELDS, context, { order: 'id' });
  const chain = chainsIn(rows, groupField).find(({ parts }) => parts.some((part) => part.id === id));
  if (chain !== undefined) return { ...chain, parts: chain.parts.map(toPart) };
  const { plantCode, orderNumber } = asked;
  const message = `The record of order ${orderNumber} that was checked (${id}) is gone from ${plantCode} in the ERP`;
  throw refused('ORDER_NOT_FOUND', message, { rule: 'PC-01', path: ['orderNumber'] });
}

/** Records that were split off the same order as this one, itself among them. */
export async function partsBeside(rpc: WriteRpc, part: Part, context: ReadContext): Promise<Part[]> {
  const rows = await rpc.search('mrp.production', besides(part), ORDER_FIELDS, context, { order: 'id' });
  return rows.map(toPart).filter((other) => other.productId === part.productId);
}

/** The same as a domain, for those that were split off; it holds too where Odoo makes the group only with the split. */
export const besides = ({ id, groupField }: Pick<Part, 'id' | 'groupField'>): Domain =>
  groupField === null
    ? [['id', '=', id]]
    : [
        [pathToParts(groupField), 'in', [id]],
        ['backorder_sequence', '>', 0],
      ];

/**
 * The part of a chain that work is confirmed on. It is the record that the check has seen, over the quantity that it
 * has seen (base unit), or nothing is posted: a person may have finished, cancelled, split or changed the order since. Errors: RejectedError ORDER_NOT_OPEN, ORDER_CHANGED.
 */
export function openPartOf(chain: ChainOf<Part>, partId: string, planned?: string): Part {
  const open = chain.parts.find(isOpen);
  const checked = chain.parts.find((part) => String(part.id) === partId);
  if (open !== undefined && open === checked) {
    const base = open.planned.times(open.baseRatio);
    if (planned === undefined || base.eq(decimal(planned))) return open;
    const found = `${open.name} is over ${decimalText(base)} in the ERP, and was over ${planned}`;
    throw orderChanged(chain.orderNumber, open, found);
  }
  throw orderChanged(chain.orderNumber, open, `${checked?.name}, which was checked, is ${wordFor(checked)} in the ERP`);
}

/**
 * What was left of a part when it was posted: the open part, once the record is finished. Errors: RejectedError
 * ORDER_NOT_OPEN, ORDER_CHANGED.
 */
export function restOf(chain: ChainOf<Part>, partId: string): Part {
  const open = chain.parts.find(isOpen);
  const posted = chain.parts.find((part) => String(part.id) === partId);
  if (posted?.state !== 'done')
    throw orderChanged(chain.orderNumber, open, `${posted?.name} is ${wordFor(posted)}, not finished`);
  if (open !== undefined) return open;
  throw orderChanged(chain.orderNumber, open, `nothing is left of ${posted.name}`);
}

/** `found`: what is there now instead of what was checked. */
export function orderChanged(orderNumber: string, open: Part | undefined, found: string): RejectedError {
  const about = {
    ...{ rule: 'PC-01', path: ['orderNumber'] },
    detail: { orderNumber, openPartId: open === undefined ? null : String(open.id) },
  };
  if (open === undefined) {
    return refused('ORDER_NOT_OPEN', `Order ${orderNumber} has no open part any more: ${found}`, about);
  }
  const message = `Order ${orderNumber} has changed since it was checked: ${found}; open is ${open.name}`;
  return refused('ORDER_CHANGED', message, about);
}

export const wordFor = (part: Part | undefined): string => WORDS[part?.state ?? ''] ?? part?.state ?? 'gone';

/** Odoo's states for people. */
const WORDS: Readonly<Record<string, string>> = {
  draft: 'a draft',
  confirmed: 'open',
  progress: 'open',
  to_close: 'open',
  done: 'finished',
  cancel: 'cancelled',
};

export async function readPart(rpc: WriteRpc, id: number, context: ReadContext): Promise<Part> {
  return toPart(await rpc.readOne('mrp.production', id, ORDER_FIELDS, context));
}

function toPart(row: Row): Part {
  const planned = amountIn(row, 'product_qty');
  const single = idIn(row, 'lot_producing_id');
  return {
    id: row.id,
    name: textIn(row, 'name') ?? '',
    groupField: groupFieldIn(new Set(Object.keys(row))),
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
  /** Where the stock is in a package, or belongs to somebody: of those the line takes. */
  packageId: number | null;
  ownerId: number | null;
  unitId: number;
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
  ...['move_id', 'lot_id', 'location_id', 'package_id', 'owner_id', 'product_uom_id'],
  ...['quantity', 'quantity_product_uom', 'picked', 'consume_line_ids'],
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
      packageId: idIn(line, 'package_id'),
      ownerId: idIn(line, 'owner_id'),
      unitId: idIn(line, 'product_uom_id')!,
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
