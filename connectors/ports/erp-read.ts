import type { ExternalRef, Page, PageArgs, Quantity } from './common.ts';

export type Tracking = 'NONE' | 'LOT' | 'SERIAL';
export type ProductionOrderState = 'FORECAST' | 'WAITING' | 'RELEASED' | 'RUNNING' | 'HELD' | 'COMPLETED' | 'CANCELLED';
export type JobOrderState = 'WAITING' | 'READY' | 'RUNNING' | 'HELD' | 'COMPLETED' | 'CANCELLED';
/** What the ERP does with consumption that differs from the bill of materials. */
export type ConsumptionPolicy = 'STRICT' | 'WARNING' | 'FLEXIBLE';

export interface ErpItem {
  itemNumber: string;
  name: string | null;
  /** Null also where the ERP's unit means no UN/CEFACT code; `unitName` is then not null. */
  unit: string | null;
  unitName: string | null;
  tracking: Tracking | null;
  isActive: boolean;
  refs: ExternalRef[];
}

export interface ErpBom {
  itemNumber: string;
  revision: string | null;
  plantCode: string;
  baseQuantity: Quantity;
  consumption: ConsumptionPolicy;
  /** Bound to the plant's own operation type, not general. */
  isPlantSpecific: boolean;
  lines: ErpBomLine[];
  operations: ErpRoutingOperation[];
  ref: ExternalRef;
}

export interface ErpBomLine {
  /** The line's place, from 1. */
  lineNumber: number;
  /** Null where the component has no item number. */
  itemNumber: string | null;
  quantity: Quantity;
  /** Null also where the operations were not asked for; `hasOperation` is then true. */
  operationNumber: string | null;
  hasOperation: boolean;
}

export interface ErpRoutingOperation {
  /** The operation's place times ten. */
  operationNumber: string;
  name: string;
  workCenter: ErpWorkCenter | null;
  /** Minutes. */
  plannedMinutes: string | null;
}

export interface ErpWorkCenter {
  plantCode: string;
  code: string;
  name: string;
  isAvailable: boolean;
}

export interface ErpStockLevel {
  plantCode: string;
  itemNumber: string;
  onHand: Quantity;
  reserved: Quantity;
  available: Quantity;
  onHold: Quantity;
  locations: { location: string; quantity: Quantity }[];
}

export interface ErpMoney {
  amount: string;
  /** ISO 4217. */
  currency: string;
}

/** A manufacturing order with its backorders, counted as one under its first number. */
export interface ErpOrder {
  plantCode: string;
  /** The number that the order had before it was split; a suffix is taken off only where the ERP has put it. */
  orderNumber: string;
  /** Every number that means this order: its own first, then those of its parts. */
  numbers: string[];
  state: ProductionOrderState;
  /** Null where the product has no item number. */
  itemNumber: string | null;
  planned: Quantity;
  produced: Quantity;
  scrapped: Quantity | null;
  bomRevision: string | null;
  routingVersion: string | null;
  plannedStart: string | null;
  plannedEnd: string | null;
  /** Every order of the chain, oldest first. */
  refs: ExternalRef[];
  /** The back end's id of the part that is still open; null when all are done or cancelled. */
  openPartId: string | null;
}

export interface ErpComponent {
  itemNumber: string | null;
  required: Quantity;
  consumed: Quantity;
  reservedLots: { itemNumber: string; lotNumber: string; quantity: Quantity }[];
}

export interface ErpWorkOrder {
  plantCode: string;
  orderNumber: string;
  operationNumber: string;
  name: string;
  state: JobOrderState;
  workCenter: ErpWorkCenter | null;
  produced: Quantity | null;
  plannedMinutes: string | null;
  actualMinutes: string | null;
}

export interface ErpLotKey {
  itemNumber: string;
  lotNumber: string;
}

export interface ErpLot extends ErpLotKey {
  /** RFC 3339, null where none is kept. */
  expiresAt: string | null;
  refs: ExternalRef[];
}

/** One lot that went into another. */
export interface ErpGenealogyLink {
  input: ErpLotKey;
  output: ErpLotKey;
  /** Of the input, over all movements of the one into the other in one order. */
  quantity: Quantity;
  /** The back end's movement, for `orderOfMovement`. */
  movementId: string;
}

export type TraceDirection = 'BACKWARD' | 'FORWARD';

export interface ErpLotStock {
  plantCode: string;
  location: string;
  quantity: Quantity;
  reserved: Quantity;
  /** True in the plant's hold location. */
  isHeld: boolean;
}

export interface ErpImpact {
  openOrders: ErpOrder[];
  openPurchaseLines: ErpPurchaseLine[];
  stock: ErpStockLevel[];
  isTruncated: boolean;
}

export interface ErpPurchaseLine {
  plantCode: string;
  poNumber: string;
  lineNumber: number;
  itemNumber: string | null;
  ordered: Quantity;
  received: Quantity;
  promisedOn: string | null;
}

export type PurchaseOrderState = 'DRAFT' | 'SENT' | 'AWAITING_APPROVAL' | 'CONFIRMED' | 'CLOSED' | 'CANCELLED';

export interface ErpPurchaseOrder {
  plantCode: string;
  poNumber: string;
  /** Null where the ERP has none for the supplier. */
  supplierCode: string | null;
  supplier: string;
  state: PurchaseOrderState;
  orderedAt: string | null;
  lines: ErpPurchaseLine[];
  refs: ExternalRef[];
}

export type MaintenanceRequestState = 'OPEN' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED';

export interface ErpMaintenanceRequest {
  plantCode: string;
  requestNumber: string;
  title: string;
  equipmentCode: string | null;
  state: MaintenanceRequestState;
  openedAt: string | null;
}

export interface ErpCostVariance {
  /** Planned cost of what was produced. */
  standard: ErpMoney;
  actual: ErpMoney;
  variance: ErpMoney;
}

export interface OrderFilter {
  plantCodes: readonly string[];
  states?: readonly ProductionOrderState[];
  itemNumber?: string;
}

export interface PurchaseOrderFilter {
  plantCodes: readonly string[];
  states?: readonly PurchaseOrderState[];
  supplierCode?: string;
  /** Orders with a line of the item. */
  itemNumber?: string;
}

/** Parts of an answer that cost a call of their own. */
export type OrderDetail = 'itemNumber' | 'scrapped' | 'bomRevision';
export type ComponentDetail = 'reservedLots';
export type BomDetail = 'operations';

/**
 * Reads of one request from one ERP connection. Asking for many things within one tick costs one call per kind of
 * record; what was read once in the request is not read again. Unknown keys answer null or an empty list.
 * Plants named must be served by this connection. Item numbers that are not unique: GraphError KEY_AMBIGUOUS.
 * Errors: RetryableError when the back end does not answer in time or at all.
 */
export interface ErpReader {
  item(itemNumber: string): Promise<ErpItem | null>;
  searchItems(args: PageArgs & { search?: string | null }): Promise<Page<ErpItem>>;
  /** What the plant builds from today: a BOM bound to the plant before a general one. Details left out: all of them. */
  bom(itemNumber: string, plantCode: string, details?: readonly BomDetail[]): Promise<ErpBom | null>;
  stock(itemNumber: string, plantCode: string): Promise<ErpStockLevel>;
  /** Of one base unit, in the plant's company. */
  standardCost(itemNumber: string, plantCode: string): Promise<ErpMoney | null>;
  /** Ordered by lot number. */
  lotsOfItem(itemNumber: string, args: PageArgs): Promise<Page<ErpLot>>;
  lot(key: ErpLotKey): Promise<ErpLot | null>;
  /** Lots of any item that carry this number. */
  lotsWithNumber(lotNumber: string): Promise<ErpLotKey[]>;
  /** Every plant of the connection among `plantCodes`. */
  lotStock(key: ErpLotKey, plantCodes: readonly string[]): Promise<ErpLotStock[]>;
  /** Lots that went into this one; and what it went into. One level. */
  consumedLots(key: ErpLotKey): Promise<ErpLotKey[]>;
  producedLotsFrom(key: ErpLotKey): Promise<ErpLotKey[]>;
  /** The same with how much and where: BACKWARD what it was made of, FORWARD what it was built into. One level. */
  genealogy(key: ErpLotKey, direction: TraceDirection): Promise<ErpGenealogyLink[]>;
  /** The order, under its first number, that a movement belongs to; null where it is of none of the plants. */
  orderOfMovement(movementId: string, plantCodes: readonly string[]): Promise<string | null>;
  /** By any number of the chain. Details left out: all of them; a detail not asked for is null. */
  order(plantCode: string, orderNumber: string, details?: readonly OrderDetail[]): Promise<ErpOrder | null>;
  /** By planned start, oldest first; the cursor is stable while records change. */
  orders(filter: OrderFilter, args: PageArgs, details?: readonly OrderDetail[]): Promise<Page<ErpOrder>>;
  openOrdersOfItem(itemNumber: string, plantCode: string, details?: readonly OrderDetail[]): Promise<ErpOrder[]>;
  components(plantCode: string, orderNumber: string, details?: readonly ComponentDetail[]): Promise<ErpComponent[]>;
  workOrders(plantCode: string, orderNumber: string): Promise<ErpWorkOrder[]>;
  lotsProducedBy(plantCode: string, orderNumber: string): Promise<ErpLotKey[]>;
  workCenters(plantCode: string): Promise<ErpWorkCenter[]>;
  /** Of the finished parts of an order; null where none is finished. Errors: GraphError NOT_SUPPORTED_BY_SOURCE. */
  costVariance(plantCode: string, orderNumber: string): Promise<ErpCostVariance | null>;
  purchaseOrder(plantCode: string, poNumber: string): Promise<ErpPurchaseOrder | null>;
  /** Newest first. */
  purchaseOrders(filter: PurchaseOrderFilter, args: PageArgs): Promise<Page<ErpPurchaseOrder>>;
  /** Newest first. */
  maintenanceRequests(
    plantCode: string,
    states: readonly MaintenanceRequestState[] | null,
    args: PageArgs,
  ): Promise<Page<ErpMaintenanceRequest>>;
  /** Open orders that make or use the items, open purchase lines and stock of them, at a plant, now. */
  impact(plantCode: string, itemNumbers: readonly string[]): Promise<ErpImpact>;
}
