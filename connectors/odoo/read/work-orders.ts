import { decimalText, sum } from '../../../lib/decimal.ts';
import type { ErpWorkCenter, ErpWorkOrder, JobOrderState } from '../../ports/erp-read.ts';
import type { PlantSite } from '../layout.ts';
import { amountIn, idIn, type Row, textIn } from '../write/row.ts';
import type { Chain } from './chains.ts';
import { operationState } from './order-state.ts';
import type { Reading } from './reading.ts';

/** Odoo numbers no operations: the place among those of the order or routing, times ten. */
export const operationNumberAt = (place: number): string => String((place + 1) * 10);

/** One operation of a chain. */
export interface Operation {
  operationNumber: string;
  /** Its work orders, in the order of the parts; at least one. */
  rows: readonly Row[];
}

/** Operations of the chain, in their order. */
export async function operationsOf(reading: Reading, chain: Chain): Promise<Operation[]> {
  const rows = await Promise.all(
    chain.parts.map((part) => reading.records.where('mrp.workorder', 'production_id', part.id)),
  );
  return byOperation(rows).map((own, place) => ({ operationNumber: operationNumberAt(place), rows: own }));
}

export const stateOf = ({ rows }: Operation): JobOrderState =>
  operationState(rows.map((row) => textIn(row, 'state') ?? ''));

/** In the unit of the chain's first part. */
export const producedBy = ({ rows }: Operation): string =>
  decimalText(sum(rows.map((row) => amountIn(row, 'qty_produced'))));

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

/** Every work order has the same operations as the first part's, as a backorder copies them; by operation, else by place. */
function byOperation(parts: readonly Row[][]): Row[][] {
  const operations: Row[][] = [];
  for (const part of parts) {
    const taken = new Set<Row[]>();
    for (const [place, row] of part.entries()) {
      const operation = idIn(row, 'operation_id');
      const isSame = (own: Row[]) =>
        !taken.has(own) &&
        (operation === null
          ? idIn(own[0]!, 'operation_id') === null && own[0]!.name === row.name
          : idIn(own[0]!, 'operation_id') === operation);
      const own = operations.find(isSame) ?? [];
      if (own.length === 0) operations.splice(Math.max(place, 0), 0, own);
      taken.add(own);
      own.push(row);
    }
  }
  return operations;
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
function toWorkCenter(reading: Reading, site: PlantSite, row: Row): Promise<ErpWorkCenter> {
  const name = textIn(row, 'name') ?? '';
  return reading.facts.tell('workCenter', {
    plantCode: site.plant.code,
    code: textIn(row, 'code') ?? name,
    name,
    isAvailable: () => row.working_state !== 'blocked',
  });
}
