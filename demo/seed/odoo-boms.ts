import { BOMS, type DemoBom } from '../factory.ts';
import { type OdooPlant, productOf } from './odoo-context.ts';

/** The plant's bills of materials with their operations, each bound to the plant's own operation type. */
export async function seedBoms(plant: OdooPlant, boms: readonly DemoBom[] = BOMS): Promise<number> {
  let made = 0;
  for (const bom of boms.filter((candidate) => candidate.plants.includes(plant.plantCode))) {
    if (await hasBom(plant, bom.item)) continue;
    const product = productOf(plant, bom.item);
    await plant.odoo.create('mrp.bom', {
      product_tmpl_id: product.templateId,
      product_qty: 1,
      code: bom.revision,
      type: 'normal',
      consumption: 'warning',
      picking_type_id: plant.warehouse.productionTypeId,
      bom_line_ids: bom.lines.map(([item, quantity]) => [
        0,
        0,
        { product_id: productOf(plant, item).id, product_qty: Number(quantity) },
      ]),
      operation_ids: bom.operations.map((operation) => [
        0,
        0,
        {
          name: operation.name,
          workcenter_id: workCenter(plant, operation.workCenter),
          time_mode: 'manual',
          time_cycle_manual: operation.minutes,
        },
      ]),
    });
    made += 1;
  }
  return made;
}

/** A plant whose item has any bill of this operation type is left as it is: a release may have replaced the demo's. */
async function hasBom(plant: OdooPlant, item: string): Promise<boolean> {
  const rows = await plant.odoo.searchRead(
    'mrp.bom',
    [
      ['product_tmpl_id', '=', productOf(plant, item).templateId],
      ['picking_type_id', '=', plant.warehouse.productionTypeId],
    ],
    ['id'],
    { limit: 1, context: { active_test: false } },
  );
  return rows.length > 0;
}

function workCenter(plant: OdooPlant, code: string): number {
  const id = plant.workCenters.get(`${plant.plantCode}-${code}`);
  if (id === undefined) throw new Error(`there is no work centre ${plant.plantCode}-${code}`);
  return id;
}
