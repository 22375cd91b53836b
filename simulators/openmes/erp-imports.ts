import { json } from '../kit/index.ts';
import { type Context, number, type Route, text } from './context.ts';
import { findings, type Rule, throwIfAny, validate } from './problems.ts';
import { LOT_STATUSES, type MaterialLot, type ProductType } from './state.ts';
import { insertOrder } from './work-orders.ts';

type Row = Readonly<Record<string, unknown>>;
type Outcome = 'imported' | 'updated' | 'skipped' | { field: string | null; message: string };
const STRATEGIES = ['update_or_create', 'skip_existing', 'error_on_duplicate'] as const;

/** What an ERP sends in bulk: each row stands alone, and the report says what became of it (207 where one failed). */
export const importRoutes: readonly Route[] = [
  importer('/api/v1/erp/work-orders/import', 'erp:orders:import', 'orders', orderRules(), importOrder),
  importer('/api/v1/erp/products/import', 'erp:masterdata:write', 'products', codeRules(100), importProduct),
  importer('/api/v1/erp/materials/import', 'erp:masterdata:write', 'materials', codeRules(50), importMaterial),
  importer('/api/v1/erp/material-lots/import', 'erp:masterdata:write', 'lots', lotRules(), importLot),
];

function importer(
  path: string,
  scope: string,
  list: string,
  rules: Readonly<Record<string, Rule>>,
  importRow: (context: Context, row: Row, strategy: string) => Outcome,
): Route {
  return {
    method: 'POST',
    path,
    access: { scope },
    handle(context) {
      const { body } = context;
      validate(body, {
        strategy: { type: 'string', in: STRATEGIES },
        [list]: { type: 'array', required: true, min: 1, max: 1000 },
      });
      const rows = (body[list] as unknown[]).map((row) => Object(row) as Row);
      throwIfAny(Object.assign({}, ...rows.map((row, index) => findings(row, rules, `${list}.${index}.`))));
      const strategy = text(body.strategy) ?? 'update_or_create';
      const outcomes = rows.map((row) => importRow(context, row, strategy));
      const count = (outcome: string) => outcomes.filter((other) => other === outcome).length;
      const errors = outcomes.flatMap((outcome, index) =>
        typeof outcome === 'string' ? [] : [{ row: index + 1, ...outcome }],
      );
      const data = { imported: count('imported'), updated: count('updated'), skipped: count('skipped'), errors };
      return json(errors.length === 0 ? 200 : 207, { data });
    },
  };
}

function orderRules(): Record<string, Rule> {
  return {
    order_no: { type: 'string', required: true, max: 100 },
    line_code: { type: 'string', required: true, max: 100 },
    product_type_code: { type: 'string', required: true, max: 100 },
    planned_qty: { type: 'number', required: true, min: 0.01, max: 99_999_999 },
    customer_order_no: { type: 'string', max: 100 },
    unit_price: { type: 'number', min: 0 },
    priority: { type: 'integer', min: 0, max: 100 },
    due_date: { type: 'date' },
    description: { type: 'string', max: 2000 },
  };
}

function lotRules(): Record<string, Rule> {
  return {
    material_code: { type: 'string', required: true, max: 50 },
    lot_number: { type: 'string', required: true, max: 100 },
    quantity_available: { type: 'number', required: true, min: 0, max: 99_999_999 },
    quantity_received: { type: 'number', min: 0 },
    unit_of_measure: { type: 'string', max: 20 },
    status: { type: 'string', in: LOT_STATUSES },
    received_at: { type: 'date' },
    manufacturing_date: { type: 'date' },
    expiry_date: { type: 'date' },
    supplier_lot_no: { type: 'string', max: 100 },
    supplier_reference: { type: 'string', max: 100 },
  };
}

function codeRules(max: number): Record<string, Rule> {
  return {
    code: { type: 'string', required: true, max },
    name: { type: 'string', max: 255 },
    category: { type: 'string' },
    unit_of_measure: { type: 'string', max: 20 },
    tracking_type: { type: 'string' },
  };
}

function importOrder(context: Context, row: Row, strategy: string): Outcome {
  const { state } = context;
  const line = state.lines.first('code', String(row.line_code));
  if (line === undefined) return { field: 'line_code', message: `Line '${row.line_code}' not found` };
  const product = state.productTypes.first('code', String(row.product_type_code));
  if (product === undefined)
    return { field: 'product_type_code', message: `Product type '${row.product_type_code}' not found` };
  const fields = {
    line_id: line.id,
    product_type_id: product.id,
    planned_qty: Number(row.planned_qty),
    priority: number(row.priority) ?? 0,
    due_date: text(row.due_date),
    description: text(row.description),
    ...(row.customer_order_no === undefined ? {} : { customer_order_no: text(row.customer_order_no) }),
    ...(row.unit_price === undefined ? {} : { unit_price: number(row.unit_price) }),
  };
  const orderNo = String(row.order_no);
  const existing = state.orders.first('order_no', orderNo);
  if (existing === undefined) {
    if (!state.templates.where('product_type_id', product.id).some((template) => template.is_active))
      return { field: null, message: `No active process template found for product type '${product.code}'` };
    insertOrder(context, { order_no: orderNo, ...fields });
    return 'imported';
  }
  if (strategy === 'skip_existing') return 'skipped';
  if (strategy === 'error_on_duplicate') return { field: 'order_no', message: `Duplicate order number: ${orderNo}` };
  if (existing.status === 'DONE' || existing.status === 'CANCELLED') return 'skipped';
  state.orders.put({ ...existing, ...fields, updated_at: state.now() });
  context.effect('work-orders', existing.id, 'order.updated');
  return 'updated';
}

/** Outside `only_categories` a row is none of ours. */
function isLeftOut(context: Context, row: Row): boolean {
  const only = context.body.only_categories;
  if (!Array.isArray(only) || only.length === 0) return false;
  return !only.map((name) => String(name).toLowerCase()).includes(String(row.category ?? '').toLowerCase());
}

function importProduct(context: Context, row: Row, strategy: string): Outcome {
  if (isLeftOut(context, row)) return 'skipped';
  const { state } = context;
  const code = String(row.code).trim();
  const existing = state.productTypes.first('code', code);
  if (existing && strategy === 'skip_existing') return 'skipped';
  if (existing && strategy === 'error_on_duplicate')
    return { field: 'code', message: `Product '${code}' already exists` };
  const now = state.now();
  const fields: Omit<ProductType, 'id' | 'created_at'> = {
    code,
    name: text(row.name) ?? code,
    description: text(row.description),
    category: text(row.category),
    unit_of_measure: text(row.unit_of_measure) ?? 'pcs',
    external_code: text(row.external_code) ?? code,
    external_system: text(row.external_system) ?? text(context.body.external_system),
    is_active: row.is_active !== false,
    updated_at: now,
  };
  const product = existing
    ? state.productTypes.put({ ...existing, ...fields })
    : state.productTypes.insert({ ...fields, created_at: now });
  context.effect('product-types', product.id, existing ? 'product.updated' : 'product.created');
  return existing ? 'updated' : 'imported';
}

function importMaterial(context: Context, row: Row, strategy: string): Outcome {
  if (isLeftOut(context, row)) return 'skipped';
  const { state } = context;
  const code = String(row.code).trim();
  const existing = state.materials.first('code', code);
  if (existing && strategy === 'skip_existing') return 'skipped';
  if (existing && strategy === 'error_on_duplicate')
    return { field: 'code', message: `Material '${code}' already exists` };
  const tracking = text(row.tracking_type) ?? existing?.tracking_type ?? 'none';
  if (tracking !== 'none' && tracking !== 'batch' && tracking !== 'serial')
    return { field: 'tracking_type', message: 'Tracking type must be none, batch or serial' };
  const now = state.now();
  const fields = {
    code,
    name: text(row.name) ?? code,
    description: text(row.description),
    unit_of_measure: text(row.unit_of_measure) ?? 'pcs',
    tracking_type: tracking as 'none' | 'batch' | 'serial',
    material_type_code: text(row.material_type_code) ?? text(row.category) ?? 'OTHER',
    external_code: text(row.external_code) ?? code,
    external_system: text(row.external_system) ?? text(context.body.external_system),
    is_active: row.is_active !== false,
    updated_at: now,
  };
  const material = existing
    ? state.materials.put({ ...existing, ...fields })
    : state.materials.insert({ ...fields, created_at: now });
  context.effect('materials', material.id, existing ? 'material.updated' : 'material.created');
  return existing ? 'updated' : 'imported';
}

function importLot(context: Context, row: Row, strategy: string): Outcome {
  const { state } = context;
  const material = state.materials.first('code', String(row.material_code).trim());
  if (material === undefined) return { field: 'material_code', message: `Material '${row.material_code}' not found` };
  if (text(row.warehouse_code ?? context.body.warehouse_code) !== null)
    return {
      field: 'warehouse_code',
      message: `Warehouse '${row.warehouse_code ?? context.body.warehouse_code}' not found`,
    };
  const lotNumber = String(row.lot_number).trim();
  const existing = state.lots.where('material_id', material.id).find((lot) => lot.lot_number === lotNumber);
  if (existing && strategy === 'skip_existing') return 'skipped';
  if (existing && strategy === 'error_on_duplicate')
    return { field: 'lot_number', message: `Lot '${lotNumber}' already exists` };
  const quantity = Number(row.quantity_available);
  const now = state.now();
  const fields = {
    quantity_available: quantity,
    unit_of_measure: text(row.unit_of_measure) ?? existing?.unit_of_measure ?? material.unit_of_measure,
    supplier_lot_no: text(row.supplier_lot_no),
    supplier_reference: text(row.supplier_reference),
    manufacturing_date: text(row.manufacturing_date),
    expiry_date: text(row.expiry_date),
    updated_at: now,
    ...(text(row.status) === null ? {} : { status: row.status as MaterialLot['status'] }),
  };
  if (existing) {
    state.lots.put({ ...existing, ...fields, quantity_received: Math.max(existing.quantity_received, quantity) });
    context.effect('material-lots', existing.id, 'lot.updated', { quantity, lots: [lotNumber] });
    return 'updated';
  }
  const lot = state.lots.insert({
    lot_number: lotNumber,
    material_id: material.id,
    quantity_received: number(row.quantity_received) ?? quantity,
    received_at: text(row.received_at) ?? now,
    status: 'released',
    source_batch_id: null,
    hold_reason: null,
    held_at: null,
    held_by_id: null,
    released_at: null,
    released_by_id: null,
    created_at: now,
    ...fields,
  });
  context.effect('material-lots', lot.id, 'lot.created', { quantity, lots: [lotNumber] });
  return 'imported';
}
