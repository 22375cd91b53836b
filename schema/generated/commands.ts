import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** Instant, RFC 3339 with an offset. */
  DateTime: { input: string; output: string; }
  /** Decimal number as a string, for example "12.500". Never NaN, Infinity or exponent notation. */
  Decimal: { input: string; output: string; }
  JSON: { input: unknown; output: unknown; }
  /** Unit of measure, UN/CEFACT Recommendation 20 code: C62 (one), KGM, GRM, MTR, LTR, HUR, MIN. */
  UnitCode: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

export type Approval = {
  __typename?: 'Approval';
  at: Scalars['DateTime']['output'];
  by: Scalars['String']['output'];
  comment?: Maybe<Scalars['String']['output']>;
  isApproved: Scalars['Boolean']['output'];
};

export type ByProductInput = {
  itemNumber: Scalars['ID']['input'];
  lots?: InputMaybe<Array<LotQuantityInput>>;
  quantity: QuantityInput;
};

/** How the hub knows that a step happened, strongest first. */
export type Certainty =
  | 'ATTESTED'
  | 'CONFIRMED'
  | 'PROBED'
  | 'UNKNOWN';

/** Which fits which pool: domain rule ECO-12. */
export type ChangeDisposition =
  | 'ACCEPT'
  | 'CANCEL'
  | 'FINISH_AS_IS'
  | 'HOLD'
  | 'RENEGOTIATE'
  | 'RETURN_TO_SUPPLIER'
  | 'REWORK'
  | 'SCRAP'
  | 'SHIP_AS_IS'
  | 'SWITCH_NEXT_BATCH'
  | 'SWITCH_REMAINING'
  | 'USE_AS_IS'
  | 'USE_UP';

/** The narrowest that fits a target counts: one order or purchase line before a plant before all plants. */
export type ChangeDispositionInput = {
  disposition: ChangeDisposition;
  itemNumber: Scalars['ID']['input'];
  lineNumber?: InputMaybe<Scalars['Int']['input']>;
  /** One production order only. Needs plantCode. */
  orderNumber?: InputMaybe<Scalars['ID']['input']>;
  /** Left out: at every plant named. */
  plantCode?: InputMaybe<Scalars['ID']['input']>;
  /** One purchase order only, or one line of it. Needs plantCode. */
  poNumber?: InputMaybe<Scalars['ID']['input']>;
  pool: ChangePool;
};

export type ChangePool =
  | 'FINISHED_GOODS'
  | 'ON_ORDER'
  | 'STOCK'
  | 'WORK_IN_PROCESS';

export type Command = {
  __typename?: 'Command';
  approvals: Array<Approval>;
  /** The command that this one follows from or reverses. */
  causedBy?: Maybe<Command>;
  certainty?: Maybe<Certainty>;
  correlationId: Scalars['ID']['output'];
  engineeringChange?: Maybe<EngineeringChange>;
  /** Not started by then, it expires. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Hash of type, plant and input. An approver gives back the one that was shown. */
  fingerprint: Scalars['String']['output'];
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The weakest of its steps; null before there are steps. */
  guarantee?: Maybe<Guarantee>;
  history: Array<CommandEvent>;
  id: Scalars['ID']['output'];
  idempotencyKey: Scalars['ID']['output'];
  input: Scalars['JSON']['output'];
  nextAttemptAt?: Maybe<Scalars['DateTime']['output']>;
  nonconformance?: Maybe<Nonconformance>;
  notBefore?: Maybe<Scalars['DateTime']['output']>;
  /** Null for a release over several plants, which causes one command for each plant. */
  plantCode?: Maybe<Scalars['ID']['output']>;
  problems: Array<Problem>;
  productionOrder?: Maybe<ProductionOrder>;
  qualityHold?: Maybe<QualityHold>;
  requestedAt: Scalars['DateTime']['output'];
  requestedBy: Scalars['String']['output'];
  reversedBy?: Maybe<Command>;
  status: CommandStatus;
  statusSince: Scalars['DateTime']['output'];
  steps: Array<CommandStep>;
  /** The mutation's name, for example confirmProduction. */
  type: Scalars['String']['output'];
};

export type CommandConnection = {
  __typename?: 'CommandConnection';
  nodes: Array<Command>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

/** One row of the audit trail: append-only, each row sealed by the hash of the one before. */
export type CommandEvent = {
  __typename?: 'CommandEvent';
  at: Scalars['DateTime']['output'];
  by: Scalars['String']['output'];
  detail?: Maybe<Scalars['JSON']['output']>;
  from?: Maybe<CommandStatus>;
  hash: Scalars['String']['output'];
  sequence: Scalars['Int']['output'];
  to: CommandStatus;
};

/**
 * What a mutation answers. command is null only where nothing was recorded: a dry run, the input was
 * refused at the door (problems says why), or the caller may not do this.
 */
export type CommandPayload = {
  __typename?: 'CommandPayload';
  command?: Maybe<Command>;
  /** True where this idempotency key was seen before and the first command is returned. */
  isReplay: Scalars['Boolean']['output'];
  problems: Array<Problem>;
};

export type CommandStatus =
  | 'ABANDONED'
  | 'CANCELLED'
  | 'COMPENSATED'
  | 'COMPENSATING'
  | 'EXPIRED'
  /** A call to a back end has no proven outcome; the hub is finding out. */
  | 'IN_DOUBT'
  /** The hub gave up; problems says why; a person decides. */
  | 'NEEDS_ATTENTION'
  /** High risk: waits for a second person. */
  | 'PENDING_APPROVAL'
  | 'QUEUED'
  /** The business said no; nothing was posted anywhere. */
  | 'REJECTED'
  | 'RUNNING'
  /** Accepted for a later time. */
  | 'SCHEDULED'
  | 'SUCCEEDED';

export type CommandStatusEvent = {
  __typename?: 'CommandStatusEvent';
  /** As it is now. */
  command: Command;
  cursor: Scalars['String']['output'];
  eventId: Scalars['ID']['output'];
  occurredAt: Scalars['DateTime']['output'];
  /** The status that the command came to. */
  status: CommandStatus;
};

export type CommandStep = {
  __typename?: 'CommandStep';
  attempts: Scalars['Int']['output'];
  certainty: Certainty;
  externalRef?: Maybe<ExternalRef>;
  guarantee: Guarantee;
  name: Scalars['String']['output'];
  state: CommandStepState;
  system: System;
};

export type CommandStepState =
  | 'APPLIED'
  | 'COMPENSATED'
  /** Written down before the call leaves. */
  | 'INTENT'
  | 'IN_DOUBT'
  | 'PLANNED'
  | 'REFUSED';

export type ConfirmProductionInput = {
  /** The versions that the MES worked to; checked against the order's own. */
  bomRevision?: InputMaybe<Scalars['String']['input']>;
  /** By-products and co-products. */
  byProducts?: InputMaybe<Array<ByProductInput>>;
  /** Left out: components are backflushed from the order's own bill of materials. */
  consumption?: InputMaybe<Array<ConsumptionInput>>;
  /** When it happened, and, where the ERP can, the day that it is posted on. */
  endedAt?: InputMaybe<Scalars['DateTime']['input']>;
  equipmentCode?: InputMaybe<Scalars['ID']['input']>;
  good: QuantityInput;
  /** The counter began again at zero. */
  isCounterReset?: InputMaybe<Scalars['Boolean']['input']>;
  /** Nothing more comes for this operation, or for the order where none is named. Left out: when the planned quantity is reached. */
  isFinal?: InputMaybe<Scalars['Boolean']['input']>;
  operationNumber?: InputMaybe<Scalars['ID']['input']>;
  operator?: InputMaybe<Scalars['String']['input']>;
  orderNumber: Scalars['ID']['input'];
  /** Lot or serials of the output; needed where the item is tracked. */
  outputLots?: InputMaybe<Array<LotQuantityInput>>;
  plantCode: Scalars['ID']['input'];
  /** Of good, scrap and rework; all else is what this report adds. */
  quantityBasis?: InputMaybe<QuantityBasis>;
  /** What a final report that is short does to the order. */
  remainder?: InputMaybe<RemainderPolicy>;
  /** Neither good nor scrap: it comes back in a later report as one of the two. */
  rework?: InputMaybe<QuantityInput>;
  routingVersion?: InputMaybe<Scalars['String']['input']>;
  scrap?: InputMaybe<Array<ScrapInput>>;
  /** Rises by one with every confirmation of this client for this order; after a gap it waits for what is missing. */
  sequenceNo?: InputMaybe<Scalars['Int']['input']>;
  startedAt?: InputMaybe<Scalars['DateTime']['input']>;
  workCenterCode?: InputMaybe<Scalars['ID']['input']>;
};

export type ConsumptionInput = {
  itemNumber: Scalars['ID']['input'];
  lots?: InputMaybe<Array<LotQuantityInput>>;
  quantity: QuantityInput;
};

export type Disposition =
  | 'REGRADE'
  | 'REPAIR'
  | 'RETURN_TO_SUPPLIER'
  | 'REWORK'
  | 'SCRAP'
  | 'USE_AS_IS';

/** What was decided for a quantity. Null lot or quantity: all of it. */
export type DispositionDecision = {
  __typename?: 'DispositionDecision';
  at?: Maybe<Scalars['DateTime']['output']>;
  by?: Maybe<Scalars['String']['output']>;
  /** The customer's or design authority's concession, for USE_AS_IS and REPAIR. */
  concession?: Maybe<Scalars['String']['output']>;
  disposition: Disposition;
  itemNumber?: Maybe<Scalars['ID']['output']>;
  lotNumber?: Maybe<Scalars['ID']['output']>;
  quantity?: Maybe<Quantity>;
};

export type DispositionInput = {
  /** The customer's or design authority's concession, for USE_AS_IS and REPAIR. */
  concession?: InputMaybe<Scalars['String']['input']>;
  disposition: Disposition;
  /** Needed where several items are held. */
  itemNumber?: InputMaybe<Scalars['ID']['input']>;
  /** Left out: all lots. */
  lotNumber?: InputMaybe<Scalars['ID']['input']>;
  /** Left out: all of it. */
  quantity?: InputMaybe<QuantityInput>;
};

/** Whether a system that must enforce the hold has been told and has confirmed it. */
export type EnforcementState =
  | 'APPLIED'
  | 'FAILED'
  | 'PENDING';

export type EngineeringChange = {
  __typename?: 'EngineeringChange';
  changeNumber: Scalars['ID']['output'];
  /** Where the release stands at each plant. Owned by the hub. */
  rollouts?: Maybe<Array<PlantRollout>>;
};

/** Where a record lives in a back end. A type's externalRefs are those of the system that owns it. */
export type ExternalRef = {
  __typename?: 'ExternalRef';
  /** The configured connection's name, for plants with several ERPs. */
  connection: Scalars['String']['output'];
  id: Scalars['String']['output'];
  system: System;
  /** The back end's own type name, for example mrp.production. */
  type: Scalars['String']['output'];
  url?: Maybe<Scalars['String']['output']>;
};

/** What a back end offers against a double posting of a step; declared per step, shown to callers. */
export type Guarantee =
  /** Nothing: an unclear outcome goes to a person. */
  | 'BLIND'
  /** The record's state makes the second posting a no-op. */
  | 'CONDITIONAL'
  /** The posting carries a marker that can be looked up, and is, before any second try. */
  | 'DETECTABLE'
  /** The back end itself refuses the second posting, in the posting's own transaction. */
  | 'RECEIPT';

export type HoldEnforcement = {
  __typename?: 'HoldEnforcement';
  at?: Maybe<Scalars['DateTime']['output']>;
  /** Why it FAILED. */
  problem?: Maybe<Problem>;
  state: EnforcementState;
  system: System;
};

export type Item = {
  __typename?: 'Item';
  itemNumber: Scalars['ID']['output'];
  qualityHolds?: Maybe<Array<QualityHold>>;
};


export type ItemQualityHoldsArgs = {
  state?: InputMaybe<QualityHoldState>;
};

export type ItemRollout = {
  __typename?: 'ItemRollout';
  itemNumber: Scalars['ID']['output'];
  problems: Array<Problem>;
  state: RolloutState;
  toRevision: Scalars['String']['output'];
};

export type LotQuantityInput = {
  lotNumber: Scalars['ID']['input'];
  /** Left out: one for a serial; all of it for a single lot. */
  quantity?: InputMaybe<QuantityInput>;
};

export type MaterialLot = {
  __typename?: 'MaterialLot';
  itemNumber: Scalars['ID']['output'];
  lotNumber: Scalars['ID']['output'];
  qualityHolds?: Maybe<Array<QualityHold>>;
};


export type MaterialLotQualityHoldsArgs = {
  state?: InputMaybe<QualityHoldState>;
};

/**
 * Every mutation goes through the command layer; idempotencyKey is 16 to 255 printable ASCII
 * characters, unique per client; the same key with another payload is refused with the code
 * IDEMPOTENCY_KEY_REUSED. With dryRun all checks run on fresh data, all findings come back, and
 * nothing is recorded anywhere. Null only with an error: send it again with the same key.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /** fingerprint: the one of the command that the approver was shown; another is refused. */
  approveCommand?: Maybe<CommandPayload>;
  cancelCommand?: Maybe<CommandPayload>;
  confirmProduction?: Maybe<CommandPayload>;
  declineCommand?: Maybe<CommandPayload>;
  placeQualityHold?: Maybe<CommandPayload>;
  releaseEngineeringChange?: Maybe<CommandPayload>;
  releaseQualityHold?: Maybe<CommandPayload>;
  /** Run a command that needs attention again: same command, same markers, validated afresh. */
  replayCommand?: Maybe<CommandPayload>;
};


/**
 * Every mutation goes through the command layer; idempotencyKey is 16 to 255 printable ASCII
 * characters, unique per client; the same key with another payload is refused with the code
 * IDEMPOTENCY_KEY_REUSED. With dryRun all checks run on fresh data, all findings come back, and
 * nothing is recorded anywhere. Null only with an error: send it again with the same key.
 */
export type MutationApproveCommandArgs = {
  comment?: InputMaybe<Scalars['String']['input']>;
  fingerprint: Scalars['String']['input'];
  id: Scalars['ID']['input'];
};


/**
 * Every mutation goes through the command layer; idempotencyKey is 16 to 255 printable ASCII
 * characters, unique per client; the same key with another payload is refused with the code
 * IDEMPOTENCY_KEY_REUSED. With dryRun all checks run on fresh data, all findings come back, and
 * nothing is recorded anywhere. Null only with an error: send it again with the same key.
 */
export type MutationCancelCommandArgs = {
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
};


/**
 * Every mutation goes through the command layer; idempotencyKey is 16 to 255 printable ASCII
 * characters, unique per client; the same key with another payload is refused with the code
 * IDEMPOTENCY_KEY_REUSED. With dryRun all checks run on fresh data, all findings come back, and
 * nothing is recorded anywhere. Null only with an error: send it again with the same key.
 */
export type MutationConfirmProductionArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  idempotencyKey: Scalars['ID']['input'];
  input: ConfirmProductionInput;
  overrides?: InputMaybe<Array<OverrideInput>>;
};


/**
 * Every mutation goes through the command layer; idempotencyKey is 16 to 255 printable ASCII
 * characters, unique per client; the same key with another payload is refused with the code
 * IDEMPOTENCY_KEY_REUSED. With dryRun all checks run on fresh data, all findings come back, and
 * nothing is recorded anywhere. Null only with an error: send it again with the same key.
 */
export type MutationDeclineCommandArgs = {
  comment?: InputMaybe<Scalars['String']['input']>;
  id: Scalars['ID']['input'];
};


/**
 * Every mutation goes through the command layer; idempotencyKey is 16 to 255 printable ASCII
 * characters, unique per client; the same key with another payload is refused with the code
 * IDEMPOTENCY_KEY_REUSED. With dryRun all checks run on fresh data, all findings come back, and
 * nothing is recorded anywhere. Null only with an error: send it again with the same key.
 */
export type MutationPlaceQualityHoldArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  idempotencyKey: Scalars['ID']['input'];
  input: PlaceQualityHoldInput;
  overrides?: InputMaybe<Array<OverrideInput>>;
};


/**
 * Every mutation goes through the command layer; idempotencyKey is 16 to 255 printable ASCII
 * characters, unique per client; the same key with another payload is refused with the code
 * IDEMPOTENCY_KEY_REUSED. With dryRun all checks run on fresh data, all findings come back, and
 * nothing is recorded anywhere. Null only with an error: send it again with the same key.
 */
export type MutationReleaseEngineeringChangeArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  idempotencyKey: Scalars['ID']['input'];
  input: ReleaseEngineeringChangeInput;
  overrides?: InputMaybe<Array<OverrideInput>>;
};


/**
 * Every mutation goes through the command layer; idempotencyKey is 16 to 255 printable ASCII
 * characters, unique per client; the same key with another payload is refused with the code
 * IDEMPOTENCY_KEY_REUSED. With dryRun all checks run on fresh data, all findings come back, and
 * nothing is recorded anywhere. Null only with an error: send it again with the same key.
 */
export type MutationReleaseQualityHoldArgs = {
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  idempotencyKey: Scalars['ID']['input'];
  input: ReleaseQualityHoldInput;
  overrides?: InputMaybe<Array<OverrideInput>>;
};


/**
 * Every mutation goes through the command layer; idempotencyKey is 16 to 255 printable ASCII
 * characters, unique per client; the same key with another payload is refused with the code
 * IDEMPOTENCY_KEY_REUSED. With dryRun all checks run on fresh data, all findings come back, and
 * nothing is recorded anywhere. Null only with an error: send it again with the same key.
 */
export type MutationReplayCommandArgs = {
  id: Scalars['ID']['input'];
};

export type Nonconformance = {
  __typename?: 'Nonconformance';
  holds?: Maybe<Array<QualityHold>>;
  ncrNumber: Scalars['ID']['output'];
};

export type OverrideInput = {
  /** The code of the warning that is overridden. */
  code: Scalars['String']['input'];
  reason: Scalars['String']['input'];
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

/**
 * The scope is orderNumber, or itemNumber, narrowed by lotNumber, supplierLotNumber or when it was
 * produced. All that are given must match.
 */
export type PlaceQualityHoldInput = {
  /** Also what the lots in scope were built into. A dry run tells how many. */
  includeDescendants?: InputMaybe<Scalars['Boolean']['input']>;
  itemNumber?: InputMaybe<Scalars['ID']['input']>;
  /** Needs itemNumber. */
  lotNumber?: InputMaybe<Scalars['ID']['input']>;
  ncrNumber?: InputMaybe<Scalars['ID']['input']>;
  orderNumber?: InputMaybe<Scalars['ID']['input']>;
  plantCode: Scalars['ID']['input'];
  producedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  producedTo?: InputMaybe<Scalars['DateTime']['input']>;
  /** Part of a lot. Left out: all of it. */
  quantity?: InputMaybe<QuantityInput>;
  reason: Scalars['String']['input'];
  severity?: InputMaybe<QualitySeverity>;
  /** Alone, or with itemNumber. */
  supplierLotNumber?: InputMaybe<Scalars['ID']['input']>;
};

export type Plant = {
  __typename?: 'Plant';
  code: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  /** IANA name. */
  timeZone: Scalars['String']['output'];
};

export type PlantActivationInput = {
  /** Left out: at once, or at the start of the change's effective date at the plant where that is later. */
  activateAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Of the impact that was shown: refused as CHANGED_SINCE_ASSESSMENT where it is another now. */
  impactFingerprint?: InputMaybe<Scalars['String']['input']>;
  /** End of the plant's window: not active by then, the rollout is BLOCKED. */
  notAfter?: InputMaybe<Scalars['DateTime']['input']>;
  plantCode: Scalars['ID']['input'];
};

export type PlantRollout = {
  __typename?: 'PlantRollout';
  activatedAt?: Maybe<Scalars['DateTime']['output']>;
  activatesAt?: Maybe<Scalars['DateTime']['output']>;
  /** The plant's own command, caused by the release. */
  command?: Maybe<Command>;
  items: Array<ItemRollout>;
  plantCode: Scalars['ID']['output'];
  state: RolloutState;
};

export type Problem = {
  __typename?: 'Problem';
  class: ProblemClass;
  /** Stable, for programs: for example LOT_ON_HOLD, ROUTING_VERSION_MISMATCH. */
  code: Scalars['String']['output'];
  /** For programs: for example the holds that cover the lot. */
  detail?: Maybe<Scalars['JSON']['output']>;
  isRetryable: Scalars['Boolean']['output'];
  /** For people. */
  message: Scalars['String']['output'];
  /** The input field that is at fault, where there is one. */
  path?: Maybe<Array<Scalars['String']['output']>>;
  /** The rule that it comes from, for example PC-12. */
  rule?: Maybe<Scalars['String']['output']>;
  severity: Severity;
  system?: Maybe<System>;
};

export type ProblemClass =
  /** A rule of the business: routed to the people who own the data. */
  | 'BUSINESS'
  /** A fault of a system or a network: routed to the people who run it. */
  | 'TECHNICAL';

export type ProductionOrder = {
  __typename?: 'ProductionOrder';
  orderNumber: Scalars['ID']['output'];
  plantCode: Scalars['ID']['output'];
  qualityHolds?: Maybe<Array<QualityHold>>;
};


export type ProductionOrderQualityHoldsArgs = {
  state?: InputMaybe<QualityHoldState>;
};

/** ISA-95 RequestState, as far as an order can have it. */
export type ProductionOrderState =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'FORECAST'
  /** Held in the ERP. A quality hold of the hub changes no order's state: ask qualityHolds. */
  | 'HELD'
  | 'RELEASED'
  | 'RUNNING'
  | 'WAITING';

export type ProductionStatusEvent = {
  __typename?: 'ProductionStatusEvent';
  cursor: Scalars['String']['output'];
  eventId: Scalars['ID']['output'];
  /** Totals of the order, or of the operation where one is named. */
  good?: Maybe<Quantity>;
  kind: ProductionStatusEventKind;
  occurredAt: Scalars['DateTime']['output'];
  operationNumber?: Maybe<Scalars['ID']['output']>;
  /** As it is now; null where it is there no more. */
  order?: Maybe<ProductionOrder>;
  orderNumber: Scalars['ID']['output'];
  plantCode: Scalars['ID']['output'];
  scrap?: Maybe<Quantity>;
  /**
   * As it was when the event happened: a display needs no further read. Null where who told it knows none. In an event
   * STATE_CHANGED, null says that the order is there no more: it was deleted or renamed.
   */
  state?: Maybe<ProductionOrderState>;
};

export type ProductionStatusEventKind =
  | 'CONFIRMED'
  | 'PROGRESS'
  | 'SCRAPPED'
  | 'STATE_CHANGED';

/** Stays a rule: a lot that comes to match the scope later is held too. */
export type QualityHold = {
  __typename?: 'QualityHold';
  dispositions?: Maybe<Array<DispositionDecision>>;
  enforcement: Array<HoldEnforcement>;
  holdId: Scalars['ID']['output'];
  includesDescendants: Scalars['Boolean']['output'];
  item?: Maybe<Item>;
  lot?: Maybe<MaterialLot>;
  nonconformance?: Maybe<Nonconformance>;
  placedAt: Scalars['DateTime']['output'];
  placedBy: Scalars['String']['output'];
  plantCode: Scalars['ID']['output'];
  producedFrom?: Maybe<Scalars['DateTime']['output']>;
  producedTo?: Maybe<Scalars['DateTime']['output']>;
  productionOrder?: Maybe<ProductionOrder>;
  quantity?: Maybe<Quantity>;
  reason: Scalars['String']['output'];
  releasedAt?: Maybe<Scalars['DateTime']['output']>;
  releasedBy?: Maybe<Scalars['String']['output']>;
  severity: QualitySeverity;
  state: QualityHoldState;
  supplierLotNumber?: Maybe<Scalars['ID']['output']>;
};

export type QualityHoldConnection = {
  __typename?: 'QualityHoldConnection';
  nodes: Array<QualityHold>;
  pageInfo: PageInfo;
};

export type QualityHoldEvent = {
  __typename?: 'QualityHoldEvent';
  /** Give it back as after to resume without a gap. */
  cursor: Scalars['String']['output'];
  eventId: Scalars['ID']['output'];
  /** As it is now. */
  hold: QualityHold;
  kind: QualityHoldEventKind;
  occurredAt: Scalars['DateTime']['output'];
};

export type QualityHoldEventKind =
  | 'ENFORCEMENT_CHANGED'
  | 'PLACED'
  | 'RELEASED';

export type QualityHoldState =
  | 'ACTIVE'
  | 'RELEASED';

export type QualitySeverity =
  | 'CRITICAL'
  /** From here on, who placed a hold may not release it. */
  | 'MAJOR'
  | 'MINOR';

export type Quantity = {
  __typename?: 'Quantity';
  unit: Scalars['UnitCode']['output'];
  value: Scalars['Decimal']['output'];
};

export type QuantityBasis =
  /** Totals so far for the order and operation; the hub posts the difference. */
  | 'CUMULATIVE'
  /** What this report adds. */
  | 'DELTA';

export type QuantityInput = {
  unit: Scalars['UnitCode']['input'];
  value: Scalars['Decimal']['input'];
};

export type Query = {
  __typename?: 'Query';
  command?: Maybe<Command>;
  /** Among the caller's own keys. */
  commandByKey?: Maybe<Command>;
  /** Newest first. problemClass: those that a finding of this class stops or keeps waiting, not those that it annotates. */
  commands?: Maybe<CommandConnection>;
  /** The head of the event log. Read it, then what is to be shown, then subscribe with it as after: nothing is missed. */
  eventCursor?: Maybe<Scalars['String']['output']>;
  plant?: Maybe<Plant>;
  plants?: Maybe<Array<Plant>>;
  qualityHold?: Maybe<QualityHold>;
  /** Newest first. enforcement: holds that some system has in this state. */
  qualityHolds?: Maybe<QualityHoldConnection>;
};


export type QueryCommandArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCommandByKeyArgs = {
  idempotencyKey: Scalars['ID']['input'];
};


export type QueryCommandsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  correlationId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderNumber?: InputMaybe<Scalars['ID']['input']>;
  plantCode?: InputMaybe<Scalars['ID']['input']>;
  problemClass?: InputMaybe<ProblemClass>;
  status?: InputMaybe<Array<CommandStatus>>;
  type?: InputMaybe<Scalars['String']['input']>;
};


export type QueryPlantArgs = {
  code: Scalars['ID']['input'];
};


export type QueryQualityHoldArgs = {
  holdId: Scalars['ID']['input'];
};


export type QueryQualityHoldsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  enforcement?: InputMaybe<EnforcementState>;
  first?: InputMaybe<Scalars['Int']['input']>;
  itemNumber?: InputMaybe<Scalars['ID']['input']>;
  plantCode?: InputMaybe<Scalars['ID']['input']>;
  state?: InputMaybe<QualityHoldState>;
};

export type ReleaseEngineeringChangeInput = {
  changeNumber: Scalars['ID']['input'];
  /** What to do with the open work and stock that the change touches. */
  dispositions?: InputMaybe<Array<ChangeDispositionInput>>;
  plants: Array<PlantActivationInput>;
};

/** Together the dispositions cover all that is held, lot by lot. */
export type ReleaseQualityHoldInput = {
  comment?: InputMaybe<Scalars['String']['input']>;
  dispositions: Array<DispositionInput>;
  holdId: Scalars['ID']['input'];
  /** The inspection that passed, after REWORK or REPAIR. */
  inspectionNumber?: InputMaybe<Scalars['ID']['input']>;
};

export type RemainderPolicy =
  /** Close the order short; the report is final. */
  | 'CLOSE_SHORT'
  /** Keep the rest of the order open. */
  | 'KEEP_OPEN';

export type RolloutState =
  | 'ACTIVATING'
  | 'ACTIVE'
  | 'AWAITING_APPROVAL'
  | 'BLOCKED'
  | 'PARTIAL'
  | 'ROLLED_BACK'
  | 'SCHEDULED';

export type ScrapInput = {
  lotNumber?: InputMaybe<Scalars['ID']['input']>;
  quantity: QuantityInput;
  reasonCode: Scalars['String']['input'];
};

export type Severity =
  /** Stops the command. */
  | 'ERROR'
  | 'NOTE'
  /** Keeps it queued until what it lacks arrives, for example the confirmation before it. */
  | 'WAIT'
  /** Stops it too, unless an override gives a reason and the caller may override. */
  | 'WARNING';

/**
 * Without after: what happens from now on; eventCursor gives a first one. A
 * cursor fits every subscription. With after: first all that happened since that cursor,
 * in order, then what happens from now on, without a gap. Delivery is at least once; eventId is
 * the same when an event comes twice. A cursor older than the log is answered with the error code
 * RESYNC_REQUIRED.
 */
export type Subscription = {
  __typename?: 'Subscription';
  commandStatusChanged: CommandStatusEvent;
  productionStatusChanged: ProductionStatusEvent;
  qualityHoldChanged: QualityHoldEvent;
};


/**
 * Without after: what happens from now on; eventCursor gives a first one. A
 * cursor fits every subscription. With after: first all that happened since that cursor,
 * in order, then what happens from now on, without a gap. Delivery is at least once; eventId is
 * the same when an event comes twice. A cursor older than the log is answered with the error code
 * RESYNC_REQUIRED.
 */
export type SubscriptionCommandStatusChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  id?: InputMaybe<Scalars['ID']['input']>;
  plantCode?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * Without after: what happens from now on; eventCursor gives a first one. A
 * cursor fits every subscription. With after: first all that happened since that cursor,
 * in order, then what happens from now on, without a gap. Delivery is at least once; eventId is
 * the same when an event comes twice. A cursor older than the log is answered with the error code
 * RESYNC_REQUIRED.
 */
export type SubscriptionProductionStatusChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  latestPerOrder?: InputMaybe<Scalars['Boolean']['input']>;
  orderNumber?: InputMaybe<Scalars['ID']['input']>;
  plantCode?: InputMaybe<Scalars['ID']['input']>;
};


/**
 * Without after: what happens from now on; eventCursor gives a first one. A
 * cursor fits every subscription. With after: first all that happened since that cursor,
 * in order, then what happens from now on, without a gap. Delivery is at least once; eventId is
 * the same when an event comes twice. A cursor older than the log is answered with the error code
 * RESYNC_REQUIRED.
 */
export type SubscriptionQualityHoldChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  itemNumber?: InputMaybe<Scalars['ID']['input']>;
  plantCode?: InputMaybe<Scalars['ID']['input']>;
};

export type System =
  | 'ERP'
  | 'HUB'
  | 'MES'
  | 'PLM'
  | 'QMS';

export type WithIndex<TObject> = TObject & Record<string, any>;
export type ResolversObject<TObject> = WithIndex<TObject>;

export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = ResolversObject<{
  Command: Command;
  EngineeringChange: EngineeringChange;
  Item: Item;
  MaterialLot: MaterialLot;
  Nonconformance: Nonconformance;
  Plant: Plant;
  ProductionOrder: ProductionOrder;
  QualityHold: QualityHold;
}>;

/** Mapping of federation reference types */
export type FederationReferenceTypes = ResolversObject<{
  Command:
    ( { __typename: 'Command' }
    & GraphQLRecursivePick<FederationTypes['Command'], {"id":true}> );
  EngineeringChange:
    ( { __typename: 'EngineeringChange' }
    & GraphQLRecursivePick<FederationTypes['EngineeringChange'], {"changeNumber":true}> );
  Item:
    ( { __typename: 'Item' }
    & GraphQLRecursivePick<FederationTypes['Item'], {"itemNumber":true}> );
  MaterialLot:
    ( { __typename: 'MaterialLot' }
    & GraphQLRecursivePick<FederationTypes['MaterialLot'], {"itemNumber":true,"lotNumber":true}> );
  Nonconformance:
    ( { __typename: 'Nonconformance' }
    & GraphQLRecursivePick<FederationTypes['Nonconformance'], {"ncrNumber":true}> );
  Plant:
    ( { __typename: 'Plant' }
    & GraphQLRecursivePick<FederationTypes['Plant'], {"code":true}> );
  ProductionOrder:
    ( { __typename: 'ProductionOrder' }
    & GraphQLRecursivePick<FederationTypes['ProductionOrder'], {"plantCode":true,"orderNumber":true}> );
  QualityHold:
    ( { __typename: 'QualityHold' }
    & GraphQLRecursivePick<FederationTypes['QualityHold'], {"holdId":true}> );
}>;



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  Approval: ResolverTypeWrapper<Partial<Approval>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  ByProductInput: ResolverTypeWrapper<Partial<ByProductInput>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Certainty: ResolverTypeWrapper<Partial<Certainty>>;
  ChangeDisposition: ResolverTypeWrapper<Partial<ChangeDisposition>>;
  ChangeDispositionInput: ResolverTypeWrapper<Partial<ChangeDispositionInput>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  ChangePool: ResolverTypeWrapper<Partial<ChangePool>>;
  Command: ResolverTypeWrapper<Partial<Command>>;
  CommandConnection: ResolverTypeWrapper<Partial<CommandConnection>>;
  CommandEvent: ResolverTypeWrapper<Partial<CommandEvent>>;
  CommandPayload: ResolverTypeWrapper<Partial<CommandPayload>>;
  CommandStatus: ResolverTypeWrapper<Partial<CommandStatus>>;
  CommandStatusEvent: ResolverTypeWrapper<Partial<CommandStatusEvent>>;
  CommandStep: ResolverTypeWrapper<Partial<CommandStep>>;
  CommandStepState: ResolverTypeWrapper<Partial<CommandStepState>>;
  ConfirmProductionInput: ResolverTypeWrapper<Partial<ConfirmProductionInput>>;
  ConsumptionInput: ResolverTypeWrapper<Partial<ConsumptionInput>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Decimal: ResolverTypeWrapper<Partial<Scalars['Decimal']['output']>>;
  Disposition: ResolverTypeWrapper<Partial<Disposition>>;
  DispositionDecision: ResolverTypeWrapper<Partial<DispositionDecision>>;
  DispositionInput: ResolverTypeWrapper<Partial<DispositionInput>>;
  EnforcementState: ResolverTypeWrapper<Partial<EnforcementState>>;
  EngineeringChange: ResolverTypeWrapper<Partial<EngineeringChange>>;
  ExternalRef: ResolverTypeWrapper<Partial<ExternalRef>>;
  Guarantee: ResolverTypeWrapper<Partial<Guarantee>>;
  HoldEnforcement: ResolverTypeWrapper<Partial<HoldEnforcement>>;
  Item: ResolverTypeWrapper<Partial<Item>>;
  ItemRollout: ResolverTypeWrapper<Partial<ItemRollout>>;
  JSON: ResolverTypeWrapper<Partial<Scalars['JSON']['output']>>;
  LotQuantityInput: ResolverTypeWrapper<Partial<LotQuantityInput>>;
  MaterialLot: ResolverTypeWrapper<Partial<MaterialLot>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Nonconformance: ResolverTypeWrapper<Partial<Nonconformance>>;
  OverrideInput: ResolverTypeWrapper<Partial<OverrideInput>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  PlaceQualityHoldInput: ResolverTypeWrapper<Partial<PlaceQualityHoldInput>>;
  Plant: ResolverTypeWrapper<Partial<Plant>>;
  PlantActivationInput: ResolverTypeWrapper<Partial<PlantActivationInput>>;
  PlantRollout: ResolverTypeWrapper<Partial<PlantRollout>>;
  Problem: ResolverTypeWrapper<Partial<Problem>>;
  ProblemClass: ResolverTypeWrapper<Partial<ProblemClass>>;
  ProductionOrder: ResolverTypeWrapper<Partial<ProductionOrder>>;
  ProductionOrderState: ResolverTypeWrapper<Partial<ProductionOrderState>>;
  ProductionStatusEvent: ResolverTypeWrapper<Partial<ProductionStatusEvent>>;
  ProductionStatusEventKind: ResolverTypeWrapper<Partial<ProductionStatusEventKind>>;
  QualityHold: ResolverTypeWrapper<Partial<QualityHold>>;
  QualityHoldConnection: ResolverTypeWrapper<Partial<QualityHoldConnection>>;
  QualityHoldEvent: ResolverTypeWrapper<Partial<QualityHoldEvent>>;
  QualityHoldEventKind: ResolverTypeWrapper<Partial<QualityHoldEventKind>>;
  QualityHoldState: ResolverTypeWrapper<Partial<QualityHoldState>>;
  QualitySeverity: ResolverTypeWrapper<Partial<QualitySeverity>>;
  Quantity: ResolverTypeWrapper<Partial<Quantity>>;
  QuantityBasis: ResolverTypeWrapper<Partial<QuantityBasis>>;
  QuantityInput: ResolverTypeWrapper<Partial<QuantityInput>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReleaseEngineeringChangeInput: ResolverTypeWrapper<Partial<ReleaseEngineeringChangeInput>>;
  ReleaseQualityHoldInput: ResolverTypeWrapper<Partial<ReleaseQualityHoldInput>>;
  RemainderPolicy: ResolverTypeWrapper<Partial<RemainderPolicy>>;
  RolloutState: ResolverTypeWrapper<Partial<RolloutState>>;
  ScrapInput: ResolverTypeWrapper<Partial<ScrapInput>>;
  Severity: ResolverTypeWrapper<Partial<Severity>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  System: ResolverTypeWrapper<Partial<System>>;
  UnitCode: ResolverTypeWrapper<Partial<Scalars['UnitCode']['output']>>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  Approval: Partial<Approval>;
  String: Partial<Scalars['String']['output']>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  ByProductInput: Partial<ByProductInput>;
  ID: Partial<Scalars['ID']['output']>;
  ChangeDispositionInput: Partial<ChangeDispositionInput>;
  Int: Partial<Scalars['Int']['output']>;
  Command: Partial<Command | FederationReferenceTypes['Command']>;
  CommandConnection: Partial<CommandConnection>;
  CommandEvent: Partial<CommandEvent>;
  CommandPayload: Partial<CommandPayload>;
  CommandStatusEvent: Partial<CommandStatusEvent>;
  CommandStep: Partial<CommandStep>;
  ConfirmProductionInput: Partial<ConfirmProductionInput>;
  ConsumptionInput: Partial<ConsumptionInput>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  Decimal: Partial<Scalars['Decimal']['output']>;
  DispositionDecision: Partial<DispositionDecision>;
  DispositionInput: Partial<DispositionInput>;
  EngineeringChange: Partial<EngineeringChange | FederationReferenceTypes['EngineeringChange']>;
  ExternalRef: Partial<ExternalRef>;
  HoldEnforcement: Partial<HoldEnforcement>;
  Item: Partial<Item | FederationReferenceTypes['Item']>;
  ItemRollout: Partial<ItemRollout>;
  JSON: Partial<Scalars['JSON']['output']>;
  LotQuantityInput: Partial<LotQuantityInput>;
  MaterialLot: Partial<MaterialLot | FederationReferenceTypes['MaterialLot']>;
  Mutation: Record<PropertyKey, never>;
  Nonconformance: Partial<Nonconformance | FederationReferenceTypes['Nonconformance']>;
  OverrideInput: Partial<OverrideInput>;
  PageInfo: Partial<PageInfo>;
  PlaceQualityHoldInput: Partial<PlaceQualityHoldInput>;
  Plant: Partial<Plant | FederationReferenceTypes['Plant']>;
  PlantActivationInput: Partial<PlantActivationInput>;
  PlantRollout: Partial<PlantRollout>;
  Problem: Partial<Problem>;
  ProductionOrder: Partial<ProductionOrder | FederationReferenceTypes['ProductionOrder']>;
  ProductionStatusEvent: Partial<ProductionStatusEvent>;
  QualityHold: Partial<QualityHold | FederationReferenceTypes['QualityHold']>;
  QualityHoldConnection: Partial<QualityHoldConnection>;
  QualityHoldEvent: Partial<QualityHoldEvent>;
  Quantity: Partial<Quantity>;
  QuantityInput: Partial<QuantityInput>;
  Query: Record<PropertyKey, never>;
  ReleaseEngineeringChangeInput: Partial<ReleaseEngineeringChangeInput>;
  ReleaseQualityHoldInput: Partial<ReleaseQualityHoldInput>;
  ScrapInput: Partial<ScrapInput>;
  Subscription: Record<PropertyKey, never>;
  UnitCode: Partial<Scalars['UnitCode']['output']>;
}>;

export type ApprovalResolvers<ContextType = any, ParentType extends ResolversParentTypes['Approval'] = ResolversParentTypes['Approval']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  comment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isApproved?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type CommandResolvers<ContextType = any, ParentType extends ResolversParentTypes['Command'] = ResolversParentTypes['Command'], FederationReferenceType extends FederationReferenceTypes['Command'] = FederationReferenceTypes['Command']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Command']> | FederationReferenceType, FederationReferenceType, ContextType>;
  approvals?: Resolver<Array<ResolversTypes['Approval']>, ParentType, ContextType>;
  causedBy?: Resolver<Maybe<ResolversTypes['Command']>, ParentType, ContextType>;
  certainty?: Resolver<Maybe<ResolversTypes['Certainty']>, ParentType, ContextType>;
  correlationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  engineeringChange?: Resolver<Maybe<ResolversTypes['EngineeringChange']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  fingerprint?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  guarantee?: Resolver<Maybe<ResolversTypes['Guarantee']>, ParentType, ContextType>;
  history?: Resolver<Array<ResolversTypes['CommandEvent']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  idempotencyKey?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  input?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  nextAttemptAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  nonconformance?: Resolver<Maybe<ResolversTypes['Nonconformance']>, ParentType, ContextType>;
  notBefore?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  plantCode?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes['Problem']>, ParentType, ContextType>;
  productionOrder?: Resolver<Maybe<ResolversTypes['ProductionOrder']>, ParentType, ContextType>;
  qualityHold?: Resolver<Maybe<ResolversTypes['QualityHold']>, ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reversedBy?: Resolver<Maybe<ResolversTypes['Command']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CommandStatus'], ParentType, ContextType>;
  statusSince?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  steps?: Resolver<Array<ResolversTypes['CommandStep']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type CommandConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['CommandConnection'] = ResolversParentTypes['CommandConnection']> = ResolversObject<{
  nodes?: Resolver<Array<ResolversTypes['Command']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type CommandEventResolvers<ContextType = any, ParentType extends ResolversParentTypes['CommandEvent'] = ResolversParentTypes['CommandEvent']> = ResolversObject<{
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['CommandStatus']>, ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['CommandStatus'], ParentType, ContextType>;
}>;

export type CommandPayloadResolvers<ContextType = any, ParentType extends ResolversParentTypes['CommandPayload'] = ResolversParentTypes['CommandPayload']> = ResolversObject<{
  command?: Resolver<Maybe<ResolversTypes['Command']>, ParentType, ContextType>;
  isReplay?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes['Problem']>, ParentType, ContextType>;
}>;

export type CommandStatusEventResolvers<ContextType = any, ParentType extends ResolversParentTypes['CommandStatusEvent'] = ResolversParentTypes['CommandStatusEvent']> = ResolversObject<{
  command?: Resolver<ResolversTypes['Command'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CommandStatus'], ParentType, ContextType>;
}>;

export type CommandStepResolvers<ContextType = any, ParentType extends ResolversParentTypes['CommandStep'] = ResolversParentTypes['CommandStep']> = ResolversObject<{
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  certainty?: Resolver<ResolversTypes['Certainty'], ParentType, ContextType>;
  externalRef?: Resolver<Maybe<ResolversTypes['ExternalRef']>, ParentType, ContextType>;
  guarantee?: Resolver<ResolversTypes['Guarantee'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CommandStepState'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
}>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DispositionDecisionResolvers<ContextType = any, ParentType extends ResolversParentTypes['DispositionDecision'] = ResolversParentTypes['DispositionDecision']> = ResolversObject<{
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  concession?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  disposition?: Resolver<ResolversTypes['Disposition'], ParentType, ContextType>;
  itemNumber?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  lotNumber?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
}>;

export type EngineeringChangeResolvers<ContextType = any, ParentType extends ResolversParentTypes['EngineeringChange'] = ResolversParentTypes['EngineeringChange'], FederationReferenceType extends FederationReferenceTypes['EngineeringChange'] = FederationReferenceTypes['EngineeringChange']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['EngineeringChange']> | FederationReferenceType, FederationReferenceType, ContextType>;
  changeNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  rollouts?: Resolver<Maybe<Array<ResolversTypes['PlantRollout']>>, ParentType, ContextType>;
}>;

export type ExternalRefResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExternalRef'] = ResolversParentTypes['ExternalRef']> = ResolversObject<{
  connection?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type HoldEnforcementResolvers<ContextType = any, ParentType extends ResolversParentTypes['HoldEnforcement'] = ResolversParentTypes['HoldEnforcement']> = ResolversObject<{
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['Problem']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['EnforcementState'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
}>;

export type ItemResolvers<ContextType = any, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item'], FederationReferenceType extends FederationReferenceTypes['Item'] = FederationReferenceTypes['Item']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Item']> | FederationReferenceType, FederationReferenceType, ContextType>;
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  qualityHolds?: Resolver<Maybe<Array<ResolversTypes['QualityHold']>>, ParentType, ContextType, Partial<ItemQualityHoldsArgs>>;
}>;

export type ItemRolloutResolvers<ContextType = any, ParentType extends ResolversParentTypes['ItemRollout'] = ResolversParentTypes['ItemRollout']> = ResolversObject<{
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  problems?: Resolver<Array<ResolversTypes['Problem']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['RolloutState'], ParentType, ContextType>;
  toRevision?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MaterialLotResolvers<ContextType = any, ParentType extends ResolversParentTypes['MaterialLot'] = ResolversParentTypes['MaterialLot'], FederationReferenceType extends FederationReferenceTypes['MaterialLot'] = FederationReferenceTypes['MaterialLot']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['MaterialLot']> | FederationReferenceType, FederationReferenceType, ContextType>;
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lotNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  qualityHolds?: Resolver<Maybe<Array<ResolversTypes['QualityHold']>>, ParentType, ContextType, Partial<MaterialLotQualityHoldsArgs>>;
}>;

export type MutationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = ResolversObject<{
  approveCommand?: Resolver<Maybe<ResolversTypes['CommandPayload']>, ParentType, ContextType, RequireFields<MutationApproveCommandArgs, 'fingerprint' | 'id'>>;
  cancelCommand?: Resolver<Maybe<ResolversTypes['CommandPayload']>, ParentType, ContextType, RequireFields<MutationCancelCommandArgs, 'id' | 'reason'>>;
  confirmProduction?: Resolver<Maybe<ResolversTypes['CommandPayload']>, ParentType, ContextType, RequireFields<MutationConfirmProductionArgs, 'dryRun' | 'idempotencyKey' | 'input'>>;
  declineCommand?: Resolver<Maybe<ResolversTypes['CommandPayload']>, ParentType, ContextType, RequireFields<MutationDeclineCommandArgs, 'id'>>;
  placeQualityHold?: Resolver<Maybe<ResolversTypes['CommandPayload']>, ParentType, ContextType, RequireFields<MutationPlaceQualityHoldArgs, 'dryRun' | 'idempotencyKey' | 'input'>>;
  releaseEngineeringChange?: Resolver<Maybe<ResolversTypes['CommandPayload']>, ParentType, ContextType, RequireFields<MutationReleaseEngineeringChangeArgs, 'dryRun' | 'idempotencyKey' | 'input'>>;
  releaseQualityHold?: Resolver<Maybe<ResolversTypes['CommandPayload']>, ParentType, ContextType, RequireFields<MutationReleaseQualityHoldArgs, 'dryRun' | 'idempotencyKey' | 'input'>>;
  replayCommand?: Resolver<Maybe<ResolversTypes['CommandPayload']>, ParentType, ContextType, RequireFields<MutationReplayCommandArgs, 'id'>>;
}>;

export type NonconformanceResolvers<ContextType = any, ParentType extends ResolversParentTypes['Nonconformance'] = ResolversParentTypes['Nonconformance'], FederationReferenceType extends FederationReferenceTypes['Nonconformance'] = FederationReferenceTypes['Nonconformance']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Nonconformance']> | FederationReferenceType, FederationReferenceType, ContextType>;
  holds?: Resolver<Maybe<Array<ResolversTypes['QualityHold']>>, ParentType, ContextType>;
  ncrNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type PageInfoResolvers<ContextType = any, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = ResolversObject<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type PlantResolvers<ContextType = any, ParentType extends ResolversParentTypes['Plant'] = ResolversParentTypes['Plant'], FederationReferenceType extends FederationReferenceTypes['Plant'] = FederationReferenceTypes['Plant']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Plant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  code?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type PlantRolloutResolvers<ContextType = any, ParentType extends ResolversParentTypes['PlantRollout'] = ResolversParentTypes['PlantRollout']> = ResolversObject<{
  activatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  activatesAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  command?: Resolver<Maybe<ResolversTypes['Command']>, ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes['ItemRollout']>, ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['RolloutState'], ParentType, ContextType>;
}>;

export type ProblemResolvers<ContextType = any, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = ResolversObject<{
  class?: Resolver<ResolversTypes['ProblemClass'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  isRetryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  severity?: Resolver<ResolversTypes['Severity'], ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['System']>, ParentType, ContextType>;
}>;

export type ProductionOrderResolvers<ContextType = any, ParentType extends ResolversParentTypes['ProductionOrder'] = ResolversParentTypes['ProductionOrder'], FederationReferenceType extends FederationReferenceTypes['ProductionOrder'] = FederationReferenceTypes['ProductionOrder']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ProductionOrder']> | FederationReferenceType, FederationReferenceType, ContextType>;
  orderNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  qualityHolds?: Resolver<Maybe<Array<ResolversTypes['QualityHold']>>, ParentType, ContextType, Partial<ProductionOrderQualityHoldsArgs>>;
}>;

export type ProductionStatusEventResolvers<ContextType = any, ParentType extends ResolversParentTypes['ProductionStatusEvent'] = ResolversParentTypes['ProductionStatusEvent']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  good?: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ProductionStatusEventKind'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  operationNumber?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['ProductionOrder']>, ParentType, ContextType>;
  orderNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  scrap?: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['ProductionOrderState']>, ParentType, ContextType>;
}>;

export type QualityHoldResolvers<ContextType = any, ParentType extends ResolversParentTypes['QualityHold'] = ResolversParentTypes['QualityHold'], FederationReferenceType extends FederationReferenceTypes['QualityHold'] = FederationReferenceTypes['QualityHold']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['QualityHold']> | FederationReferenceType, FederationReferenceType, ContextType>;
  dispositions?: Resolver<Maybe<Array<ResolversTypes['DispositionDecision']>>, ParentType, ContextType>;
  enforcement?: Resolver<Array<ResolversTypes['HoldEnforcement']>, ParentType, ContextType>;
  holdId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  includesDescendants?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  lot?: Resolver<Maybe<ResolversTypes['MaterialLot']>, ParentType, ContextType>;
  nonconformance?: Resolver<Maybe<ResolversTypes['Nonconformance']>, ParentType, ContextType>;
  placedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  placedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  producedFrom?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  producedTo?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  productionOrder?: Resolver<Maybe<ResolversTypes['ProductionOrder']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  releasedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  releasedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  severity?: Resolver<ResolversTypes['QualitySeverity'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['QualityHoldState'], ParentType, ContextType>;
  supplierLotNumber?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
}>;

export type QualityHoldConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['QualityHoldConnection'] = ResolversParentTypes['QualityHoldConnection']> = ResolversObject<{
  nodes?: Resolver<Array<ResolversTypes['QualityHold']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type QualityHoldEventResolvers<ContextType = any, ParentType extends ResolversParentTypes['QualityHoldEvent'] = ResolversParentTypes['QualityHoldEvent']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['QualityHold'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['QualityHoldEventKind'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type QuantityResolvers<ContextType = any, ParentType extends ResolversParentTypes['Quantity'] = ResolversParentTypes['Quantity']> = ResolversObject<{
  unit?: Resolver<ResolversTypes['UnitCode'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = any, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  command?: Resolver<Maybe<ResolversTypes['Command']>, ParentType, ContextType, RequireFields<QueryCommandArgs, 'id'>>;
  commandByKey?: Resolver<Maybe<ResolversTypes['Command']>, ParentType, ContextType, RequireFields<QueryCommandByKeyArgs, 'idempotencyKey'>>;
  commands?: Resolver<Maybe<ResolversTypes['CommandConnection']>, ParentType, ContextType, RequireFields<QueryCommandsArgs, 'first'>>;
  eventCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  plant?: Resolver<Maybe<ResolversTypes['Plant']>, ParentType, ContextType, RequireFields<QueryPlantArgs, 'code'>>;
  plants?: Resolver<Maybe<Array<ResolversTypes['Plant']>>, ParentType, ContextType>;
  qualityHold?: Resolver<Maybe<ResolversTypes['QualityHold']>, ParentType, ContextType, RequireFields<QueryQualityHoldArgs, 'holdId'>>;
  qualityHolds?: Resolver<Maybe<ResolversTypes['QualityHoldConnection']>, ParentType, ContextType, RequireFields<QueryQualityHoldsArgs, 'first'>>;
}>;

export type SubscriptionResolvers<ContextType = any, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = ResolversObject<{
  commandStatusChanged?: SubscriptionResolver<ResolversTypes['CommandStatusEvent'], "commandStatusChanged", ParentType, ContextType, Partial<SubscriptionCommandStatusChangedArgs>>;
  productionStatusChanged?: SubscriptionResolver<ResolversTypes['ProductionStatusEvent'], "productionStatusChanged", ParentType, ContextType, RequireFields<SubscriptionProductionStatusChangedArgs, 'latestPerOrder'>>;
  qualityHoldChanged?: SubscriptionResolver<ResolversTypes['QualityHoldEvent'], "qualityHoldChanged", ParentType, ContextType, Partial<SubscriptionQualityHoldChangedArgs>>;
}>;

export interface UnitCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['UnitCode'], any> {
  name: 'UnitCode';
}

export type Resolvers<ContextType = any> = ResolversObject<{
  Approval?: ApprovalResolvers<ContextType>;
  Command?: CommandResolvers<ContextType>;
  CommandConnection?: CommandConnectionResolvers<ContextType>;
  CommandEvent?: CommandEventResolvers<ContextType>;
  CommandPayload?: CommandPayloadResolvers<ContextType>;
  CommandStatusEvent?: CommandStatusEventResolvers<ContextType>;
  CommandStep?: CommandStepResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  DispositionDecision?: DispositionDecisionResolvers<ContextType>;
  EngineeringChange?: EngineeringChangeResolvers<ContextType>;
  ExternalRef?: ExternalRefResolvers<ContextType>;
  HoldEnforcement?: HoldEnforcementResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  ItemRollout?: ItemRolloutResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  MaterialLot?: MaterialLotResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Nonconformance?: NonconformanceResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Plant?: PlantResolvers<ContextType>;
  PlantRollout?: PlantRolloutResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  ProductionOrder?: ProductionOrderResolvers<ContextType>;
  ProductionStatusEvent?: ProductionStatusEventResolvers<ContextType>;
  QualityHold?: QualityHoldResolvers<ContextType>;
  QualityHoldConnection?: QualityHoldConnectionResolvers<ContextType>;
  QualityHoldEvent?: QualityHoldEventResolvers<ContextType>;
  Quantity?: QuantityResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  UnitCode?: GraphQLScalarType;
}>;

