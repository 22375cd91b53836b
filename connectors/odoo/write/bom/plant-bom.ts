import type { Decimal } from 'decimal.js';
import type { ReadContext } from '../../../ports/posting.ts';
import { externalName } from '../../model/external-id.ts';
import type { PlantSite } from '../../model/layout.ts';
import { amountIn, idIn, isIn, type Row, textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';

export interface PlantBom {
  id: number;
  isActive: boolean;
  sequence: number;
  /** Bound to the plant's own operation type; a general one serves other plants too. */
  isPlantOwn: boolean;
  productId: number | null;
  revision: string | null;
  consumption: string;
  readyToProduce: string;
  /** What one BOM makes, in its own unit. */
  baseQuantity: Decimal;
  unitId: number;
}

const FIELDS = [
  ...['code', 'active', 'sequence', 'picking_type_id', 'product_id', 'consumption'],
  ...['ready_to_produce', 'product_qty', 'product_uom_id'],
];

/** The external id of a plant's BOM of a revision that a change brings. */
export const bomName = (key: {
  plantCode: string;
  itemNumber: string;
  revision: string;
  changeNumber: string;
}): string => externalName('bom', key.plantCode, key.itemNumber, key.revision, key.changeNumber);

/** Active BOMs that a new order of the plant can take, the one that it takes first: by sequence, as Odoo chooses. */
export async function bomsOfPlant(
  rpc: WriteRpc,
  site: PlantSite,
  product: { id: number; templateId: number },
  context: ReadContext,
): Promise<PlantBom[]> {
  const rows = await rpc.search(
    'mrp.bom',
    [
      ['product_tmpl_id', '=', product.templateId],
      ['product_id', 'in', [product.id, false]],
      ['picking_type_id', 'in', [site.manufacturingTypeId, false]],
      ['company_id', 'in', [site.companyId, false]],
      ['type', '=', 'normal'],
    ],
    FIELDS,
    context,
    { order: 'sequence, product_id, id' },
  );
  return rows.map((row) => toPlantBom(row, site));
}

export async function readBom(rpc: WriteRpc, site: PlantSite, id: number, context: ReadContext): Promise<PlantBom> {
  return toPlantBom(await rpc.readOne('mrp.bom', id, FIELDS, context), site);
}

const toPlantBom = (row: Row, site: PlantSite): PlantBom => ({
  id: row.id,
  isActive: isIn(row, 'active'),
  sequence: amountIn(row, 'sequence').toNumber(),
  isPlantOwn: idIn(row, 'picking_type_id') === site.manufacturingTypeId,
  productId: idIn(row, 'product_id'),
  revision: textIn(row, 'code'),
  consumption: textIn(row, 'consumption') ?? 'warning',
  readyToProduce: textIn(row, 'ready_to_produce') ?? 'all_available',
  baseQuantity: amountIn(row, 'product_qty'),
  unitId: idIn(row, 'product_uom_id')!,
});

/** Before all others, so that it is chosen from the moment when it is active. */
export const sequenceBefore = (boms: readonly PlantBom[]): number =>
  Math.min(0, ...boms.map((bom) => bom.sequence)) - 1;
