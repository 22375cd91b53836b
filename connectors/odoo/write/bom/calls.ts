import { fullExternalId } from '../../model/external-id.ts';
import type { BatchCall } from '../kit/batch.ts';
import { loadCall } from '../kit/load.ts';
import type { BomContent, BomOperationContent, BomPart } from './content.ts';

type Cells = Record<string, string>;

/**
 * The calls that create a BOM under external ids. One is enough, unless lines or by-products name an operation: the
 * cells of `load` can name only what is there before it, so these come in a call of their own.
 */
export function bomCalls(name: string, head: Cells, content: BomContent): BatchCall[] {
  const { operations, lines, byProducts } = content;
  const isBound = [...lines, ...byProducts].some((part) => part.operation !== null);
  const own = { id: fullExternalId(name), ...head };
  const routing = nested('operation_ids', operations.map(operationCells(name)));
  if (!isBound) {
    const parts = [
      nested('bom_line_ids', lines.map(partCells(name, 'line'))),
      nested('byproduct_ids', byProducts.map(partCells(name, 'byproduct'))),
    ];
    return [table('mrp.bom', [[own], routing, ...parts])];
  }
  const bom = { 'bom_id/id': fullExternalId(name) };
  const rows = (parts: readonly BomPart[], kind: string) =>
    parts.map(partCells(name, kind)).map((cells) => ({ ...bom, ...cells }));
  return [
    table('mrp.bom', [[own], routing]),
    ...(lines.length === 0 ? [] : [table('mrp.bom.line', [rows(lines, 'line')])]),
    ...(byProducts.length === 0 ? [] : [table('mrp.bom.byproduct', [rows(byProducts, 'byproduct')])]),
  ];
}

const nested = (field: string, rows: readonly Cells[]): Cells[] =>
  rows.map((cells) => Object.fromEntries(Object.entries(cells).map(([key, cell]) => [`${field}/${key}`, cell])));

const operationId = (name: string, place: number): string => fullExternalId(`${name}_operation_${place + 1}`);

const operationCells =
  (name: string) =>
  (operation: BomOperationContent, place: number): Cells => ({
    id: operationId(name, place),
    name: operation.name,
    'workcenter_id/.id': String(operation.workCenterId),
    time_mode: operation.timeMode,
    time_cycle_manual: operation.minutes,
    time_mode_batch: operation.batch,
    sequence: String((place + 1) * 10),
    ...(operation.note === null ? {} : { note: operation.note }),
  });

const partCells =
  (name: string, kind: string) =>
  (part: BomPart, place: number): Cells => ({
    id: fullExternalId(`${name}_${kind}_${place + 1}`),
    'product_id/.id': String(part.productId),
    product_qty: part.quantity,
    'product_uom_id/.id': String(part.unitId),
    sequence: String(place + 1),
    ...(kind === 'byproduct' ? { cost_share: part.costShare } : {}),
    ...(part.operation === null ? {} : { 'operation_id/id': operationId(name, part.operation) }),
  });

/** Groups of cells side by side; each begins in the first row, as a record's own columns stand there only. */
function table(model: string, groups: readonly (readonly Cells[])[]): BatchCall {
  const fields = [...new Set(groups.flat().flatMap(Object.keys))];
  const count = Math.max(...groups.map((group) => group.length));
  const rows = Array.from({ length: count }, (_, index) => {
    const row: Cells = Object.assign({}, ...groups.map((group) => group[index] ?? {}));
    return fields.map((field) => row[field] ?? '');
  });
  return loadCall(model, fields, rows);
}
