import { decimalText } from '../../../lib/decimal.ts';
import { RejectedError } from '../../../lib/errors.ts';
import { businessProblem } from '../../../lib/problem.ts';
import type { BomInput, BomResult } from '../../ports/erp-write.ts';
import type { Posting, ReadContext } from '../../ports/posting.ts';
import { findProducts, readUnits, type UnitNames, unitOfCode } from './catalog.ts';
import { findExternalId, fullExternalId, load } from './external-id.ts';
import { bomName, bomsOfPlant, type PlantBom, sequenceBefore } from './plant-bom.ts';
import { amountIn, idIn, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';
import type { Sites } from './site.ts';

type Line = { productId: number; unitId: number; quantity: string };
type Operation = { name: string; workCenterId: number; timeMode: string; minutes: string };

type BomBefore = {
  templateId: number;
  /** Only where the BOM that it replaces is for one variant. */
  variantId: number | null;
  unitId: number;
  companyId: number;
  typeId: number;
  sequence: number;
  consumption: string;
  lines: Line[];
  operations: Operation[];
  replacedBomId: number | null;
};

/**
 * Creates the plant's BOM of a revision, archived: nothing is built from it until it is activated. It is bound to the
 * plant's manufacturing operation type; its operations are those of the BOM that the plant builds from now.
 */
export function createBom(rpc: WriteRpc, sites: Sites, unitNames: UnitNames): Posting<BomInput, BomBefore, BomResult> {
  return {
    operation: 'mrp.bom/create-bom',
    guarantee: 'RECEIPT',
    because:
      'The BOM, its lines and its operations carry external ids made of plant, item, revision and change; they are ' +
      "unique in Odoo's SQL and are written in the transaction that creates them, so a repeat meets the same records.",

    async prepare(input, context) {
      const site = await sites.of(input.plantCode, context);
      const [products, units] = await Promise.all([
        findProducts(rpc, [input.itemNumber, ...input.lines.map((line) => line.itemNumber)], context),
        readUnits(rpc, unitNames, context),
      ]);
      const missing = [input, ...input.lines].filter((line) => !products.has(line.itemNumber));
      if (missing.length > 0) {
        throw new RejectedError(
          missing.map(({ itemNumber }) =>
            businessProblem('ITEM_NOT_FOUND', `The ERP has no item ${itemNumber}`, { system: 'ERP' }),
          ),
        );
      }
      const product = products.get(input.itemNumber)!;
      const boms = await bomsOfPlant(rpc, site, product, context);
      const current = boms[0];
      return {
        templateId: product.templateId,
        variantId: current?.productId ?? null,
        unitId: unitOfCode(units, input.unit).id,
        companyId: site.companyId,
        typeId: site.manufacturingTypeId,
        sequence: sequenceBefore(boms),
        consumption: current?.consumption ?? 'warning',
        lines: input.lines.map((line) => ({
          productId: products.get(line.itemNumber)!.id,
          unitId: unitOfCode(units, line.unit).id,
          quantity: decimalText(line.quantity),
        })),
        operations: input.carriesOperationsOver ? await operationsOf(rpc, current, context) : [],
        replacedBomId: current?.id ?? null,
      };
    },

    async apply(input, before, context) {
      const name = bomName(input);
      const found = await findExternalId(rpc, 'mrp.bom', name, context);
      if (found !== null) return resultOf(found, before);
      const { fields, rows } = table(name, input, before);
      const [id] = await load(rpc, 'mrp.bom', fields, rows, context);
      return resultOf(id!, before);
    },

    async probe(input, before, context) {
      const id = await findExternalId(rpc, 'mrp.bom', bomName(input), context);
      return id === null ? { outcome: 'absent' } : { outcome: 'found', result: resultOf(id, before) };
    },
  };
}

const resultOf = (id: number, before: BomBefore): BomResult => ({
  bomId: String(id),
  replacedBomId: before.replacedBomId === null ? null : String(before.replacedBomId),
});

async function operationsOf(rpc: WriteRpc, bom: PlantBom | undefined, context: ReadContext): Promise<Operation[]> {
  if (bom === undefined) return [];
  const rows = await rpc.search(
    'mrp.routing.workcenter',
    [['bom_id', '=', bom.id]],
    ['name', 'workcenter_id', 'time_mode', 'time_cycle_manual'],
    context,
    { order: 'sequence, id' },
  );
  return rows.map((row) => ({
    name: textIn(row, 'name') ?? '',
    workCenterId: idIn(row, 'workcenter_id')!,
    timeMode: textIn(row, 'time_mode') ?? 'manual',
    minutes: decimalText(amountIn(row, 'time_cycle_manual')),
  }));
}

/** What `load` reads: the BOM's own columns in the first row only, lines and operations side by side below each other. */
function table(name: string, input: BomInput, before: BomBefore): { fields: string[]; rows: string[][] } {
  const head: Record<string, string> = {
    id: fullExternalId(name),
    'product_tmpl_id/.id': String(before.templateId),
    ...(before.variantId === null ? {} : { 'product_id/.id': String(before.variantId) }),
    code: input.revision,
    type: 'normal',
    active: '0',
    product_qty: decimalText(input.baseQuantity),
    'product_uom_id/.id': String(before.unitId),
    'company_id/.id': String(before.companyId),
    'picking_type_id/.id': String(before.typeId),
    sequence: String(before.sequence),
    consumption: before.consumption,
  };
  const lines = before.lines.map((line, index) => ({
    'bom_line_ids/id': fullExternalId(`${name}_line_${index + 1}`),
    'bom_line_ids/product_id/.id': String(line.productId),
    'bom_line_ids/product_qty': line.quantity,
    'bom_line_ids/product_uom_id/.id': String(line.unitId),
    'bom_line_ids/sequence': String(index + 1),
  }));
  const operations = before.operations.map((operation, index) => ({
    'operation_ids/id': fullExternalId(`${name}_operation_${index + 1}`),
    'operation_ids/name': operation.name,
    'operation_ids/workcenter_id/.id': String(operation.workCenterId),
    'operation_ids/time_mode': operation.timeMode,
    'operation_ids/time_cycle_manual': operation.minutes,
    'operation_ids/sequence': String((index + 1) * 10),
  }));
  const fields = [...new Set([head, ...lines.slice(0, 1), ...operations.slice(0, 1)].flatMap(Object.keys))];
  const count = Math.max(1, lines.length, operations.length);
  const rows = Array.from({ length: count }, (_, index) => {
    const row: Record<string, string> = { ...(index === 0 ? head : {}), ...lines[index], ...operations[index] };
    return fields.map((field) => row[field] ?? '');
  });
  return { fields, rows };
}
