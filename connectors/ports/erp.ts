import type { ConnectionReport, PlantBinding, Quantity } from './common.ts';
import type { ErpReadOptions } from './erp-facts.ts';
import type { ErpReader } from './erp-read.ts';
import type { ErpPostings, ErpWriteReads } from './erp-write.ts';
import type { WriteLimits } from './posting.ts';

/** One configured ERP connection. It may serve several plants. */
export interface ErpPort {
  readonly connection: string;
  readonly plants: readonly PlantBinding[];
  readonly limits: WriteLimits;
  /** Reads of one request. */
  open(options?: ErpReadOptions): ErpReader;
  readonly postings: ErpPostings;
  readonly forWriting: ErpWriteReads;
  /**
   * What changed since a cursor, deduplicated against what was reported before by the caller with `fingerprint`.
   * A null cursor starts at now. Orders are reported under their first number.
   */
  pollChanges(cursor: string | null): Promise<ErpChanges>;
  /**
   * The orders that records (of a change's `recordIds`) belong to, as they stand; records that are gone are left out.
   * Errors: also where the ERP no longer shows a plant of the connection, so that nothing is taken to be gone then.
   */
  ordersNow(recordIds: readonly string[]): Promise<ErpOrdersNow>;
  /** A page of the orders that are not finished; null starts, `next` is null at the end. */
  openOrders(after: string | null): Promise<ErpOpenOrders>;
  report(): Promise<ConnectionReport>;
  close(): Promise<void>;
}

export interface ErpChanges {
  cursor: string;
  orders: ErpOrderChange[];
  /** There is more to read at once. */
  hasMore: boolean;
}

export interface ErpOrdersNow {
  orders: ErpOrderChange[];
  /** They are there, but in a form that the graph cannot show. */
  unreadable: ErpOrderKey[];
}

export interface ErpOpenOrders {
  orders: ErpOrderKey[];
  next: string | null;
}

export interface ErpOrderKey {
  plantCode: string;
  orderNumber: string;
  /** Of the ERP's own records that the order consists of. */
  recordIds: string[];
}

/**
 * The order as it stands now. `fingerprint` is the same as long as all is the same that the graph shows of its progress:
 * state, totals, operations, what its components ask for, what was consumed and produced in which lots.
 */
export interface ErpOrderChange extends ErpOrderKey {
  state: string;
  planned: Quantity;
  good: Quantity;
  scrap: Quantity | null;
  /** In their order; `state` as in ErpWorkOrder. */
  operations: { operationNumber: string; state: string; good: Quantity }[];
  /** When it changed. */
  at: string;
  fingerprint: string;
}
