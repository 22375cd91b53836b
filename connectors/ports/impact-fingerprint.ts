import { canonicalHash } from '../../lib/canonical.ts';
import { decimalText } from '../../lib/decimal.ts';
import type { Quantity } from './common.ts';
import type { ErpImpact } from './erp-read.ts';

/**
 * Another text when an order, a purchase line or the stock that a change touches at a plant comes, goes or changes:
 * what an approver was shown, and what a release is held against. The order of the lists does not matter.
 */
export function impactFingerprint(plantCode: string, impact: ErpImpact): string {
  return canonicalHash({
    plantCode,
    orders: sorted(
      impact.openOrders.map(({ orderNumber, state, itemNumber, planned, produced, bomRevision }) => ({
        key: orderNumber,
        state,
        itemNumber,
        planned: plain(planned),
        produced: plain(produced),
        bomRevision,
      })),
    ),
    purchases: sorted(
      impact.openPurchaseLines.map(({ poNumber, lineNumber, itemNumber, ordered, received }) => ({
        key: `${poNumber}/${lineNumber}`,
        itemNumber,
        ordered: plain(ordered),
        received: plain(received),
      })),
    ),
    stock: sorted(
      impact.stock
        .filter((level) => decimalText(level.onHand.value) !== '0')
        .map(({ itemNumber, onHand, onHold }) => ({ key: itemNumber, onHand: plain(onHand), onHold: plain(onHold) })),
    ),
  });
}

const plain = ({ value, unit }: Quantity): string => `${decimalText(value)} ${unit}`;

const sorted = <Row extends { key: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
