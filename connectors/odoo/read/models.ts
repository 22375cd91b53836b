/** What the reader selects of each model; what a server does not know is left out, `needed` must be there. */
export interface ModelSelection {
  fields: readonly string[];
  needed: readonly string[];
}

const select = (needed: string, optional = ''): ModelSelection => {
  const split = (names: string) => names.split(' ').filter((name) => name !== '');
  return { fields: [...split(needed), ...split(optional)], needed: split(needed) };
};

export const MODELS = {
  'product.product': select('default_code name uom_id tracking active product_tmpl_id'),
  'mrp.production': select(
    'name state product_id product_qty qty_produced product_uom_id bom_id date_start date_finished picking_type_id backorder_sequence',
    'procurement_group_id production_group_id lot_producing_id lot_producing_ids company_id',
  ),
  'mrp.workorder': select(
    'name state production_id workcenter_id operation_id qty_produced duration_expected duration',
    'product_uom_id sequence',
  ),
  'mrp.workcenter': select('name working_state active company_id', 'code'),
  'mrp.bom': select(
    'product_tmpl_id product_id product_qty product_uom_id type sequence active',
    'code picking_type_id consumption company_id',
  ),
  'mrp.bom.line': select('bom_id product_id product_qty product_uom_id sequence', 'operation_id'),
  'mrp.routing.workcenter': select('bom_id name sequence workcenter_id active', 'time_cycle time_cycle_manual'),
  'stock.move': select(
    'product_id product_uom product_uom_qty quantity state raw_material_production_id',
    'production_id scrap_id',
  ),
  'stock.move.line': select(
    'move_id product_id lot_id quantity quantity_product_uom product_uom_id state',
    'consume_line_ids produce_line_ids',
  ),
  'stock.lot': select('name product_id', 'expiration_date company_id'),
  'stock.quant': select('product_id location_id lot_id quantity reserved_quantity'),
  'stock.location': select('name complete_name location_id parent_path warehouse_id usage'),
  'stock.scrap': select('production_id product_id scrap_qty product_uom_id state'),
  'purchase.order': select('name state partner_id order_line picking_type_id date_order', 'receipt_status'),
  'purchase.order.line': select(
    'order_id product_id product_qty qty_received sequence state display_type date_planned',
    'product_uom product_uom_id',
  ),
  'res.partner': select('name', 'ref'),
  'maintenance.request': select('name stage_id create_date', 'equipment_id archive company_id'),
  'maintenance.equipment': select('name', 'serial_no'),
  'maintenance.stage': select('name sequence done'),
} as const satisfies Record<string, ModelSelection>;

export type ModelName = keyof typeof MODELS;
