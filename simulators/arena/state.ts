import { type Collection, openDocuments } from '../kit/documents.ts';
import type { Journal, Store } from '../kit/index.ts';

export interface Item {
  id: string;
  number: string | null;
}

/** 0 working, 1 effective, 2 superseded. An effective revision has been a working one: its GUID stays. */
export type RevisionStatus = 0 | 1 | 2;

export interface Revision {
  id: string;
  item: string;
  status: RevisionStatus;
  number: string | null;
  name: string;
  description: string | null;
  uom: string;
  category: string;
  phase: string;
  offTheShelf: boolean;
  standardCost: number | null;
  notes: string | null;
  modifiedBom: boolean;
  modifiedSpecs: boolean;
  change: string | null;
  creationDateTime: string;
  effectiveDateTime: string | null;
  supersededDateTime: string | null;
}

export interface BomLine {
  id: string;
  revision: string;
  lineNumber: number;
  child: string;
  quantity: number;
  refDes: string | null;
  notes: string | null;
}

export interface Substitute {
  id: string;
  line: string;
  rank: number;
  child: string;
  quantity: number;
  notes: string | null;
}

export const LIFECYCLE = [
  'OPEN_AND_UNLOCKED',
  'OPEN_AND_LOCKED',
  'SUBMITTED_FOR_ROUTING',
  'SUBMITTED_FOR_APPROVAL',
  'REJECTED',
  'CANCELED',
  'APPROVED',
  'EFFECTIVE',
  'COMPLETED',
  'EXPIRED',
] as const;
export type Lifecycle = (typeof LIFECYCLE)[number];
export const EFFECTIVITIES = ['PERMANENT_ON_APPROVAL', 'PERMANENT_ON_DATE', 'TEMPORARY'] as const;

export interface Change {
  id: string;
  number: string;
  title: string | null;
  description: string | null;
  category: string;
  effectivityType: (typeof EFFECTIVITIES)[number];
  effectivityPlannedDateTime: string | null;
  expirationDateTime: string | null;
  approvalDeadlineDateTime: string | null;
  enforceApprovalDeadline: boolean;
  implementationStatus: string;
  lifecycle: Lifecycle;
  lifecycleDateTime: string;
  routings: string[];
  creationDateTime: string;
  submissionDateTime: string | null;
  effectiveDateTime: string | null;
}

export interface View {
  includedInThisChange: boolean;
  notes: string | null;
}

export interface ChangeItem {
  id: string;
  change: string;
  item: string;
  affected: string | null;
  working: string | null;
  newRevisionNumber: string | null;
  newPhase: string | null;
  materialEffectivityDateTime: string | null;
  views: { bomView: View; filesView: View; sourcingView: View; specsView: View };
  dispositions: Record<string, { value: string | null; notes: string | null }>;
}

export interface QualityProcess {
  id: string;
  number: string;
  name: string;
  description: string | null;
  type: string | null;
  status: 'OPEN' | 'COMPLETED';
  creationDateTime: string;
  completedDateTime: string | null;
  targetCompletionDateTime: string | null;
}

export interface QualityStep {
  id: string;
  process: string;
  order: number;
  name: string;
  type: string;
  status: 'OPEN' | 'COMPLETE';
  attributes: { guid: string; name: string; fieldType: string; value: unknown }[];
  completeDateTime: string | null;
  dueDateTime: string | null;
}

export interface AffectedObject {
  id: string;
  step: string;
  guid: string;
  type: 'ITEM' | 'CHANGE' | 'QUALITY';
  notes: string | null;
}

export interface OutboundEvent {
  id: string;
  resource: 'CHANGE' | 'ITEM' | 'QUALITY';
  action: 'CREATE' | 'WORKFLOW';
  /** GUID of the result within the event: the change's or process's own, an own one for an item. */
  result: string;
  item: string | null;
  pre: Record<string, unknown> | null;
  post: Record<string, unknown>;
  reconciled: boolean;
  reconciledDatetime: string | null;
  creationDateTime: string;
}

/** Last number that a prefix has given out. */
export interface Sequence {
  id: string;
  last: number;
}

/** Everything that the simulated workspace keeps. */
export interface State {
  readonly items: Collection<Item>;
  readonly revisions: Collection<Revision>;
  readonly bomLines: Collection<BomLine>;
  readonly substitutes: Collection<Substitute>;
  readonly changes: Collection<Change>;
  readonly changeItems: Collection<ChangeItem>;
  readonly processes: Collection<QualityProcess>;
  readonly steps: Collection<QualityStep>;
  readonly affected: Collection<AffectedObject>;
  readonly events: Collection<OutboundEvent>;
  /** Most items that a search tells in full at a time; the documentation promises 400 for compact ones only. */
  readonly fullItemsMax: number;
  /** The prefix and the next six digits of its own sequence. */
  nextNumber(prefix: string): string;
  /** Now, to the second. */
  now(): string;
  clear(): void;
}

export function openState(
  store: Store,
  journal: Journal,
  { firstNumber, fullItemsMax }: { firstNumber: number; fullItemsMax: number },
): State {
  const documents = openDocuments(store);
  const sequences = documents.collection<Sequence>('sequences');
  return {
    items: documents.collection('items'),
    revisions: documents.collection('revisions'),
    bomLines: documents.collection('bom_lines'),
    substitutes: documents.collection('bom_substitutes'),
    changes: documents.collection('changes'),
    changeItems: documents.collection('change_items'),
    processes: documents.collection('quality_processes'),
    steps: documents.collection('quality_steps'),
    affected: documents.collection('affected_objects'),
    events: documents.collection('outbound_events'),
    fullItemsMax,
    nextNumber(prefix) {
      const last = (sequences.get(prefix)?.last ?? firstNumber - 1) + 1;
      sequences.put({ id: prefix, last });
      return `${prefix}${String(last).padStart(6, '0')}`;
    },
    now: () => `${new Date().toISOString().slice(0, 19)}Z`,
    clear() {
      documents.clear();
      journal.clear();
    },
  };
}
