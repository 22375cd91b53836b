import type { Batch, BatchStep, Material, MaterialLot, State, WorkOrder } from './state.ts';

/** Eloquent prints `decimal:2` columns as text, and instants with microseconds. */
const decimal2 = (value: number): string => value.toFixed(2);
export const decimal4 = (value: number): string => value.toFixed(4);
const instant = (value: string | null): string | null => value?.replace(/Z$/, '.000000Z') ?? null;
/** The ERP export prints instants with an offset instead. */
const offset = (value: string | null): string | null => value?.replace(/Z$/, '+00:00') ?? null;

/** A work order as the user API shows it: the documentation's fields, and the server's own columns beside them. */
export function presentOrder(state: State, order: WorkOrder, options: { batches?: boolean } = {}) {
  const line = order.line_id === null ? undefined : state.lines.get(order.line_id);
  const product = order.product_type_id === null ? undefined : state.productTypes.get(order.product_type_id);
  const batches = state.batches.where('work_order_id', order.id);
  return {
    id: order.id,
    order_no: order.order_no,
    customer_order_no: order.customer_order_no,
    product_name: product?.name ?? null,
    quantity: order.planned_qty,
    status: order.status,
    priority: order.priority,
    due_date: order.due_date,
    week_number: order.week_number,
    month_number: order.month_number,
    production_year: order.production_year,
    line: line === undefined ? null : { id: line.id, name: line.name, code: line.code },
    product_type:
      product === undefined
        ? null
        : { id: product.id, name: product.name, code: product.code, unit_of_measure: product.unit_of_measure },
    batches_count: batches.length,
    produced_quantity: order.produced_qty,
    line_id: order.line_id,
    product_type_id: order.product_type_id,
    planned_qty: decimal2(order.planned_qty),
    produced_qty: decimal2(order.produced_qty),
    counting_source: order.counting_source,
    description: order.description,
    completed_at: instant(order.completed_at),
    created_at: instant(order.created_at),
    updated_at: instant(order.updated_at),
    ...(options.batches ? { batches: batches.map((batch) => presentBatch(state, batch)) } : {}),
  };
}

/** A work order as `/erp` shows it. */
export function exportOrder(state: State, order: WorkOrder) {
  const line = order.line_id === null ? undefined : state.lines.get(order.line_id);
  const product = order.product_type_id === null ? undefined : state.productTypes.get(order.product_type_id);
  return {
    order_no: order.order_no,
    customer_order_no: order.customer_order_no,
    status: order.status,
    planned_qty: order.planned_qty,
    produced_qty: order.produced_qty,
    unit_price: order.unit_price,
    counting_source: order.counting_source,
    line_code: line?.code ?? null,
    product_type_code: product?.code ?? null,
    completed_at: offset(order.completed_at),
    updated_at: offset(order.updated_at),
  };
}

export function presentBatch(state: State, batch: Batch) {
  const steps = state.steps.where('batch_id', batch.id);
  const operator = steps.find((step) => step.started_by_id !== null)?.started_by_id;
  return {
    id: batch.id,
    work_order_id: batch.work_order_id,
    batch_number: batch.batch_number,
    lot_number: batch.lot_number,
    quantity: batch.target_qty,
    target_qty: decimal2(batch.target_qty),
    produced_qty: decimal2(batch.produced_qty),
    scrap_qty: decimal2(batch.scrap_qty),
    status: batch.status,
    started_at: instant(batch.started_at),
    completed_at: instant(batch.completed_at),
    operator: operator === undefined || operator === null ? null : { id: operator, username: `user${operator}` },
    created_at: instant(batch.created_at),
    updated_at: instant(batch.updated_at),
    steps: steps.map(presentStep),
  };
}

export function presentStep(step: BatchStep) {
  return { ...step, started_at: instant(step.started_at), completed_at: instant(step.completed_at) };
}

export function presentLot(state: State, lot: MaterialLot) {
  const material = state.materials.get(lot.material_id);
  return {
    ...lot,
    quantity_received: decimal4(lot.quantity_received),
    quantity_available: decimal4(lot.quantity_available),
    received_at: instant(lot.received_at),
    held_at: instant(lot.held_at),
    released_at: instant(lot.released_at),
    created_at: instant(lot.created_at),
    updated_at: instant(lot.updated_at),
    material: material === undefined ? null : presentMaterial(material),
    source: null,
    inspection: null,
  };
}

export function presentMaterial(material: Material) {
  return { ...material, created_at: instant(material.created_at), updated_at: instant(material.updated_at) };
}
