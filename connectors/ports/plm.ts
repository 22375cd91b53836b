import type { ConnectionReport, ExternalRef, Page, PageArgs, Quantity, ReadOptions } from './common.ts';
import type { Json, Posting, WriteLimits } from './posting.ts';

export type EngineeringChangeStatus =
  | 'OPEN'
  | 'SUBMITTED'
  | 'APPROVED'
  | 'REJECTED'
  | 'CANCELLED'
  | 'EFFECTIVE'
  | 'COMPLETED'
  | 'EXPIRED';
export type EffectivityType = 'ON_APPROVAL' | 'ON_DATE' | 'TEMPORARY';
export type RevisionState = 'WORKING' | 'EFFECTIVE' | 'SUPERSEDED';

/** What a list of changes tells of each. */
export interface PlmChangeSummary {
  changeNumber: string;
  title: string | null;
  status: EngineeringChangeStatus;
  ref: ExternalRef;
}

export interface PlmChange extends PlmChangeSummary {
  effectivity: EffectivityType | null;
  /** YYYY-MM-DD, in each plant's own zone. */
  effectiveOn: string | null;
  expiresOn: string | null;
  affectedItems: PlmAffectedItem[];
}

export interface PlmAffectedItem {
  itemNumber: string;
  fromRevision: string | null;
  toRevision: string | null;
}

export interface PlmRevision {
  itemNumber: string;
  /** Null while working and not numbered yet. */
  revision: string | null;
  /** Null where it takes another call to read it: ask `revisionName`. */
  name: string | null;
  state: RevisionState;
  effectiveFrom: string | null;
  refs: ExternalRef[];
}

export interface PlmBom {
  itemNumber: string;
  revision: string | null;
  baseQuantity: Quantity;
  lines: PlmBomLine[];
}

export interface PlmBomLine {
  lineNumber: number;
  itemNumber: string;
  quantity: Quantity;
  /** Opaque; for `substitutes`. */
  lineRef: string;
}

export type PlmBomDetail = 'substitutes';

export interface PlmSubstitute {
  rank: number;
  itemNumber: string;
  quantity: Quantity;
}

/** An item as engineering describes it, in the revision that a change brings. */
export interface PlmChangeContent {
  itemNumber: string;
  name: string | null;
  unit: string | null;
  fromRevision: string | null;
  toRevision: string | null;
  /** Null where the item has no BOM (bought parts, material). */
  bom: PlmBom | null;
}

export interface PlmReader {
  change(changeNumber: string): Promise<PlmChange | null>;
  /** Costs less than the whole change. */
  changeSummary(changeNumber: string): Promise<PlmChangeSummary | null>;
  /** By change number. */
  changes(status: readonly EngineeringChangeStatus[] | null, args: PageArgs): Promise<Page<PlmChangeSummary>>;
  revisions(itemNumber: string): Promise<PlmRevision[]>;
  /** The one that counts today; null where none is effective. */
  currentRevision(itemNumber: string): Promise<PlmRevision | null>;
  revision(itemNumber: string, revision: string): Promise<PlmRevision | null>;
  revisionName(itemNumber: string, revision: string): Promise<string | null>;
  /** Number of the change that released it; null for one that was released without. */
  releasedBy(itemNumber: string, revision: string): Promise<string | null>;
  /** Null where the revision has no BOM. Details: what will be asked for of its lines, read meanwhile. */
  engineeringBom(itemNumber: string, revision: string, details?: readonly PlmBomDetail[]): Promise<PlmBom | null>;
  /** By rank. */
  substitutes(lineRef: string): Promise<PlmSubstitute[]>;
  /** The affected items of a change with the BOMs that it brings. Empty for an unknown change. */
  changeContent(changeNumber: string): Promise<PlmChangeContent[]>;
  /** Hash of what a release depends on: status apart, the affected items and the content of their new revisions. */
  contentHash(changeNumber: string): Promise<string | null>;
}

export type ImplementationStatusInput = { changeNumber: string; status: 'IN_PROGRESS' | 'NEEDS_ATTENTION' | 'DONE' };

/** An event of the PLM's outbound queue. */
export interface PlmEvent {
  /** The PLM's own id; the same when delivered twice. */
  id: string;
  kind: string;
  changeNumber: string | null;
  at: string;
  payload: Json;
}

export interface PlmPort {
  readonly connection: string;
  readonly limits: WriteLimits;
  open(options?: ReadOptions): PlmReader;
  readonly postings: { setImplementationStatus: Posting<ImplementationStatusInput, Json, { status: string }> };
  /** Events that are not reconciled yet, oldest first. */
  pendingEvents(): Promise<PlmEvent[]>;
  /** Idempotent. */
  reconcile(eventId: string): Promise<void>;
  report(): Promise<ConnectionReport>;
  close(): Promise<void>;
}
