import { decimalText, sum } from '../../../lib/decimal.ts';
import type { JobOrderState } from '../../ports/erp-read.ts';
import type { Chain } from './chain-reads.ts';
import { operationState } from './order-state.ts';
import type { Reading } from './reading.ts';
import { amountIn, idIn, type Row, textIn } from './row.ts';

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
