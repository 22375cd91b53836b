import { decimal, decimalText } from '../../../../lib/decimal.ts';
import type { WorkOrderReportInput, WorkOrderReportResult } from '../../../ports/erp-write.ts';
import type { Posting } from '../../../ports/posting.ts';
import {
  booked,
  inOwnUnit,
  notBooked,
  ratioOf,
  readProducts,
  readUnits,
  roundTo,
  unitIn,
} from '../../model/catalog.ts';
import { chainOfPart, openPartOf, readMoves } from '../../model/order-part.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import { odooNumber } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import { CLOSED, isWorkOpen, readWorkOrders, type WorkOrder } from '../../model/work-orders.ts';
import type { Addon } from '../../transport/addon.ts';
import type { Check } from '../kit/batch.ts';
import { guardOf } from '../kit/guard.ts';
import { posting } from '../kit/recipe.ts';

type Reached = { produced: string; minutes: string };
type ReportBefore = { partId: number; workOrderId: number; found: Reached; leaves: Reached; finishes: boolean };

/**
 * Quantity and time of an operation on its work order. Written as totals to the work order's own fields: button_start
 * and qty_producing would set the order's quantity and pick its components.
 */
export function reportWorkOrder(
  rpc: WriteRpc,
  sites: Sites,
  addon: Addon,
): Posting<WorkOrderReportInput, ReportBefore, WorkOrderReportResult> {
  return posting<WorkOrderReportInput, ReportBefore, WorkOrder, WorkOrderReportResult>(rpc, addon, {
    operation: 'mrp.workorder/report',
    because:
      'The totals that the report leads to are stored with the intent and written as such, so that a repeat changes ' +
      'nothing; Odoo would not refuse a late write over a newer report.',
    calls: ['mrp.production/write', 'mrp.workorder/button_finish'],
    what: (before) => `the report on work order ${before.workOrderId}`,

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const part = openPartOf(await chainOfPart(rpc, site, input, context), input.partId);
      const [works, units, products] = await Promise.all([
        readWorkOrders(rpc, part.id, context),
        readUnits(rpc, context),
        readProducts(rpc, [part.productId], context),
      ]);
      const [unit, own] = [
        unitIn(units, part.unitId),
        unitIn(units, products.get(part.productId)?.unitId ?? part.unitId),
      ];
      const asked = inOwnUnit(input.produced, own, ['produced']);
      const booking = roundTo(asked.div(ratioOf(unit, own)), unit.rounding);
      if (!booked(booking, unit, own).eq(asked)) throw notBooked(asked, booked(booking, unit, own), own, ['produced']);
      const work = works.find((entry) => entry.operationNumber === input.operationNumber);
      if (work === undefined) {
        throw refused('OPERATION_NOT_FOUND', `Order ${input.orderNumber} has no operation ${input.operationNumber}`, {
          rule: 'PC-01',
          path: ['operationNumber'],
        });
      }
      if (!isWorkOpen(work)) {
        throw refused('OPERATION_NOT_OPEN', `Operation ${input.operationNumber} is ${work.state} in the ERP`, {
          rule: 'PC-01',
          path: ['operationNumber'],
        });
      }
      const produced = work.produced.plus(booking);
      const minutes = work.minutes.plus(decimal(input.minutes ?? 0));
      return {
        partId: part.id,
        workOrderId: work.id,
        found: { produced: decimalText(work.produced), minutes: decimalText(work.minutes) },
        leaves: { produced: decimalText(produced), minutes: decimalText(minutes) },
        finishes: produced.gte(work.planned),
      };
    },

    async see({ before, context }) {
      const works = await readWorkOrders(rpc, before.partId, context);
      const work = works.find((entry) => entry.id === before.workOrderId);
      if (work === undefined) throw postedOtherwise(`Work order ${before.workOrderId} is no longer there`);
      return work;
    },

    async judge(work, { before }) {
      const isThere = reaches(work, before.leaves) && (!before.finishes || !isWorkOpen(work));
      if (isThere) return { outcome: 'found', result: { workOrderId: String(work.id) } };
      if (isWorkOpen(work) && (reaches(work, before.found) || reaches(work, before.leaves)))
        return { outcome: 'absent' };
      const stands = `${decimalText(work.produced)} in ${decimalText(work.minutes)} min, ${work.state}`;
      throw postedOtherwise(`Work order ${work.id} stands at ${stands}: neither as found nor as reported`);
    },

    async batch(_work, { before, context }) {
      const moves = await readMoves(rpc, before.partId, context);
      const ids = [before.workOrderId];
      const vals = {
        qty_produced: odooNumber(before.leaves.produced),
        ...(before.leaves.minutes === before.found.minutes ? {} : { duration: odooNumber(before.leaves.minutes) }),
      };
      // Through its order, which refuses once it is finished or cancelled.
      const throughOrder = { workorder_ids: [[1, before.workOrderId, vals]], ...guardOf(moves) };
      const write = {
        ...{ model: 'mrp.production', method: 'write', ids: [before.partId] },
        args: { vals: throughOrder },
      };
      const finish = { model: 'mrp.workorder', method: 'button_finish', ids };
      const stands = (says: string, totals: Reached, state: unknown[]): Check[] => {
        const work = { says, model: 'mrp.workorder', domain: [['id', '=', before.workOrderId], state] };
        return [
          { ...work, count: 1, sums: { qty_produced: totals.produced } },
          { ...work, sums: { duration: totals.minutes }, within: SAME_MINUTES },
        ];
      };
      return {
        calls: before.finishes ? [write, finish] : [write],
        before: stands('The work order was reported on', before.found, ['state', 'not in', CLOSED]),
        after: stands('The report does not stand', before.leaves, [
          'state',
          before.finishes ? 'in' : 'not in',
          before.finishes ? CLOSED : ['cancel'],
        ]),
        reads: [],
      };
    },

    resultOf: (_receipt, before) => ({ workOrderId: String(before.workOrderId) }),
  });
}

/** Odoo keeps minutes to two places and its own residue; a hundredth of a minute is no difference. */
const SAME_MINUTES = '0.02';

const reaches = (work: WorkOrder, reached: Reached): boolean =>
  work.produced.eq(decimal(reached.produced)) && work.minutes.minus(decimal(reached.minutes)).abs().lte(SAME_MINUTES);
