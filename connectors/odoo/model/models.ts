import type { ErpFact, ErpKinds } from '../../ports/erp-facts.ts';

/** A fact, or every fact of a kind. */
type Use = ErpFact | keyof ErpKinds;

/** What the reader asks of a model, and what for. */
export interface ModelSelection {
  /** Every field that may be asked for. */
  fields: readonly string[];
  /** Those that the hub cannot work without; what else a server does not know is left out. */
  needed: readonly string[];
  /** Always asked for: keys, what rows are found and told apart by, states. */
  core: readonly string[];
  /** Asked for only where one of the facts is wanted. */
  uses: Readonly<Record<string, readonly Use[]>>;
}

/** A name with a question mark need not be there. */
function model(core: string, uses: Readonly<Record<string, readonly Use[]>> = {}): ModelSelection {
  const named = [...core.split(' '), ...Object.keys(uses)];
  const plain = (name: string) => name.replace('?', '');
  return {
    fields: named.map(plain),
    needed: named.filter((name) => !name.endsWith('?')),
    core: core.split(' ').map(plain),
    uses: Object.fromEntries(Object.entries(uses).map(([name, facts]) => [plain(name), facts])),
  };
}

const REVISION: Use[] = ['bom.revision', 'order.bomRevision', 'order.routingVersion'];
const ORDER_UNIT: Use[] = ['order.planned', 'order.produced', 'order.scrapped', 'workOrder.produced'];

export const MODELS = {
  'product.product': model('default_code active product_tmpl_id', {
    name: ['item.name'],
    tracking: ['item.tracking'],
    uom_id: ['item.unit', 'item.unitName', 'stock', 'lotStock', 'component.reservedLots', 'link.quantity'],
  }),
  'mrp.production': model(
    'name state product_id date_start picking_type_id backorder_sequence procurement_group_id? production_group_id?',
    {
      product_qty: ['order.planned'],
      // Computed by Odoo order by order: the dearest of all.
      qty_produced: ['order.produced'],
      product_uom_id: ORDER_UNIT,
      bom_id: ['order.bomRevision', 'order.routingVersion'],
      date_finished: ['order.plannedEnd'],
      'lot_producing_id?': ['order.producedLots'],
      'lot_producing_ids?': ['order.producedLots'],
    },
  ),
  'mrp.workorder': model('production_id operation_id name', {
    state: ['workOrder.state'],
    workcenter_id: ['workOrder.workCenter'],
    qty_produced: ['workOrder.produced'],
    duration_expected: ['workOrder.plannedMinutes'],
    duration: ['workOrder.actualMinutes'],
  }),
  'mrp.workcenter': model('name code? active company_id', { working_state: ['workCenter.isAvailable'] }),
  'mrp.bom': model('product_tmpl_id product_id type sequence active picking_type_id? company_id?', {
    'code?': REVISION,
    product_qty: ['bom.baseQuantity'],
    product_uom_id: ['bom.baseQuantity'],
    'consumption?': ['bom.consumption'],
  }),
  'mrp.bom.line': model('bom_id product_id sequence', {
    product_qty: ['bomLine.quantity'],
    product_uom_id: ['bomLine.quantity'],
    'operation_id?': ['bomLine.operationNumber', 'bomLine.hasOperation'],
  }),
  'mrp.routing.workcenter': model('bom_id sequence active', {
    name: ['operation.name'],
    workcenter_id: ['operation.workCenter'],
    'time_cycle?': ['operation.plannedMinutes'],
    'time_cycle_manual?': ['operation.plannedMinutes'],
  }),
  'stock.move': model('product_id state raw_material_production_id production_id? scrap_id?', {
    product_uom: ['component.required', 'component.consumed'],
    product_uom_qty: ['component.required'],
    quantity: ['component.consumed'],
  }),
  'stock.move.line': model('move_id product_id lot_id state', {
    quantity_product_uom: ['link.quantity', 'component.reservedLots'],
    'consume_line_ids?': ['link'],
    'produce_line_ids?': ['link'],
  }),
  'stock.lot': model('name product_id', { 'expiration_date?': ['lot.expiresAt'] }),
  'stock.quant': model('product_id location_id lot_id package_id quantity reserved_quantity'),
  'stock.location': model('name complete_name location_id parent_path warehouse_id usage'),
  'stock.scrap': model('production_id product_id scrap_qty product_uom_id state'),
  'purchase.order': model('name state date_order picking_type_id receipt_status?', {
    partner_id: ['purchaseOrder.supplier', 'purchaseOrder.supplierCode'],
  }),
  'purchase.order.line': model('order_id product_id product_qty qty_received sequence', {
    'product_uom?': ['purchaseLine.ordered', 'purchaseLine.received'],
    'product_uom_id?': ['purchaseLine.ordered', 'purchaseLine.received'],
    date_planned: ['purchaseLine.promisedOn'],
  }),
  'res.partner': model('name', { 'ref?': ['purchaseOrder.supplierCode'] }),
  'maintenance.request': model('stage_id archive?', {
    name: ['maintenanceRequest.title'],
    create_date: ['maintenanceRequest.openedAt'],
    'equipment_id?': ['maintenanceRequest.equipmentCode'],
  }),
  'maintenance.equipment': model('name serial_no?'),
  'maintenance.stage': model('sequence done'),
} satisfies Record<string, ModelSelection>;

export type ModelName = keyof typeof MODELS;

/** Fields of a model that the wanted facts need; of all facts where none are named. */
export function fieldsFor(name: ModelName, wanted: ReadonlySet<ErpFact> | undefined): string[] {
  const { core, fields, uses } = MODELS[name];
  if (wanted === undefined) return [...fields];
  const kinds = new Set([...wanted].map((fact) => fact.slice(0, fact.indexOf('.'))));
  const isWanted = (use: Use) => wanted.has(use as ErpFact) || kinds.has(use);
  return [...core, ...Object.keys(uses).filter((field) => uses[field]?.some(isWanted))];
}
