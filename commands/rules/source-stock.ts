import { decimal, type Exact, sum } from '../../lib/decimal.ts';
import type { OpenPart } from './order.ts';

/**
 * PC-11: what can be taken of a component, or of one of its lots, where the order takes it from, in the component's
 * unit. In a warehouse that picks for production first, that is what was picked, whatever lies in the shelves.
 */
export function atSource(part: OpenPart, itemNumber: string, lotNumber: string | null = null): Exact {
  const component = part.components.find((candidate) => candidate.itemNumber === itemNumber);
  const stock = component?.atSource.filter((entry) => lotNumber === null || entry.lotNumber === lotNumber) ?? [];
  return stock.length === 0 ? decimal(0) : sum(stock.map((entry) => entry.quantity));
}
