import { decimalText, sum } from '../../../lib/decimal.ts';
import type { ErpWorkCenter, ErpWorkOrder } from '../../ports/erp-read.ts';
import type { Chain } from '../model/chain-reads.ts';
import type { MaybePromise } from '../model/facts.ts';
import type { PlantSite } from '../model/layout.ts';
import { operationsOf, producedBy, stateOf } from '../model/operations.ts';
import type { Reading } from '../model/reading.ts';
import { amountIn, idIn, type Row, textIn } from '../model/row.ts';

/** Work orders over the chain, one per operation, in the order of the operations. */
export async function workOrdersOf(reading: Reading, chain: Chain): Promise<ErpWorkOrder[]> {
  const operations = await operationsOf(reading, chain);
  return Promise.all(
    operations.map((operation) => {
      const { operationNumber, rows } = operation;
      const last = rows.at(-1)!;
      return reading.facts.tell('workOrder', {
        plantCode: chain.site.plant.code,
        orderNumber: chain.orderNumber,
        operationNumber,
        name: textIn(last, 'name') ?? '',
        state: () => stateOf(operation),
        workCenter: () => workCenterOf(reading, chain.site, idIn(last, 'workcenter_id')),
        produced: () => reading.quantity(producedBy(operation), idIn(chain.parts[0]!, 'product_uom_id')),
        plannedMinutes: () => decimalText(sum(rows.map((row) => amountIn(row, 'duration_expected')))),
        actualMinutes: () => minutes(rows),
      });
    }),
  );
}

/** Time logs leave residues such as -0.00114. */
function minutes(rows: readonly Row[]): string {
  const total = sum(rows.map((row) => amountIn(row, 'duration'))).toDecimalPlaces(2);
  return decimalText(total.isNegative() ? 0 : total);
}

/** Work centres of the plant's company: Odoo binds none to a warehouse. Ordered by code. */
export async function workCentersOf(reading: Reading, site: PlantSite): Promise<ErpWorkCenter[]> {
  const rows = await reading.records.matching('mrp.workcenter', [['active', '=', true]], (row) => row.active === true);
  const own = rows.filter((row) => [null, site.companyId].includes(idIn(row, 'company_id')));
  const centers = await Promise.all(own.map((row) => toWorkCenter(reading, site, row)));
  return centers.sort((a, b) => (a.code < b.code ? -1 : 1));
}

export async function workCenterOf(
  reading: Reading,
  site: PlantSite,
  id: number | null,
): Promise<ErpWorkCenter | null> {
  const row = id === null ? null : await reading.records.byId('mrp.workcenter', id);
  return row && toWorkCenter(reading, site, row);
}

/** The code may be left empty in Odoo; the name then stands for it. */
function toWorkCenter(reading: Reading, site: PlantSite, row: Row): MaybePromise<ErpWorkCenter> {
  const name = textIn(row, 'name') ?? '';
  return reading.facts.tell('workCenter', {
    plantCode: site.plant.code,
    code: textIn(row, 'code') ?? name,
    name,
    isAvailable: () => row.working_state !== 'blocked',
  });
}
