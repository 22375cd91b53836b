import type { Finding } from '../../ports/common.ts';
import { MODELS, type ModelName } from '../model/models.ts';
import type { Look } from './look.ts';

/** What is not told where a server has none of the fields, which differ by version or module. */
export const WITHOUT: Readonly<Record<ModelName, readonly (readonly [fields: string, consequence: string])[]>> = {
  'product.product': [],
  'mrp.production': [
    ['procurement_group_id production_group_id', 'backorders are known by their numbers alone'],
    ['lot_producing_id lot_producing_ids', 'the lots of an open order are empty'],
  ],
  'mrp.workorder': [],
  'mrp.workcenter': [['code', 'WorkCenter.code is its name']],
  'mrp.bom': [
    ['code', 'BillOfMaterials.revision is null'],
    ['picking_type_id', 'a bill of materials belongs to every plant'],
    ['consumption', 'consumption counts as flexible'],
    ['company_id', 'a bill of materials belongs to every company'],
  ],
  'mrp.bom.line': [['operation_id', 'BomLine.operationNumber is null']],
  'mrp.routing.workcenter': [['time_cycle time_cycle_manual', 'Operation.plannedMinutes is 0']],
  'stock.move': [
    ['production_id', 'the output of an order has no lots'],
    ['scrap_id', 'scrap counts as a component'],
  ],
  'stock.move.line': [
    ['consume_line_ids', 'genealogy backward is empty'],
    ['produce_line_ids', 'genealogy forward is empty'],
  ],
  'stock.lot': [['expiration_date', 'Lot.expiresAt is null; it comes with the module product_expiry']],
  'stock.quant': [],
  'stock.location': [],
  'stock.scrap': [],
  'purchase.order': [['receipt_status', 'PurchaseOrder.state never is CLOSED; it comes with purchase_stock']],
  'purchase.order.line': [['product_uom product_uom_id', 'quantities are in the unit of the item']],
  'res.partner': [['ref', 'PurchaseOrder.supplierCode is null']],
  'maintenance.request': [
    ['equipment_id', 'MaintenanceRequest.equipmentCode is null'],
    ['archive', 'no maintenance request is CANCELLED'],
  ],
  'maintenance.equipment': [['serial_no', 'MaintenanceRequest.equipmentCode is the name of the machine']],
  'maintenance.stage': [],
};

const MODULES: Readonly<Record<string, string>> = {
  mrp: 'production orders, bills of materials and work centers',
  stock: 'stock, lots and holds',
  product: 'items',
  purchase: 'purchase orders and receipts',
  maintenance: 'maintenance requests',
};

/** Name of the module that a model comes with. */
export const moduleOf = (model: string): string => {
  const [first = ''] = model.split('.');
  return first === 'res' || first === 'uom' ? 'base' : first;
};

/** Modules and fields that are not there: what the hub cannot work without, and what is null without it. */
export async function missingFields(look: Look): Promise<Finding[]> {
  const findings: Finding[] = [];
  const modules = new Set<string>();
  await Promise.all(
    (Object.keys(MODELS) as ModelName[]).map(async (model) => {
      const fields = await look.fields(model);
      if (fields.size === 0) {
        modules.add(moduleOf(model));
        return;
      }
      const needed = MODELS[model].needed.filter((field) => !fields.has(field));
      if (needed.length > 0) {
        findings.push({
          level: 'error',
          text: `${model} has no ${needed.join(', ')}, which the hub needs`,
          todo: 'Find out which module changed the model: the hub reads standard Odoo 17 to 19',
          about: `fields ${model}`,
        });
      }
      for (const [names, consequence] of WITHOUT[model]) {
        if (names.split(' ').some((field) => fields.has(field))) continue;
        const text = `${model} has no ${names.replace(' ', ' or ')}: ${consequence}`;
        findings.push({ level: 'note', text, about: `fields ${model} ${names}` });
      }
    }),
  );
  for (const module of modules) {
    findings.push({
      level: module === 'purchase' || module === 'maintenance' ? 'warning' : 'error',
      text: `The module ${module} is not there: without it there are no ${MODULES[module] ?? 'records of it'}`,
      todo: `Install ${module === 'purchase' ? 'purchase and purchase_stock' : module}`,
      about: `module ${module}`,
    });
  }
  if (!modules.has('purchase') && !(await look.fields('stock.move')).has('purchase_line_id')) {
    const text = 'The module purchase_stock is not there: purchase orders have no receipts';
    findings.push({ level: 'warning', text, todo: 'Install purchase_stock', about: 'module purchase_stock' });
  }
  if (findings.every(({ level }) => level === 'note')) {
    findings.unshift({ level: 'ok', text: 'Every module and field that the hub needs is there' });
  }
  return findings;
}
