export type Operation = 'read' | 'write' | 'create' | 'unlink';
export type Right = readonly [model: string, ...operations: Operation[]];

/**
 * The rights that each posting needs of the user, by the posting's operation: those of its own calls, and those that
 * Odoo asks for within them. Measured on real servers: test/contract/erp/rights-seen.json.
 */
export const POSTING_RIGHTS: Readonly<Record<string, readonly Right[]>> = {
  'mrp.production/confirm-part': [
    ['mrp.production', 'write', 'create'],
    ['mrp.workorder', 'write', 'create'],
    ['mrp.workcenter.productivity', 'create'],
    ['stock.move', 'write', 'create'],
    ['stock.move.line', 'write', 'create', 'unlink'],
    ['stock.lot', 'create'],
  ],
  'mrp.production/consume': [
    ['mrp.production', 'write'],
    ['stock.move', 'write', 'create'],
    ['stock.move.line', 'write', 'create', 'unlink'],
  ],
  'mrp.workorder/report': [
    ['mrp.workorder', 'write'],
    ['mrp.workcenter.productivity', 'create'],
    ['mrp.production', 'write'],
    ['stock.move', 'write', 'create'],
    ['stock.move.line', 'write', 'create', 'unlink'],
  ],
  'mrp.unbuild/unbuild': [
    ['mrp.unbuild', 'create', 'write'],
    ['mrp.production', 'write'],
    ['stock.move', 'create', 'write'],
    ['stock.move.line', 'create', 'write', 'unlink'],
  ],
  'stock.scrap/scrap': [
    ['stock.scrap', 'create', 'write'],
    ['stock.move', 'create', 'write'],
    ['stock.move.line', 'create', 'write'],
  ],
  'stock.picking/hold': [
    ['stock.picking', 'create', 'write'],
    ['stock.move', 'create', 'write'],
    ['stock.move.line', 'create', 'write', 'unlink'],
  ],
  'stock.picking/release': [
    ['stock.picking', 'create', 'write'],
    ['stock.move', 'create', 'write'],
    ['stock.move.line', 'create', 'write', 'unlink'],
  ],
  'stock.picking/receive': [
    ['stock.picking', 'create', 'write'],
    ['stock.move', 'create', 'write'],
    ['stock.move.line', 'create', 'write', 'unlink'],
    ['stock.lot', 'create'],
  ],
  'stock.lot/create-lots': [['stock.lot', 'create']],
  'stock.quant/count': [['stock.quant', 'create']],
  'product.product/create-item': [
    ['product.product', 'create'],
    ['product.template', 'create'],
  ],
  'product.product/replace-item': [
    ['product.product', 'write'],
    ['product.template', 'write'],
  ],
  'mrp.bom/create-bom': [
    ['mrp.bom', 'create'],
    ['mrp.bom.line', 'create'],
    ['mrp.bom.byproduct', 'create'],
    ['mrp.routing.workcenter', 'create'],
  ],
  'mrp.bom/activate-bom': [
    ['mrp.bom', 'write'],
    ['mrp.bom.line', 'write'],
    ['mrp.routing.workcenter', 'write'],
  ],
  'maintenance.request/request': [['maintenance.request', 'create']],
};

/** Of the first hold of a plant alone, which makes the plant's hold location. */
export const HOLD_LOCATION_RIGHT: Right = ['stock.location', 'create'];

/** Models that the hub reads, and what it does not work without. */
export const READ_RIGHTS: Readonly<Record<string, string>> = {
  'product.product': 'items',
  'uom.uom': 'quantities',
  'res.company': 'plants',
  'stock.warehouse': 'plants',
  'stock.picking.type': 'plants',
  'stock.location': 'stock and holds',
  'stock.quant': 'stock and holds',
  'stock.lot': 'lots',
  'stock.move': 'components of orders',
  'stock.move.line': 'lots of orders and genealogy',
  'stock.picking': 'receipts and holds',
  'stock.scrap': 'scrap',
  'mrp.production': 'production orders',
  'mrp.workorder': 'operations of orders',
  'mrp.workcenter': 'work centers',
  'mrp.bom': 'bills of materials',
  'mrp.bom.line': 'bills of materials',
  'mrp.bom.byproduct': 'by-products',
  'mrp.routing.workcenter': 'routings',
  'mrp.unbuild': 'unbuilds',
  'purchase.order': 'purchase orders',
  'purchase.order.line': 'purchase orders',
  'res.partner': 'suppliers',
  'maintenance.request': 'maintenance requests',
  'maintenance.equipment': 'maintenance requests',
  'maintenance.stage': 'maintenance requests',
};

/** Groups of stock Odoo that grant a right, as its screens name them. */
export function groupFor(model: string, operation: Operation): string {
  const isRead = operation === 'read';
  if (/^mrp\.(bom|routing)/.test(model)) return isRead ? 'Manufacturing / User' : 'Manufacturing / Administrator';
  if (/^mrp\./.test(model)) return 'Manufacturing / User';
  if (/^product\./.test(model) && !isRead) return 'Products / Create, before 19 Manufacturing / Administrator';
  if (model === 'stock.location' && !isRead) return 'Inventory / Administrator';
  if (/^stock\./.test(model)) return 'Inventory / User';
  if (/^purchase\./.test(model)) return 'Purchase / User';
  return 'Internal User';
}
