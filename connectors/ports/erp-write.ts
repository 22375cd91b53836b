import type { ReadOptions } from './common.ts';
import type { ConsumptionPolicy, ErpOrder, ProductionOrderState, Tracking } from './erp-read.ts';
import type { Json, Posting } from './posting.ts';

/** `quantity` in the item's base unit of the ERP, plain decimal notation. */
export type LotQuantity = { lotNumber: string; quantity: string };

/** What a confirmation reads before it is checked: the open part of an order as it stands, fresh, in one go. */
export interface OrderSnapshot {
  order: ErpOrder;
  /** The open part; null where the order has none. */
  openPart: {
    id: string;
    planned: string;
    /** The item's own, in which all of the part is told. */
    unit: string;
    /** Smallest step of the item's stock, for example "0.01". */
    rounding: string;
    booking: Booking;
    tracking: Tracking;
    /** Lots or serials that the part already carries as its output. */
    outputLots: string[];
    /** How many lots or serials one posting of a part can carry; null where any number. */
    outputLotsMax: number | null;
    consumption: ConsumptionPolicy;
    /**
     * What somebody has set as being produced right now, base unit. Where it is not "0" the ERP has declared
     * consumption in proportion by itself.
     */
    producing: string;
    bomRevision: string | null;
    components: OrderSnapshotComponent[];
    operations: { operationNumber: string; workCenterCode: string | null; isOpen: boolean }[];
  } | null;
}

export interface OrderSnapshotComponent {
  moveId: string;
  itemNumber: string | null;
  /** The item's own, in which all of the component is told. */
  unit: string;
  tracking: Tracking;
  /** For the open part's planned quantity. */
  required: string;
  /**
   * What the ERP has set aside for this move, by lot, what is declared as consumed first; empty where the
   * component is untracked.
   */
  reservedLots: LotQuantity[];
  /** Declared as consumed (by the hub or by a person) and not posted yet; by lot where it is tracked. */
  issued: string;
  issuedLots: LotQuantity[];
  /** Smallest step of the item's stock, for example "0.01". */
  rounding: string;
  booking: Booking;
  /**
   * What can be taken where this order takes it from, by lot; `lotNumber` null for what has none. Neither
   * held nor in a package nor somebody else's.
   */
  atSource: { lotNumber: string | null; quantity: string }[];
}

/**
 * What an ERP books a quantity in, where that may be another unit than the item's own: it rounds to the step of this
 * one, then to the step of the item's stock.
 */
export interface Booking {
  /** Of the item's unit in one of it: 12 for an order in dozens. */
  size: string;
  /** Smallest step, in this unit. */
  rounding: string;
}

/**
 * An order as a check has seen it. The record decides: a posting that finds it finished, cancelled or no longer the
 * open part is refused before anything is sent. The number is for people.
 */
export type OrderPart = { orderNumber: string; partId: string };

export type ConfirmPartInput = OrderPart & {
  plantCode: string;
  /** What the part was over when it was checked; another one is refused. Base unit. */
  planned?: string;
  /** Good and scrap together: what is produced. Base unit. */
  produced: string;
  outputLots: LotQuantity[];
  /**
   * One entry per component item; the whole consumption, also where it is nothing. Lots for tracked items.
   * Base unit.
   */
  consumption: { itemNumber: string; quantity: string; lots: LotQuantity[] }[];
  /**
   * By-products that came otherwise than the plan says, or are tracked; the others come in its proportion. Quantities
   * in the unit of the snapshot's by-product.
   */
  byProducts?: { itemNumber: string; quantity: string; lots: LotQuantity[] }[];
  /** What becomes of the rest of the open part: a backorder, or dropped. Ignored when nothing is left. */
  remainder: 'KEEP_OPEN' | 'CLOSE_SHORT';
  endedAt: string | null;
  /** For those who are told of it; no connector reads it. */
  after?: TotalsAfter;
};
/**
 * What an open order has consumed before anything of it is confirmed; quantities and units as in a confirmation. What
 * is below zero takes a declaration back.
 */
export type ConsumeInput = OrderPart & {
  plantCode: string;
  /** On the part itself; or, once it is posted, on what was left of it. */
  on: 'PART' | 'REST';
  consumption: { itemNumber: string; quantity: string; lots: LotQuantity[] }[];
};
export type ConsumeResult = { partId: string; partNumber: string };

/** What an order, or one operation of it, will have reached once a confirmation is posted. */
export type TotalsAfter = { state: ProductionOrderState; good: string; scrap: string; unit: string };
export type ConfirmPartResult = {
  /** Id and number that the posted part has now. */
  partId: string;
  partNumber: string;
  backorderId: string | null;
  backorderNumber: string | null;
};

export type ScrapInput = {
  plantCode: string;
  /** What it is booked on; of an order's output, a part that is posted. */
  order: OrderPart | null;
  itemNumber: string;
  quantity: string;
  lotNumber: string | null;
  reasonCode: string;
  /** Where it is scrapped: what was just produced lies in stock; held stock in the hold location. */
  from: 'STOCK' | 'HOLD';
};
export type ScrapResult = { scrapId: string; name: string };

/** Quantity left out: all that is there. `lotNumber` null: an untracked item. */
export type HoldMoveInput = {
  plantCode: string;
  holdId: string;
  itemNumber: string;
  lotNumber: string | null;
  quantity: string | null;
};
export type HoldMoveResult = {
  moved: string;
  pickingId: string | null;
  /** Numbers of the orders and transfers that had this stock reserved; they have reserved again what is free. */
  reservedBy: string[];
};

export type NewLotInput = {
  lotNumber: string;
  /** RFC 3339; refused where the ERP keeps none. Null or left out: as the item's own rules say. */
  expiresAt?: string | null;
  /** Kept on the lot beside its number. */
  supplierLotNumber?: string | null;
};
export type CreateLotsInput = { plantCode: string; itemNumber: string; lots: NewLotInput[] };
export type CreateLotsResult = { lots: { lotNumber: string; id: string }[] };

export type ItemInput = { itemNumber: string; name: string; unit: string; tracking: Tracking };
export type ItemResult = { productId: string };

export type BomInput = {
  plantCode: string;
  itemNumber: string;
  revision: string;
  /** The change that brings it; part of the record's external id. */
  changeNumber: string;
  baseQuantity: string;
  unit: string;
  /** `operationNumber`: of the explicit operations, the one that consumes the line. */
  lines: { itemNumber: string; quantity: string; unit: string; operationNumber?: string | null }[];
  /**
   * Those of the plant's current BOM, each consuming the items that it consumes now; none; or explicit ones. An ERP
   * without routings of their own keeps operations on the BOM: another routing is another BOM of the revision.
   */
  operations: 'CARRIED_OVER' | 'NONE' | BomOperation[];
};
/** In the order in which they are worked. */
export type BomOperation = {
  operationNumber: string;
  name: string;
  workCenterCode: string;
  /** Of one cycle of the work centre. */
  minutes: string;
};
export type BomResult = { bomId: string; replacedBomId: string | null };

export type WorkOrderReportInput = OrderPart & {
  plantCode: string;
  operationNumber: string;
  produced: string;
  minutes: string | null;
  /** For those who are told of it; no connector reads it. */
  after?: TotalsAfter;
};
export type WorkOrderReportResult = { workOrderId: string };

/** Takes a posted part of an order apart again: output goes, components come back. */
export type UnbuildInput = {
  plantCode: string;
  /** As a confirmation's result names it. */
  partId: string;
  /** Base unit. */
  quantity: string;
  lotNumber: string | null;
};
export type UnbuildResult = { unbuildId: string; name: string };

/** A lot that is new is created with what comes with it; one that is there keeps what it has. */
export type ReceivedLot = NewLotInput & { quantity: string };
export type ReceiptInput = {
  plantCode: string;
  poNumber: string;
  /** What came; other lines came with nothing. Quantities in the unit that the line is ordered in, those of lots too. */
  lines: { lineNumber: number; quantity: string; lots: ReceivedLot[] }[];
  /** What becomes of what did not come. */
  remainder: 'KEEP_OPEN' | 'CLOSE_SHORT';
};
export type ReceiptResult = {
  pickingId: string;
  number: string;
  backorderId: string | null;
  backorderNumber: string | null;
};

export type CountInput = {
  plantCode: string;
  itemNumber: string;
  lotNumber: string | null;
  /** What was counted at the plant's stock location, and what the counter was shown; base unit. */
  counted: string;
  expected: string;
};
export type CountResult = { quantId: string };

export type MaintenanceInput = {
  plantCode: string;
  equipmentCode: string | null;
  title: string;
  description: string | null;
  stopsProduction: boolean;
};
export type MaintenanceResult = { requestId: string };

/** Everything that a command may post to an ERP. Each states its guarantee; see the connection's datasheet. */
export interface ErpPostings {
  confirmPart: Posting<ConfirmPartInput, Json, ConfirmPartResult>;
  /**
   * Declares consumption on the open part of an order, on top of what is declared there. The ERP posts it with the
   * confirmation, which says itself what it consumes: see `issued` of the snapshot.
   */
  consume: Posting<ConsumeInput, Json, ConsumeResult>;
  /** A confirmation of an operation that is not the last: quantity and time on its work order. */
  reportWorkOrder: Posting<WorkOrderReportInput, Json, WorkOrderReportResult>;
  scrap: Posting<ScrapInput, Json, ScrapResult>;
  moveToHold: Posting<HoldMoveInput, Json, HoldMoveResult>;
  moveFromHold: Posting<HoldMoveInput, Json, HoldMoveResult>;
  /** Lots and serials that are there already are taken as they are. */
  createLots: Posting<CreateLotsInput, Json, CreateLotsResult>;
  createItem: Posting<ItemInput, Json, ItemResult>;
  /** An item's new revision, as far as the ERP keeps one: name, unit and tracking; refused where stock counts on them. */
  replaceItem: Posting<ItemInput, Json, ItemResult>;
  /** Create the plant's BOM of a revision, inactive until activated; create-once by external id. */
  createBom: Posting<BomInput, Json, BomResult>;
  /** Make a created BOM the one that the plant builds from, and archive the one that it replaces. */
  activateBom: Posting<
    { plantCode: string; itemNumber: string; revision: string; changeNumber: string },
    Json,
    BomResult
  >;
  unbuild: Posting<UnbuildInput, Json, UnbuildResult>;
  receive: Posting<ReceiptInput, Json, ReceiptResult>;
  /** An absolute count, refused where the ERP no longer shows what the counter was shown. */
  countStock: Posting<CountInput, Json, CountResult>;
  requestMaintenance: Posting<MaintenanceInput, Json, MaintenanceResult>;
}

/** Reads that belong to writing: fresh, not shared with a request. */
export interface ErpWriteReads {
  snapshot(plantCode: string, orderNumber: string, options?: Pick<ReadOptions, 'calls'>): Promise<OrderSnapshot | null>;
}
