import type {
  ErpBom,
  ErpBomLine,
  ErpComponent,
  ErpGenealogyLink,
  ErpImpact,
  ErpItem,
  ErpLotKey,
  ErpMaintenanceRequest,
  ErpOrder,
  ErpPurchaseLine,
  ErpPurchaseOrder,
} from '../../connectors/ports/erp-read.ts';
import { impactFingerprint } from '../../connectors/ports/impact-fingerprint.ts';
import { GraphError } from '../../lib/errors.ts';
import type {
  BillOfMaterials,
  BomLine,
  ChangeImpact,
  ComponentRequirement,
  Item,
  MaintenanceRequest,
  MaterialLot,
  ProductionOrder,
  PurchaseOrder,
  PurchaseOrderLine,
  Routing,
  TraceEdge,
} from '../../schema/generated/odoo.ts';

/** What was met at a plant, below a record of its: the ERP of that plant knows it, and no other need be asked. */
export interface Met {
  metAt?: string | undefined;
}

/** An item of which only the number is known; its other fields resolve by it. */
export const itemRef = (itemNumber: string, metAt?: string): Item & Met => ({ itemNumber, metAt });

/** Errors: GraphError KEY_MISSING where the record's product has no number. Called by getters: the error is the field's. */
export function itemOf(itemNumber: string | null, metAt: string, what: string): Item {
  if (itemNumber === null) throw new GraphError('KEY_MISSING', `The item of ${what} has no number in the ERP`);
  return itemRef(itemNumber, metAt);
}

export const toItem = ({ itemNumber }: ErpItem): Item => ({ itemNumber });

export const toLot = ({ itemNumber, lotNumber }: ErpLotKey): MaterialLot => ({ itemNumber, lotNumber });

export const toLotAt =
  (metAt: string) =>
  (key: ErpLotKey): MaterialLot & Met => ({ ...toLot(key), metAt });

/** What an ERP tells, with what the graph calls otherwise; nothing of it is read before a query resolves it. */
function shown<Type>(told: object, otherwise: object): Type {
  return Object.create(told, Object.getOwnPropertyDescriptors(otherwise)) as Type;
}

/** Without what costs a call of its own: those fields resolve by themselves. */
export const toOrder = (order: ErpOrder): ProductionOrder => order as unknown as ProductionOrder;

/** Made by the thousand: one class, whose getters read of the component what a query resolves. */
class ShownComponent {
  readonly #order: { plantCode: string; orderNumber: string };
  readonly #component: ErpComponent;

  constructor(order: { plantCode: string; orderNumber: string }, component: ErpComponent) {
    this.#order = order;
    this.#component = component;
  }

  get required() {
    return this.#component.required;
  }

  get consumed() {
    return this.#component.consumed;
  }

  get reservedLots() {
    return this.#component.reservedLots.map(toLotAt(this.#order.plantCode));
  }

  get item() {
    const { plantCode, orderNumber } = this.#order;
    return itemOf(this.#component.itemNumber, plantCode, `a component of order ${orderNumber}`);
  }
}

export const toComponent = (
  order: { plantCode: string; orderNumber: string },
  component: ErpComponent,
): ComponentRequirement => new ShownComponent(order, component);

export function toBom(bom: ErpBom): BillOfMaterials {
  const toLine = (line: ErpBomLine): BomLine =>
    shown(line, {
      substitutes: null,
      get component() {
        const what = `line ${line.lineNumber} of the bill of materials of ${bom.itemNumber}`;
        return itemOf(line.itemNumber, bom.plantCode, what);
      },
    });
  return shown(bom, {
    get lines() {
      return bom.lines.map(toLine);
    },
  });
}

export const toRouting = (bom: ErpBom): Routing =>
  shown(bom, {
    get version() {
      return bom.revision;
    },
  });

export const toPurchaseLine = (line: ErpPurchaseLine): PurchaseOrderLine =>
  shown(line, {
    get item() {
      return itemOf(line.itemNumber, line.plantCode, `line ${line.lineNumber} of ${line.poNumber}`);
    },
  });

export const toPurchaseOrder = (order: ErpPurchaseOrder): PurchaseOrder =>
  shown(order, {
    get lines() {
      return order.lines.map(toPurchaseLine);
    },
  });

export const toImpact = (plantCode: string, impact: ErpImpact): ChangeImpact => ({
  coverage: impact.isTruncated ? 'TRUNCATED' : 'COMPLETE',
  openProductionOrders: impact.openOrders.map(toOrder),
  openPurchaseLines: impact.openPurchaseLines.map(toPurchaseLine),
  stock: impact.stock.map((level) => ({ item: itemRef(level.itemNumber, plantCode), stock: level })),
  get fingerprint() {
    return impactFingerprint(plantCode, impact);
  },
});

export const toTraceEdge = (link: ErpGenealogyLink, place: Pick<TraceEdge, 'depth' | 'orderNumber'>): TraceEdge =>
  shown(link, { ...place, input: toLot(link.input), output: toLot(link.output) });

export const toMaintenanceRequest = (request: ErpMaintenanceRequest): MaintenanceRequest =>
  shown(request, { workCenter: null });
