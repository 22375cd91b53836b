import type {
  ErpBom,
  ErpComponent,
  ErpItem,
  ErpLotKey,
  ErpOrder,
  ErpPurchaseLine,
  ErpPurchaseOrder,
  ErpStockLevel,
} from '../../connectors/ports/erp-read.ts';
import { GraphError } from '../../lib/errors.ts';
import type {
  BillOfMaterials,
  BomLine,
  ComponentRequirement,
  Item,
  MaterialLot,
  ProductionOrder,
  PurchaseOrder,
  PurchaseOrderLine,
  StockLevel,
} from '../../schema/generated/odoo.ts';

/** An item of which only the number is known; its other fields resolve by it. */
export const itemRef = (itemNumber: string): Item => ({ itemNumber });

/** Errors: GraphError KEY_MISSING where the record's product has no number. Called by getters: the error is the field's. */
export function itemOf(itemNumber: string | null, what: string): Item {
  if (itemNumber === null) throw new GraphError('KEY_MISSING', `The item of ${what} has no number in the ERP`);
  return { itemNumber };
}

export const toItem = ({ itemNumber }: ErpItem): Item => ({ itemNumber });

export const toLot = ({ itemNumber, lotNumber }: ErpLotKey): MaterialLot => ({ itemNumber, lotNumber });

/** Without what costs a call of its own: those fields resolve by themselves. */
export function toOrder(order: ErpOrder): ProductionOrder {
  const { plantCode, orderNumber, state, planned, produced, plannedStart, plannedEnd, refs } = order;
  return {
    plantCode,
    orderNumber,
    state,
    planned,
    produced,
    plannedStart,
    plannedEnd,
    externalRefs: refs,
  } as ProductionOrder;
}

export function toComponent(orderNumber: string, component: ErpComponent): ComponentRequirement {
  const { itemNumber, required, consumed, reservedLots } = component;
  return {
    required,
    consumed,
    reservedLots: reservedLots.map(toLot),
    get item() {
      return itemOf(itemNumber, `a component of order ${orderNumber}`);
    },
  };
}

export function toBom({ itemNumber, revision, plantCode, baseQuantity, lines }: ErpBom): BillOfMaterials {
  const toLine = (line: ErpBom['lines'][number]): BomLine => ({
    lineNumber: line.lineNumber,
    quantity: line.quantity,
    operationNumber: line.operationNumber,
    substitutes: null,
    get component() {
      return itemOf(line.itemNumber, `line ${line.lineNumber} of the bill of materials of ${itemNumber}`);
    },
  });
  return { itemNumber, revision, plantCode, baseQuantity, lines: lines.map(toLine) };
}

export function toStockLevel(level: ErpStockLevel): StockLevel {
  const { plantCode, onHand, reserved, available, onHold, locations } = level;
  return { plantCode, onHand, reserved, available, onHold, locations };
}

export function toPurchaseLine(line: ErpPurchaseLine): PurchaseOrderLine {
  const { poNumber, lineNumber, ordered, received, promisedOn } = line;
  return {
    poNumber,
    lineNumber,
    ordered,
    received,
    promisedOn,
    get item() {
      return itemOf(line.itemNumber, `line ${lineNumber} of ${poNumber}`);
    },
  };
}

export function toPurchaseOrder(order: ErpPurchaseOrder): PurchaseOrder {
  const { plantCode, poNumber, supplierCode, supplier, state, orderedAt, lines } = order;
  return { plantCode, poNumber, supplierCode, supplier, state, orderedAt, lines: lines.map(toPurchaseLine) };
}
