import { z } from 'zod';

/** OpenMES's JSON as far as the hub reads it. Numbers come as numbers (documentation, `/erp`) or as text (server columns). */
const quantity = z.union([z.number(), z.string()]);

const step = z.object({ step_number: z.number(), name: z.string(), status: z.string() });

const batch = z.object({ id: z.number(), status: z.string(), steps: z.array(step).optional() });

export const workOrder = z.object({
  id: z.number(),
  order_no: z.string(),
  status: z.string(),
  planned_qty: quantity.optional(),
  quantity: quantity.optional(),
  produced_qty: quantity.optional(),
  produced_quantity: quantity.optional(),
  updated_at: z.string(),
  line: z.object({ code: z.string().optional() }).nullish(),
  batches_count: z.number().optional(),
  batches: z.array(batch).optional(),
  product_type: z
    .object({ code: z.string().optional(), name: z.string().optional(), unit_of_measure: z.string().optional() })
    .nullish(),
  product_type_id: z.number().nullish(),
});
export type WorkOrderRow = z.infer<typeof workOrder>;

export const productType = z.object({ id: z.number(), code: z.string(), unit_of_measure: z.string() });
export const material = z.object({ id: z.number(), code: z.string() });

export const materialLot = z.object({
  id: z.number(),
  lot_number: z.string(),
  material_id: z.number(),
  status: z.string(),
  hold_reason: z.string().nullish(),
});
export type MaterialLotRow = z.infer<typeof materialLot>;

export const stop = z.object({ id: z.number(), reason: z.string(), resumed_at: z.string().nullable() });
export const issue = z.object({ id: z.number(), title: z.string(), status: z.string() });
export const issueType = z.object({
  id: z.number(),
  code: z.string().optional(),
  name: z.string(),
  is_blocking: z.boolean().optional(),
});

export const scrapEntry = z.object({ work_order_id: z.number(), quantity });
export type ScrapEntryRow = z.infer<typeof scrapEntry>;
export const scrapOfOrder = z.object({ meta: z.object({ total_scrap_qty: quantity }) });

export const completion = z.object({
  order_no: z.string(),
  status: z.string(),
  planned_qty: quantity,
  produced_qty: quantity,
  line_code: z.string().nullish(),
  product_type_code: z.string().nullish(),
  completed_at: z.string().nullish(),
  updated_at: z.string(),
});
export type CompletionRow = z.infer<typeof completion>;

export const cursorMeta = z.object({ next_cursor: z.string().nullable() });
export const pageMeta = z.object({ current_page: z.number(), last_page: z.number(), total: z.number() });
