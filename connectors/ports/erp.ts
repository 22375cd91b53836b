import type { ConnectionReport, PlantBinding } from './common.ts';
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
  report(): Promise<ConnectionReport>;
  close(): Promise<void>;
}

export interface ErpChanges {
  cursor: string;
  orders: ErpOrderChange[];
}

/** The order as it stands now; `fingerprint` is the same as long as state and totals are the same. */
export interface ErpOrderChange {
  plantCode: string;
  orderNumber: string;
  state: string;
  itemNumber: string | null;
  good: { value: string; unit: string };
  scrap: { value: string; unit: string } | null;
  at: string;
  fingerprint: string;
}
