import type { ConnectionReport, ExternalRef, Quantity, ReadOptions } from './common.ts';

export type NonconformanceStatus =
  | 'OPEN'
  | 'CONTAINED'
  | 'UNDER_REVIEW'
  | 'DISPOSITIONED'
  | 'EXECUTED'
  | 'VERIFIED'
  | 'CLOSED';
export type Disposition = 'USE_AS_IS' | 'REWORK' | 'REPAIR' | 'RETURN_TO_SUPPLIER' | 'SCRAP' | 'REGRADE';

export interface QmsNonconformance {
  ncrNumber: string;
  plantCode: string | null;
  title: string | null;
  status: NonconformanceStatus;
  lotNumbers: string[];
  quantity: Quantity | null;
  dispositions: {
    disposition: Disposition;
    itemNumber: string | null;
    lotNumber: string | null;
    quantity: Quantity | null;
    by: string | null;
    at: string | null;
    concession: string | null;
  }[];
  openedAt: string | null;
  ref: ExternalRef;
}

export interface QmsReader {
  nonconformance(ncrNumber: string): Promise<QmsNonconformance | null>;
  /** The item that it is about, which costs calls of its own. Null where it names none, or there is none of that number. */
  itemNumber(ncrNumber: string): Promise<string | null>;
}

export interface QmsPort {
  readonly connection: string;
  open(options?: ReadOptions): QmsReader;
  report(): Promise<ConnectionReport>;
  close(): Promise<void>;
}
