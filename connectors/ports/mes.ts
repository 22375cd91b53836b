import type { ConnectionReport, ExternalRef, Quantity, ReadOptions } from './common.ts';
import type { JobOrderState } from './erp-read.ts';
import type { Json, Posting, WriteLimits } from './posting.ts';

export interface MesExecution {
  plantCode: string;
  orderNumber: string;
  state: JobOrderState;
  currentOperation: string | null;
  good: Quantity;
  scrap: Quantity | null;
  /** 0 to 1. */
  progress: number | null;
  updatedAt: string;
  refs: ExternalRef[];
}

export interface MesReader {
  /** Null where the MES does not know the order. */
  execution(plantCode: string, orderNumber: string): Promise<MesExecution | null>;
}

/** Scope of a hold in the MES: an order is stopped, a lot is quarantined, an item's open work orders are stopped. */
export type MesHoldInput = {
  plantCode: string;
  holdId: string;
  reason: string;
  orderNumber: string | null;
  itemNumber: string | null;
  lotNumber: string | null;
};
export type MesHoldResult = { refs: { type: string; id: string }[] };
/**
 * `isScrapped`: the lot does not come back. `otherHolds`: other holds of the hub that still cover the same target; with
 * any of them nothing is lifted in the MES, as one stop or quarantine there stands for all of them.
 */
export type MesLiftInput = {
  plantCode: string;
  holdId: string;
  orderNumber: string | null;
  itemNumber: string | null;
  lotNumber: string | null;
  isScrapped: boolean;
  otherHolds?: readonly string[];
  /** Parts of the scope that narrower holds still cover: they stay as they are. */
  except?: { orderNumbers: readonly string[]; lotNumbers: readonly string[] };
};

export interface MesCompletion {
  /** The MES's own id; the same when delivered twice. */
  id: string;
  plantCode: string;
  orderNumber: string;
  operationNumber: string | null;
  good: Quantity;
  scrap: Quantity | null;
  at: string;
  payload: Json;
}

/** One configured MES connection; it serves one plant or several. */
export interface MesPort {
  readonly connection: string;
  readonly plantCodes: readonly string[];
  readonly limits: WriteLimits;
  open(options?: ReadOptions): MesReader;
  readonly postings: {
    placeHold: Posting<MesHoldInput, Json, MesHoldResult>;
    liftHold: Posting<MesLiftInput, Json, MesHoldResult>;
  };
  /** Completions after a cursor, oldest first; a null cursor starts at the beginning of what the MES keeps. */
  completions(cursor: string | null): Promise<{ cursor: string; completions: MesCompletion[]; hasMore: boolean }>;
  report(): Promise<ConnectionReport>;
  close(): Promise<void>;
}
