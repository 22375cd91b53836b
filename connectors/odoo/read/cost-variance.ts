import { decimalText, sum } from '../../../lib/decimal.ts';
import type { ErpCostVariance } from '../../ports/erp-read.ts';
import type { Chain } from '../model/chain-reads.ts';
import type { Reading } from '../model/reading.ts';
import { isRecord } from '../transport/json.ts';

/**
 * Planned and real cost of the finished parts of an order, from Odoo's own overview: one call per part, as the report
 * takes one order. Errors: GraphError NOT_SUPPORTED_BY_SOURCE before 18, which keeps no planned cost of a finished order.
 */
export async function costVarianceOf(reading: Reading, chain: Chain): Promise<ErpCostVariance | null> {
  const done = chain.parts.filter((part) => part.state === 'done');
  if (done.length === 0) return null;
  if ((await reading.session.version()).major < 18) {
    throw reading.error('NOT_SUPPORTED_BY_SOURCE', 'Odoo 17 keeps no planned cost of a finished order');
  }
  const [costs, currency] = await Promise.all([
    Promise.all(done.map((part) => overview(reading, part.id))),
    reading.layout.currency(chain.site),
  ]);
  const standard = sum(costs.map((cost) => cost.planned));
  const actual = sum(costs.map((cost) => cost.real));
  const money = (amount: typeof standard) => ({ amount: decimalText(amount), currency });
  return { standard: money(standard), actual: money(actual), variance: money(actual.minus(standard)) };
}

async function overview(reading: Reading, orderId: number): Promise<{ planned: number; real: number }> {
  const report = await reading.records.ask<unknown>({
    model: 'report.mrp.report_mo_overview',
    method: 'get_report_values',
    args: { production_id: orderId },
  });
  const data = isRecord(report) && isRecord(report.data) ? report.data : {};
  const { mo_cost: planned, real_cost: real } = isRecord(data.summary) ? data.summary : {};
  if (typeof planned !== 'number' || typeof real !== 'number') {
    throw reading.error('NOT_SUPPORTED_BY_SOURCE', 'Odoo’s overview of an order tells no costs');
  }
  return { planned, real };
}
