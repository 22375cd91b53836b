import { type Collection, openDocuments } from '../kit/documents.ts';
import type { Journal, Store } from '../kit/index.ts';

export interface Line {
  id: number;
  code: string;
  name: string;
  description: string | null;
  is_active: boolean;
  created_at: string;
  updated_at: string;
}

export interface ProductType {
  id: number;
  code: string;
  name: string;
  description: string | null;
  category: string | null;
  unit_of_measure: string;
  external_code: string | null;
  external_system: string | null;
  is_active: boolean;
  created_at: string;
  updated_at: string;
}

export interface TemplateStep {
  step_number: number;
  name: string;
  instruction: string | null;
  estimated_duration_minutes: number | null;
}

export interface ProcessTemplate {
  id: number;
  product_type_id: number;
  name: string;
  version: number;
  is_active: boolean;
  steps: TemplateStep[];
  created_at: string;
  updated_at: string;
}

export interface DowntimeReason {
  id: number;
  code: string;
  name: string;
  is_active: boolean;
}

/** A component of a recipe: it hangs off the process template of its product. */
export interface BomItem {
  id: number;
  process_template_id: number;
  material_id: number;
  quantity_per_unit: number;
  scrap_percentage: number;
  notes: string | null;
  sort_order: number;
}

export const ORDER_STATUSES = [
  'PENDING',
  'ACCEPTED',
  'IN_PROGRESS',
  'BLOCKED',
  'PAUSED',
  'CHANGE_HOLD',
  'DONE',
  'REJECTED',
  'CANCELLED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];
export const TERMINAL_STATUSES: readonly OrderStatus[] = ['DONE', 'REJECTED', 'CANCELLED'];

export interface WorkOrder {
  id: number;
  order_no: string;
  customer_order_no: string | null;
  line_id: number | null;
  product_type_id: number | null;
  process_snapshot: { template_id: number; steps: TemplateStep[] } | null;
  planned_qty: number;
  produced_qty: number;
  unit_price: number | null;
  counting_source: 'operator' | 'machine' | 'both';
  status: OrderStatus;
  priority: number;
  due_date: string | null;
  week_number: number | null;
  month_number: number | null;
  production_year: number | null;
  description: string | null;
  completed_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface Batch {
  id: number;
  work_order_id: number;
  batch_number: number;
  lot_number: string | null;
  target_qty: number;
  produced_qty: number;
  scrap_qty: number;
  status: 'PENDING' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED';
  started_at: string | null;
  completed_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface BatchStep extends TemplateStep {
  id: number;
  batch_id: number;
  status: 'PENDING' | 'READY' | 'IN_PROGRESS' | 'DONE' | 'SKIPPED';
  started_at: string | null;
  started_by_id: number | null;
  completed_at: string | null;
  completed_by_id: number | null;
  duration_minutes: number | null;
}

export interface Stop {
  id: number;
  work_order_id: number;
  batch_id: number | null;
  type: string;
  reason: string;
  requires_change: boolean;
  produced_qty_at_stop: number;
  context: Record<string, unknown>;
  stopped_by_id: number;
  stopped_at: string;
  resumed_by_id: number | null;
  resumed_at: string | null;
  resume_notes: string | null;
  duration_minutes: number | null;
  resulting_status: string | null;
}

export interface IssueType {
  id: number;
  code: string;
  name: string;
  severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  is_blocking: boolean;
  is_active: boolean;
}

export interface Issue {
  id: number;
  work_order_id: number;
  issue_type_id: number;
  title: string;
  description: string | null;
  status: 'OPEN' | 'ACKNOWLEDGED' | 'RESOLVED' | 'CLOSED';
  reported_by_id: number;
  reported_at: string;
  acknowledged_at: string | null;
  resolved_at: string | null;
  closed_at: string | null;
  resolution_notes: string | null;
  updated_at: string;
}

export interface Material {
  id: number;
  code: string;
  name: string;
  description: string | null;
  unit_of_measure: string;
  tracking_type: 'none' | 'batch' | 'serial';
  material_type_code: string;
  external_code: string | null;
  external_system: string | null;
  is_active: boolean;
  created_at: string;
  updated_at: string;
}

export const LOT_STATUSES = ['received', 'quarantine', 'released', 'consumed', 'expired', 'rejected'] as const;

export interface MaterialLot {
  id: number;
  lot_number: string;
  material_id: number;
  quantity_received: number;
  quantity_available: number;
  unit_of_measure: string;
  received_at: string;
  manufacturing_date: string | null;
  expiry_date: string | null;
  status: (typeof LOT_STATUSES)[number];
  supplier_lot_no: string | null;
  supplier_reference: string | null;
  source_batch_id: number | null;
  hold_reason: string | null;
  held_at: string | null;
  held_by_id: number | null;
  released_at: string | null;
  released_by_id: number | null;
  created_at: string;
  updated_at: string;
}

export interface Consumption {
  id: number;
  batch_step_id: number;
  material_lot_id: number;
  quantity_consumed: number;
  consumed_at: string;
  recorded_by_id: number;
}

export interface Reclassification {
  id: number;
  type: 'status';
  source_material_id: number;
  source_lot_id: number;
  from_status: string;
  to_status: string;
  reason: string | null;
  performed_by: number;
  performed_at: string;
}

export interface ScrapReason {
  id: number;
  code: string;
  name: string;
  category: string;
  description: string | null;
  is_active: boolean;
  sort_order: number;
}

export interface ScrapEntry {
  id: number;
  work_order_id: number;
  scrap_reason_id: number;
  quantity: number;
  batch_step_id: number | null;
  shift_id: number | null;
  notes: string | null;
  reported_by: number;
  reported_at: string;
}

/** Everything that the simulated MES keeps, and the clock and journal that its changes go by. */
export interface State {
  readonly lines: Collection<Line>;
  readonly productTypes: Collection<ProductType>;
  readonly templates: Collection<ProcessTemplate>;
  readonly orders: Collection<WorkOrder>;
  readonly batches: Collection<Batch>;
  readonly steps: Collection<BatchStep>;
  readonly stops: Collection<Stop>;
  readonly issueTypes: Collection<IssueType>;
  readonly issues: Collection<Issue>;
  readonly materials: Collection<Material>;
  readonly lots: Collection<MaterialLot>;
  readonly consumptions: Collection<Consumption>;
  readonly reclassifications: Collection<Reclassification>;
  readonly downtimeReasons: Collection<DowntimeReason>;
  readonly bomItems: Collection<BomItem>;
  readonly scrapReasons: Collection<ScrapReason>;
  readonly scrapEntries: Collection<ScrapEntry>;
  /** Now, to the second: the resolution of the real server's columns. */
  now(): string;
  clear(): void;
}

export function openState(store: Store, journal: Journal): State {
  const documents = openDocuments(store);
  return {
    lines: documents.collection('lines'),
    productTypes: documents.collection('product_types'),
    templates: documents.collection('process_templates'),
    orders: documents.collection('work_orders'),
    batches: documents.collection('batches'),
    steps: documents.collection('batch_steps'),
    stops: documents.collection('work_order_stops'),
    issueTypes: documents.collection('issue_types'),
    issues: documents.collection('issues'),
    materials: documents.collection('materials'),
    lots: documents.collection('material_lots'),
    consumptions: documents.collection('batch_step_lot_consumptions'),
    reclassifications: documents.collection('material_reclassifications'),
    downtimeReasons: documents.collection('downtime_reasons'),
    bomItems: documents.collection('bom_items'),
    scrapReasons: documents.collection('scrap_reasons'),
    scrapEntries: documents.collection('scrap_entries'),
    now: () => `${new Date().toISOString().slice(0, 19)}Z`,
    clear() {
      documents.clear();
      journal.clear();
    },
  };
}
