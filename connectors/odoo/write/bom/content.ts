import { decimal, decimalText } from '../../../../lib/decimal.ts';
import type { ReadContext } from '../../../ports/posting.ts';
import { amountText, idIn, type Row, textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';

/** What a BOM says of one product: a component, or a by-product with its share of the cost in percent. */
export type BomPart = {
  productId: number;
  unitId: number;
  quantity: string;
  costShare: string;
  /** Place of the operation that it is consumed or made in; null where none is named. */
  operation: number | null;
};

export type BomOperationContent = {
  name: string;
  workCenterId: number;
  timeMode: string;
  /** Of one cycle. */
  minutes: string;
  /** How many work orders an automatic time is taken from. */
  batch: string;
  note: string | null;
};

export type BomContent = { lines: BomPart[]; operations: BomOperationContent[]; byProducts: BomPart[] };

const OPERATION_FIELDS = ['name', 'workcenter_id', 'time_mode', 'time_cycle_manual', 'time_mode_batch', 'note'];
const PART_FIELDS = ['product_id', 'product_uom_id', 'product_qty', 'cost_share', 'operation_id'];

/** Lines, operations and by-products of a BOM, archived ones too, in their order; three calls. */
export async function readBomContent(rpc: WriteRpc, bomId: number, context: ReadContext): Promise<BomContent> {
  const ofBom = (model: string, fields: readonly string[]) =>
    rpc.search(model, [['bom_id', '=', bomId]], fields, context, { order: 'sequence, id', withArchived: true });
  const [operations, lines, byProducts] = await Promise.all([
    ofBom('mrp.routing.workcenter', OPERATION_FIELDS),
    ofBom('mrp.bom.line', PART_FIELDS),
    ofBom('mrp.bom.byproduct', PART_FIELDS),
  ]);
  const places = new Map(operations.map((row, place) => [row.id, place]));
  return {
    operations: operations.map(toOperation),
    lines: lines.map((row) => ({ ...toPart(row, places), costShare: '0' })),
    byProducts: byProducts.map((row) => toPart(row, places)),
  };
}

const toOperation = (row: Row): BomOperationContent => ({
  name: textIn(row, 'name') ?? '',
  workCenterId: idIn(row, 'workcenter_id')!,
  timeMode: textIn(row, 'time_mode') ?? 'manual',
  minutes: amountText(row, 'time_cycle_manual'),
  batch: amountText(row, 'time_mode_batch'),
  note: textIn(row, 'note'),
});

const toPart = (row: Row, places: ReadonlyMap<number, number>): BomPart => ({
  productId: idIn(row, 'product_id')!,
  unitId: idIn(row, 'product_uom_id')!,
  quantity: amountText(row, 'product_qty'),
  costShare: amountText(row, 'cost_share'),
  operation: places.get(idIn(row, 'operation_id') ?? -1) ?? null,
});

/** For people: where what stands in Odoo is not what is wanted. Notes are not compared: Odoo words HTML its own way. */
export function contentDifferences(wanted: BomContent, found: BomContent): string[] {
  const differences = [
    ...(sameParts(wanted.lines, found.lines) ? [] : ['its lines differ']),
    ...(sameParts(wanted.byProducts, found.byProducts) ? [] : ['its by-products differ']),
  ];
  const isSameRouting =
    wanted.operations.length === found.operations.length &&
    wanted.operations.every((operation, place) => sameOperation(operation, found.operations[place]!));
  return isSameRouting ? differences : [...differences, 'its operations differ'];
}

const sameOperation = (a: BomOperationContent, b: BomOperationContent): boolean =>
  a.name === b.name &&
  a.workCenterId === b.workCenterId &&
  a.timeMode === b.timeMode &&
  decimal(a.minutes).eq(decimal(b.minutes));

/** The same parts in any order, with exactly the same quantities. */
function sameParts(wanted: readonly BomPart[], found: readonly BomPart[]): boolean {
  const keys = (parts: readonly BomPart[]) => parts.map(keyOf).sort();
  return JSON.stringify(keys(wanted)) === JSON.stringify(keys(found));
}

const keyOf = (part: BomPart): string =>
  JSON.stringify([
    part.productId,
    part.unitId,
    decimalText(part.quantity),
    decimalText(part.costShare),
    part.operation,
  ]);
