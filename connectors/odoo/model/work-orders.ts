import type { Decimal } from 'decimal.js';
import type { ReadContext } from '../../ports/posting.ts';
import { amountIn, idIn, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';

export interface WorkOrder {
  id: number;
  /** Its place in the order times ten. */
  operationNumber: string;
  state: string;
  workCenterId: number | null;
  /** In the order's own unit. */
  produced: Decimal;
  planned: Decimal;
  /** Minutes logged. */
  minutes: Decimal;
}

const FIELDS = ['state', 'workcenter_id', 'qty_produced', 'qty_production', 'duration'];

/** The work orders of one order, in the order of its operations. */
export async function readWorkOrders(rpc: WriteRpc, partId: number, context: ReadContext): Promise<WorkOrder[]> {
  const rows = await rpc.search('mrp.workorder', [['production_id', '=', partId]], FIELDS, context, { order: 'id' });
  return rows.map((row, index) => ({
    id: row.id,
    operationNumber: String((index + 1) * 10),
    state: textIn(row, 'state') ?? '',
    workCenterId: idIn(row, 'workcenter_id'),
    produced: amountIn(row, 'qty_produced'),
    planned: amountIn(row, 'qty_production'),
    minutes: amountIn(row, 'duration'),
  }));
}

export const CLOSED: readonly string[] = ['done', 'cancel'];

export const isWorkOpen = (work: WorkOrder): boolean => !CLOSED.includes(work.state);
