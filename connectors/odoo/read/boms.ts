import { decimalText } from '../../../lib/decimal.ts';
import type { BomDetail, ConsumptionPolicy, ErpBom, ErpRoutingOperation } from '../../ports/erp-read.ts';
import { type Items, numberOf } from '../model/items.ts';
import type { PlantSite } from '../model/layout.ts';
import { operationNumberAt } from '../model/operations.ts';
import type { Reading } from '../model/reading.ts';
import { amountIn, idIn, type Row, textIn } from '../model/row.ts';
import { workCenterOf } from './work-orders.ts';

const CONSUMPTION: Readonly<Record<string, ConsumptionPolicy>> = {
  strict: 'STRICT',
  warning: 'WARNING',
  flexible: 'FLEXIBLE',
};

/** What the plant builds a product from today; null where it has no active BOM. */
export async function bomOf(
  reading: Reading,
  items: Items,
  site: PlantSite,
  product: Row,
  details: readonly BomDetail[],
): Promise<ErpBom | null> {
  const templateId = idIn(product, 'product_tmpl_id')!;
  // With their lines and operations, whichever of them it is: one level of calls instead of two.
  const [boms, linesOf, operationsOf] = await Promise.all([
    reading.records.where('mrp.bom', 'product_tmpl_id', templateId, [
      ['active', '=', true],
      ['type', '=', 'normal'],
    ]),
    reading.facts.isWanted('bom.lines') ? ofBoms(reading, 'mrp.bom.line', templateId) : () => [],
    details.includes('operations') ? ofBoms(reading, 'mrp.routing.workcenter', templateId) : () => [],
  ]);
  const bom = currentBom(boms, site, product);
  if (bom === undefined) return null;
  const inOrder = linesOf(bom.id).toSorted(bySequence);
  const operations = operationsOf(bom.id)
    .filter((row) => row.active === true)
    .toSorted(bySequence);
  const { facts } = reading;
  const leftOut = details.includes('operations') ? [] : ['operations', 'operationNumber'];
  const numberOfOperation = new Map(operations.map((row, place) => [row.id, operationNumberAt(place)]));
  const toLine = (line: Row, place: number) =>
    facts.tell(
      'bomLine',
      {
        lineNumber: place + 1,
        itemNumber: async () => numberOf(await items.byId(idIn(line, 'product_id')!)),
        quantity: () => reading.quantity(amountIn(line, 'product_qty'), idIn(line, 'product_uom_id')),
        operationNumber: () => numberOfOperation.get(idIn(line, 'operation_id') ?? -1) ?? null,
        hasOperation: () => idIn(line, 'operation_id') !== null,
      },
      leftOut,
    );
  return facts.tell(
    'bom',
    {
      itemNumber: numberOf(product) ?? '',
      revision: () => textIn(bom, 'code'),
      plantCode: site.plant.code,
      baseQuantity: () => reading.quantity(amountIn(bom, 'product_qty'), idIn(bom, 'product_uom_id')),
      consumption: () => CONSUMPTION[textIn(bom, 'consumption') ?? ''] ?? 'FLEXIBLE',
      isPlantSpecific: idIn(bom, 'picking_type_id') !== null,
      lines: () => Promise.all(inOrder.map(toLine)),
      operations: () => toRouting(reading, site, operations),
      ref: () => reading.ref('mrp.bom', bom.id),
    },
    leftOut,
  );
}

/** Of the plant's operation types before a general one, then Odoo's own order: sequence, one of the variant, id. */
function currentBom(boms: readonly Row[], site: PlantSite, product: Row): Row | undefined {
  const isUsable = (row: Row) => {
    const variant = idIn(row, 'product_id');
    const type = idIn(row, 'picking_type_id');
    const company = idIn(row, 'company_id');
    return (
      (variant === null || variant === product.id) &&
      (type === null || site.manufacturingTypeIds.includes(type)) &&
      (company === null || company === site.companyId)
    );
  };
  const rank = (row: Row) => [
    idIn(row, 'picking_type_id') === null ? 1 : 0,
    Number(row.sequence) || 0,
    idIn(row, 'product_id') === null ? 1 : 0,
    row.id,
  ];
  return boms.filter(isUsable).sort((a, b) => compare(rank(a), rank(b)))[0];
}

function ofBoms(reading: Reading, model: 'mrp.bom.line' | 'mrp.routing.workcenter', templateId: number) {
  return reading.records.below(model, { path: 'bom_id.product_tmpl_id', values: [templateId], of: 'bom_id' }, [
    ['bom_id.active', '=', true],
    ['bom_id.type', '=', 'normal'],
  ]);
}

async function toRouting(
  reading: Reading,
  site: PlantSite,
  operations: readonly Row[],
): Promise<ErpRoutingOperation[]> {
  return Promise.all(
    operations.map((row, place) =>
      reading.facts.tell('operation', {
        operationNumber: operationNumberAt(place),
        name: () => textIn(row, 'name') ?? '',
        workCenter: () => workCenterOf(reading, site, idIn(row, 'workcenter_id')),
        plannedMinutes: () => decimalText(amountIn(row, row.time_cycle === false ? 'time_cycle_manual' : 'time_cycle')),
      }),
    ),
  );
}

const bySequence = (a: Row, b: Row) => compare([Number(a.sequence) || 0, a.id], [Number(b.sequence) || 0, b.id]);

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
