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
  /** Calendar date, YYYY-MM-DD, in the plant's time zone. */
  Date: { input: string; output: string; }
  /** Instant, RFC 3339 with an offset. */
  DateTime: { input: string; output: string; }
  /** Decimal number as a string, for example "12.500". Never NaN, Infinity or exponent notation. */
  Decimal: { input: string; output: string; }
  /** Unit of measure, UN/CEFACT Recommendation 20 code: C62 (one), KGM, GRM, MTR, LTR, HUR, MIN. */
  UnitCode: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

export type AffectedItem = {
  __typename?: 'AffectedItem';
  fromRevision?: Maybe<Scalars['String']['output']>;
  item: Item;
  toRevision?: Maybe<Scalars['String']['output']>;
};

export type BillOfMaterials = {
  __typename?: 'BillOfMaterials';
  baseQuantity: Quantity;
  itemNumber: Scalars['ID']['output'];
  lines: Array<BomLine>;
  plantCode?: Maybe<Scalars['ID']['output']>;
  revision?: Maybe<Scalars['String']['output']>;
};

export type BomLine = {
  __typename?: 'BomLine';
  component: Item;
  /** Where the system has none: the line's place, from 1. */
  lineNumber: Scalars['Int']['output'];
  operationNumber?: Maybe<Scalars['String']['output']>;
  quantity: Quantity;
  /** Null where the system keeps none. */
  substitutes?: Maybe<Array<BomSubstitute>>;
};

export type BomSubstitute = {
  __typename?: 'BomSubstitute';
  item: Item;
  quantity: Quantity;
  rank: Scalars['Int']['output'];
};

export type ChangeImpact = {
  __typename?: 'ChangeImpact';
  coverage: Coverage;
  /** Changes when a target or its facts change; give it to releaseEngineeringChange. */
  fingerprint: Scalars['String']['output'];
  openProductionOrders: Array<ProductionOrder>;
  openPurchaseLines: Array<PurchaseOrderLine>;
  stock: Array<ItemStock>;
};

export type ComponentRequirement = {
  __typename?: 'ComponentRequirement';
  consumed: Quantity;
  item: Item;
  required: Quantity;
  reservedLots?: Maybe<Array<MaterialLot>>;
};

export type CostVariance = {
  __typename?: 'CostVariance';
  actual: Money;
  /** Planned cost of what was produced. */
  standard: Money;
  variance: Money;
};

/** Whether a list is all there is. */
export type Coverage =
  | 'COMPLETE'
  /** The caller may not see all of it. */
  | 'RESTRICTED'
  | 'TRUNCATED'
  /** A system did not answer. */
  | 'UNAVAILABLE';

export type EngineeringChange = {
  __typename?: 'EngineeringChange';
  affectedItems: Array<AffectedItem>;
  changeNumber: Scalars['ID']['output'];
  /** Open orders, purchase lines and stock that the change would touch at a plant, read now. */
  impact?: Maybe<ChangeImpact>;
};


export type EngineeringChangeImpactArgs = {
  plantCode: Scalars['ID']['input'];
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

/** ISA-95 MaterialDefinition. */
export type Item = {
  __typename?: 'Item';
  /** What a plant builds from today, from the ERP. */
  billOfMaterials?: Maybe<BillOfMaterials>;
  /** In the ERPs. */
  externalRefs?: Maybe<Array<ExternalRef>>;
  itemNumber: Scalars['ID']['output'];
  lots?: Maybe<MaterialLotConnection>;
  name?: Maybe<Scalars['String']['output']>;
  openProductionOrders?: Maybe<Array<ProductionOrder>>;
  routing?: Maybe<Routing>;
  /** Of the plant's company. */
  standardCost?: Maybe<Money>;
  /** On hand, reserved and available, by plant. */
  stock?: Maybe<Array<StockLevel>>;
  tracking?: Maybe<Tracking>;
  unit?: Maybe<Scalars['UnitCode']['output']>;
};


/** ISA-95 MaterialDefinition. */
export type ItemBillOfMaterialsArgs = {
  plantCode: Scalars['ID']['input'];
};


/** ISA-95 MaterialDefinition. */
export type ItemLotsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** ISA-95 MaterialDefinition. */
export type ItemOpenProductionOrdersArgs = {
  plantCode?: InputMaybe<Scalars['ID']['input']>;
};


/** ISA-95 MaterialDefinition. */
export type ItemRoutingArgs = {
  plantCode: Scalars['ID']['input'];
};


/** ISA-95 MaterialDefinition. */
export type ItemStandardCostArgs = {
  plantCode: Scalars['ID']['input'];
};


/** ISA-95 MaterialDefinition. */
export type ItemStockArgs = {
  plantCode?: InputMaybe<Scalars['ID']['input']>;
};

export type ItemConnection = {
  __typename?: 'ItemConnection';
  nodes: Array<Item>;
  pageInfo: PageInfo;
};

export type ItemStock = {
  __typename?: 'ItemStock';
  item: Item;
  stock: StockLevel;
};

/** ISA-95 JobOrderDispatchStatus, as far as back ends tell. */
export type JobOrderState =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'HELD'
  | 'READY'
  | 'RUNNING'
  | 'WAITING';

export type LocationStock = {
  __typename?: 'LocationStock';
  location: Scalars['String']['output'];
  quantity: Quantity;
};

export type LotStock = {
  __typename?: 'LotStock';
  location: Scalars['String']['output'];
  plantCode: Scalars['ID']['output'];
  quantity: Quantity;
};

export type MaintenanceRequest = {
  __typename?: 'MaintenanceRequest';
  equipmentCode?: Maybe<Scalars['ID']['output']>;
  openedAt?: Maybe<Scalars['DateTime']['output']>;
  plantCode: Scalars['ID']['output'];
  /** The back end's own reference: Odoo has nothing but the id. */
  requestNumber: Scalars['ID']['output'];
  state: MaintenanceRequestState;
  title: Scalars['String']['output'];
  workCenter?: Maybe<WorkCenter>;
};

export type MaintenanceRequestConnection = {
  __typename?: 'MaintenanceRequestConnection';
  nodes: Array<MaintenanceRequest>;
  pageInfo: PageInfo;
};

export type MaintenanceRequestState =
  | 'CANCELLED'
  | 'DONE'
  | 'IN_PROGRESS'
  | 'OPEN';

/**
 * ISA-95 MaterialLot; a serial number is a lot of one. One item and lot number is one lot in all
 * plants: where two companies of an ERP keep it twice, both count, so that a trace or a hold misses none.
 */
export type MaterialLot = {
  __typename?: 'MaterialLot';
  /** Lots that went into this one. */
  consumedLots?: Maybe<MaterialLotConnection>;
  externalRefs?: Maybe<Array<ExternalRef>>;
  item?: Maybe<Item>;
  itemNumber: Scalars['ID']['output'];
  lotNumber: Scalars['ID']['output'];
  onHand?: Maybe<Array<LotStock>>;
  /** Lots that this one went into. */
  producedLots?: Maybe<MaterialLotConnection>;
};


/**
 * ISA-95 MaterialLot; a serial number is a lot of one. One item and lot number is one lot in all
 * plants: where two companies of an ERP keep it twice, both count, so that a trace or a hold misses none.
 */
export type MaterialLotConsumedLotsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * ISA-95 MaterialLot; a serial number is a lot of one. One item and lot number is one lot in all
 * plants: where two companies of an ERP keep it twice, both count, so that a trace or a hold misses none.
 */
export type MaterialLotProducedLotsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type MaterialLotConnection = {
  __typename?: 'MaterialLotConnection';
  nodes: Array<MaterialLot>;
  pageInfo: PageInfo;
};

export type Money = {
  __typename?: 'Money';
  amount: Scalars['Decimal']['output'];
  /** ISO 4217. */
  currency: Scalars['String']['output'];
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

export type Plant = {
  __typename?: 'Plant';
  code: Scalars['ID']['output'];
  workCenters?: Maybe<Array<WorkCenter>>;
};

/** ISA-95 OperationsRequest; Odoo's manufacturing order, a chain of backorders counted as one order. */
export type ProductionOrder = {
  __typename?: 'ProductionOrder';
  /** The versions that the order was released with. */
  bomRevision?: Maybe<Scalars['String']['output']>;
  components?: Maybe<Array<ComponentRequirement>>;
  costVariance?: Maybe<CostVariance>;
  /** In the ERP: every order of the chain. */
  externalRefs?: Maybe<Array<ExternalRef>>;
  item: Item;
  orderNumber: Scalars['ID']['output'];
  planned: Quantity;
  plannedEnd?: Maybe<Scalars['DateTime']['output']>;
  plannedStart?: Maybe<Scalars['DateTime']['output']>;
  plantCode: Scalars['ID']['output'];
  produced: Quantity;
  producedLots?: Maybe<MaterialLotConnection>;
  routingVersion?: Maybe<Scalars['String']['output']>;
  scrapped?: Maybe<Quantity>;
  state: ProductionOrderState;
  workOrders?: Maybe<Array<WorkOrder>>;
};


/** ISA-95 OperationsRequest; Odoo's manufacturing order, a chain of backorders counted as one order. */
export type ProductionOrderProducedLotsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type ProductionOrderConnection = {
  __typename?: 'ProductionOrderConnection';
  nodes: Array<ProductionOrder>;
  pageInfo: PageInfo;
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

export type PurchaseOrder = {
  __typename?: 'PurchaseOrder';
  lines: Array<PurchaseOrderLine>;
  /** When it was made out. */
  orderedAt?: Maybe<Scalars['DateTime']['output']>;
  plantCode: Scalars['ID']['output'];
  poNumber: Scalars['ID']['output'];
  state: PurchaseOrderState;
  /** The supplier's name. */
  supplier: Scalars['String']['output'];
  supplierCode?: Maybe<Scalars['ID']['output']>;
};

export type PurchaseOrderConnection = {
  __typename?: 'PurchaseOrderConnection';
  nodes: Array<PurchaseOrder>;
  pageInfo: PageInfo;
};

export type PurchaseOrderLine = {
  __typename?: 'PurchaseOrderLine';
  item: Item;
  /** Where the ERP has none: the line's place, from 1. */
  lineNumber: Scalars['Int']['output'];
  ordered: Quantity;
  poNumber: Scalars['ID']['output'];
  promisedOn?: Maybe<Scalars['Date']['output']>;
  received: Quantity;
};

export type PurchaseOrderState =
  | 'AWAITING_APPROVAL'
  | 'CANCELLED'
  /** Received in full, or closed to receipts. */
  | 'CLOSED'
  | 'CONFIRMED'
  | 'DRAFT'
  /** Sent to the supplier, not confirmed. */
  | 'SENT';

export type Quantity = {
  __typename?: 'Quantity';
  unit: Scalars['UnitCode']['output'];
  value: Scalars['Decimal']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** Items that an ERP knows; one that only the PLM knows is reached through its engineering change. */
  item?: Maybe<Item>;
  items?: Maybe<ItemConnection>;
  /** Newest first. */
  maintenanceRequests?: Maybe<MaintenanceRequestConnection>;
  materialLot?: Maybe<MaterialLot>;
  productionOrder?: Maybe<ProductionOrder>;
  /** Ordered by planned start. */
  productionOrders?: Maybe<ProductionOrderConnection>;
  purchaseOrder?: Maybe<PurchaseOrder>;
  /** Newest first. supplierCode: the supplier's in the ERP. itemNumber: orders with a line of the item. */
  purchaseOrders?: Maybe<PurchaseOrderConnection>;
  trace?: Maybe<Trace>;
};


export type QueryItemArgs = {
  itemNumber: Scalars['ID']['input'];
};


export type QueryItemsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};


export type QueryMaintenanceRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  plantCode: Scalars['ID']['input'];
  state?: InputMaybe<Array<MaintenanceRequestState>>;
};


export type QueryMaterialLotArgs = {
  itemNumber: Scalars['ID']['input'];
  lotNumber: Scalars['ID']['input'];
};


export type QueryProductionOrderArgs = {
  orderNumber: Scalars['ID']['input'];
  plantCode: Scalars['ID']['input'];
};


export type QueryProductionOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  itemNumber?: InputMaybe<Scalars['ID']['input']>;
  plantCode?: InputMaybe<Scalars['ID']['input']>;
  state?: InputMaybe<Array<ProductionOrderState>>;
};


export type QueryPurchaseOrderArgs = {
  plantCode: Scalars['ID']['input'];
  poNumber: Scalars['ID']['input'];
};


export type QueryPurchaseOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  itemNumber?: InputMaybe<Scalars['ID']['input']>;
  plantCode?: InputMaybe<Scalars['ID']['input']>;
  state?: InputMaybe<Array<PurchaseOrderState>>;
  supplierCode?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryTraceArgs = {
  depth?: InputMaybe<Scalars['Int']['input']>;
  direction: TraceDirection;
  itemNumber: Scalars['ID']['input'];
  lotNumber: Scalars['ID']['input'];
};

export type Routing = {
  __typename?: 'Routing';
  itemNumber: Scalars['ID']['output'];
  operations: Array<RoutingOperation>;
  plantCode: Scalars['ID']['output'];
  version?: Maybe<Scalars['String']['output']>;
};

export type RoutingOperation = {
  __typename?: 'RoutingOperation';
  name: Scalars['String']['output'];
  /** Where the ERP has none: the operation's place in the routing, times ten. */
  operationNumber: Scalars['ID']['output'];
  /** Minutes. */
  plannedMinutes?: Maybe<Scalars['Decimal']['output']>;
  workCenter?: Maybe<WorkCenter>;
};

export type StockLevel = {
  __typename?: 'StockLevel';
  available: Quantity;
  locations?: Maybe<Array<LocationStock>>;
  onHand: Quantity;
  /** On hand, but moved out of reach by a quality hold. */
  onHold: Quantity;
  plantCode: Scalars['ID']['output'];
  reserved: Quantity;
};

export type System =
  | 'ERP'
  | 'HUB'
  | 'MES'
  | 'PLM'
  | 'QMS';

export type Trace = {
  __typename?: 'Trace';
  direction: TraceDirection;
  edges: Array<TraceEdge>;
  /** True where the trace stopped at its depth limit. */
  isTruncated: Scalars['Boolean']['output'];
  root: MaterialLot;
};

export type TraceDirection =
  /** What it was made of. */
  | 'BACKWARD'
  /** What it was built into. */
  | 'FORWARD';

export type TraceEdge = {
  __typename?: 'TraceEdge';
  depth: Scalars['Int']['output'];
  input: MaterialLot;
  orderNumber?: Maybe<Scalars['String']['output']>;
  output: MaterialLot;
  quantity?: Maybe<Quantity>;
};

export type Tracking =
  | 'LOT'
  | 'NONE'
  | 'SERIAL';

export type WorkCenter = {
  __typename?: 'WorkCenter';
  code: Scalars['ID']['output'];
  isAvailable?: Maybe<Scalars['Boolean']['output']>;
  name: Scalars['String']['output'];
  plantCode: Scalars['ID']['output'];
};

/** ISA-95 JobOrder. */
export type WorkOrder = {
  __typename?: 'WorkOrder';
  actualMinutes?: Maybe<Scalars['Decimal']['output']>;
  name: Scalars['String']['output'];
  operationNumber: Scalars['ID']['output'];
  orderNumber: Scalars['ID']['output'];
  plannedMinutes?: Maybe<Scalars['Decimal']['output']>;
  plantCode: Scalars['ID']['output'];
  produced?: Maybe<Quantity>;
  state: JobOrderState;
  workCenter?: Maybe<WorkCenter>;
};

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
  EngineeringChange: EngineeringChange;
  Item: Item;
  MaterialLot: MaterialLot;
  Plant: Plant;
  ProductionOrder: ProductionOrder;
  PurchaseOrder: PurchaseOrder;
  WorkCenter: WorkCenter;
  WorkOrder: WorkOrder;
}>;

/** Mapping of federation reference types */
export type FederationReferenceTypes = ResolversObject<{
  EngineeringChange:
    ( { __typename: 'EngineeringChange' }
    & GraphQLRecursivePick<FederationTypes['EngineeringChange'], {"changeNumber":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['EngineeringChange'], {"affectedItems":{"item":{"itemNumber":true},"fromRevision":true,"toRevision":true}}> ) );
  Item:
    ( { __typename: 'Item' }
    & GraphQLRecursivePick<FederationTypes['Item'], {"itemNumber":true}> );
  MaterialLot:
    ( { __typename: 'MaterialLot' }
    & GraphQLRecursivePick<FederationTypes['MaterialLot'], {"itemNumber":true,"lotNumber":true}> );
  Plant:
    ( { __typename: 'Plant' }
    & GraphQLRecursivePick<FederationTypes['Plant'], {"code":true}> );
  ProductionOrder:
    ( { __typename: 'ProductionOrder' }
    & GraphQLRecursivePick<FederationTypes['ProductionOrder'], {"plantCode":true,"orderNumber":true}> );
  PurchaseOrder:
    ( { __typename: 'PurchaseOrder' }
    & GraphQLRecursivePick<FederationTypes['PurchaseOrder'], {"plantCode":true,"poNumber":true}> );
  WorkCenter:
    ( { __typename: 'WorkCenter' }
    & GraphQLRecursivePick<FederationTypes['WorkCenter'], {"plantCode":true,"code":true}> );
  WorkOrder:
    ( { __typename: 'WorkOrder' }
    & GraphQLRecursivePick<FederationTypes['WorkOrder'], {"plantCode":true,"orderNumber":true,"operationNumber":true}> );
}>;



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  AffectedItem: ResolverTypeWrapper<Partial<AffectedItem>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
  BillOfMaterials: ResolverTypeWrapper<Partial<BillOfMaterials>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  BomLine: ResolverTypeWrapper<Partial<BomLine>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  BomSubstitute: ResolverTypeWrapper<Partial<BomSubstitute>>;
  ChangeImpact: ResolverTypeWrapper<Partial<ChangeImpact>>;
  ComponentRequirement: ResolverTypeWrapper<Partial<ComponentRequirement>>;
  CostVariance: ResolverTypeWrapper<Partial<CostVariance>>;
  Coverage: ResolverTypeWrapper<Partial<Coverage>>;
  Date: ResolverTypeWrapper<Partial<Scalars['Date']['output']>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Decimal: ResolverTypeWrapper<Partial<Scalars['Decimal']['output']>>;
  EngineeringChange: ResolverTypeWrapper<Partial<EngineeringChange>>;
  ExternalRef: ResolverTypeWrapper<Partial<ExternalRef>>;
  Item: ResolverTypeWrapper<Partial<Item>>;
  ItemConnection: ResolverTypeWrapper<Partial<ItemConnection>>;
  ItemStock: ResolverTypeWrapper<Partial<ItemStock>>;
  JobOrderState: ResolverTypeWrapper<Partial<JobOrderState>>;
  LocationStock: ResolverTypeWrapper<Partial<LocationStock>>;
  LotStock: ResolverTypeWrapper<Partial<LotStock>>;
  MaintenanceRequest: ResolverTypeWrapper<Partial<MaintenanceRequest>>;
  MaintenanceRequestConnection: ResolverTypeWrapper<Partial<MaintenanceRequestConnection>>;
  MaintenanceRequestState: ResolverTypeWrapper<Partial<MaintenanceRequestState>>;
  MaterialLot: ResolverTypeWrapper<Partial<MaterialLot>>;
  MaterialLotConnection: ResolverTypeWrapper<Partial<MaterialLotConnection>>;
  Money: ResolverTypeWrapper<Partial<Money>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Plant: ResolverTypeWrapper<Partial<Plant>>;
  ProductionOrder: ResolverTypeWrapper<Partial<ProductionOrder>>;
  ProductionOrderConnection: ResolverTypeWrapper<Partial<ProductionOrderConnection>>;
  ProductionOrderState: ResolverTypeWrapper<Partial<ProductionOrderState>>;
  PurchaseOrder: ResolverTypeWrapper<Partial<PurchaseOrder>>;
  PurchaseOrderConnection: ResolverTypeWrapper<Partial<PurchaseOrderConnection>>;
  PurchaseOrderLine: ResolverTypeWrapper<Partial<PurchaseOrderLine>>;
  PurchaseOrderState: ResolverTypeWrapper<Partial<PurchaseOrderState>>;
  Quantity: ResolverTypeWrapper<Partial<Quantity>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Routing: ResolverTypeWrapper<Partial<Routing>>;
  RoutingOperation: ResolverTypeWrapper<Partial<RoutingOperation>>;
  StockLevel: ResolverTypeWrapper<Partial<StockLevel>>;
  System: ResolverTypeWrapper<Partial<System>>;
  Trace: ResolverTypeWrapper<Partial<Trace>>;
  TraceDirection: ResolverTypeWrapper<Partial<TraceDirection>>;
  TraceEdge: ResolverTypeWrapper<Partial<TraceEdge>>;
  Tracking: ResolverTypeWrapper<Partial<Tracking>>;
  UnitCode: ResolverTypeWrapper<Partial<Scalars['UnitCode']['output']>>;
  WorkCenter: ResolverTypeWrapper<Partial<WorkCenter>>;
  WorkOrder: ResolverTypeWrapper<Partial<WorkOrder>>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  AffectedItem: Partial<AffectedItem>;
  String: Partial<Scalars['String']['output']>;
  BillOfMaterials: Partial<BillOfMaterials>;
  ID: Partial<Scalars['ID']['output']>;
  BomLine: Partial<BomLine>;
  Int: Partial<Scalars['Int']['output']>;
  BomSubstitute: Partial<BomSubstitute>;
  ChangeImpact: Partial<ChangeImpact>;
  ComponentRequirement: Partial<ComponentRequirement>;
  CostVariance: Partial<CostVariance>;
  Date: Partial<Scalars['Date']['output']>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  Decimal: Partial<Scalars['Decimal']['output']>;
  EngineeringChange: Partial<EngineeringChange | FederationReferenceTypes['EngineeringChange']>;
  ExternalRef: Partial<ExternalRef>;
  Item: Partial<Item | FederationReferenceTypes['Item']>;
  ItemConnection: Partial<ItemConnection>;
  ItemStock: Partial<ItemStock>;
  LocationStock: Partial<LocationStock>;
  LotStock: Partial<LotStock>;
  MaintenanceRequest: Partial<MaintenanceRequest>;
  MaintenanceRequestConnection: Partial<MaintenanceRequestConnection>;
  MaterialLot: Partial<MaterialLot | FederationReferenceTypes['MaterialLot']>;
  MaterialLotConnection: Partial<MaterialLotConnection>;
  Money: Partial<Money>;
  PageInfo: Partial<PageInfo>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  Plant: Partial<Plant | FederationReferenceTypes['Plant']>;
  ProductionOrder: Partial<ProductionOrder | FederationReferenceTypes['ProductionOrder']>;
  ProductionOrderConnection: Partial<ProductionOrderConnection>;
  PurchaseOrder: Partial<PurchaseOrder | FederationReferenceTypes['PurchaseOrder']>;
  PurchaseOrderConnection: Partial<PurchaseOrderConnection>;
  PurchaseOrderLine: Partial<PurchaseOrderLine>;
  Quantity: Partial<Quantity>;
  Query: Record<PropertyKey, never>;
  Routing: Partial<Routing>;
  RoutingOperation: Partial<RoutingOperation>;
  StockLevel: Partial<StockLevel>;
  Trace: Partial<Trace>;
  TraceEdge: Partial<TraceEdge>;
  UnitCode: Partial<Scalars['UnitCode']['output']>;
  WorkCenter: Partial<WorkCenter | FederationReferenceTypes['WorkCenter']>;
  WorkOrder: Partial<WorkOrder | FederationReferenceTypes['WorkOrder']>;
}>;

export type AffectedItemResolvers<ContextType = any, ParentType extends ResolversParentTypes['AffectedItem'] = ResolversParentTypes['AffectedItem']> = ResolversObject<{
  fromRevision?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  toRevision?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type BillOfMaterialsResolvers<ContextType = any, ParentType extends ResolversParentTypes['BillOfMaterials'] = ResolversParentTypes['BillOfMaterials']> = ResolversObject<{
  baseQuantity?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['BomLine']>, ParentType, ContextType>;
  plantCode?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type BomLineResolvers<ContextType = any, ParentType extends ResolversParentTypes['BomLine'] = ResolversParentTypes['BomLine']> = ResolversObject<{
  component?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  lineNumber?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  operationNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  substitutes?: Resolver<Maybe<Array<ResolversTypes['BomSubstitute']>>, ParentType, ContextType>;
}>;

export type BomSubstituteResolvers<ContextType = any, ParentType extends ResolversParentTypes['BomSubstitute'] = ResolversParentTypes['BomSubstitute']> = ResolversObject<{
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  rank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type ChangeImpactResolvers<ContextType = any, ParentType extends ResolversParentTypes['ChangeImpact'] = ResolversParentTypes['ChangeImpact']> = ResolversObject<{
  coverage?: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
  fingerprint?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  openProductionOrders?: Resolver<Array<ResolversTypes['ProductionOrder']>, ParentType, ContextType>;
  openPurchaseLines?: Resolver<Array<ResolversTypes['PurchaseOrderLine']>, ParentType, ContextType>;
  stock?: Resolver<Array<ResolversTypes['ItemStock']>, ParentType, ContextType>;
}>;

export type ComponentRequirementResolvers<ContextType = any, ParentType extends ResolversParentTypes['ComponentRequirement'] = ResolversParentTypes['ComponentRequirement']> = ResolversObject<{
  consumed?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  required?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  reservedLots?: Resolver<Maybe<Array<ResolversTypes['MaterialLot']>>, ParentType, ContextType>;
}>;

export type CostVarianceResolvers<ContextType = any, ParentType extends ResolversParentTypes['CostVariance'] = ResolversParentTypes['CostVariance']> = ResolversObject<{
  actual?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  standard?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  variance?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
}>;

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type EngineeringChangeResolvers<ContextType = any, ParentType extends ResolversParentTypes['EngineeringChange'] = ResolversParentTypes['EngineeringChange'], FederationReferenceType extends FederationReferenceTypes['EngineeringChange'] = FederationReferenceTypes['EngineeringChange']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['EngineeringChange']> | FederationReferenceType, FederationReferenceType, ContextType>;
  changeNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  impact?: Resolver<Maybe<ResolversTypes['ChangeImpact']>, ParentType, ContextType, RequireFields<EngineeringChangeImpactArgs, 'plantCode'>>;
}>;

export type ExternalRefResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExternalRef'] = ResolversParentTypes['ExternalRef']> = ResolversObject<{
  connection?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type ItemResolvers<ContextType = any, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item'], FederationReferenceType extends FederationReferenceTypes['Item'] = FederationReferenceTypes['Item']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Item']> | FederationReferenceType, FederationReferenceType, ContextType>;
  billOfMaterials?: Resolver<Maybe<ResolversTypes['BillOfMaterials']>, ParentType, ContextType, RequireFields<ItemBillOfMaterialsArgs, 'plantCode'>>;
  externalRefs?: Resolver<Maybe<Array<ResolversTypes['ExternalRef']>>, ParentType, ContextType>;
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lots?: Resolver<Maybe<ResolversTypes['MaterialLotConnection']>, ParentType, ContextType, RequireFields<ItemLotsArgs, 'first'>>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  openProductionOrders?: Resolver<Maybe<Array<ResolversTypes['ProductionOrder']>>, ParentType, ContextType, Partial<ItemOpenProductionOrdersArgs>>;
  routing?: Resolver<Maybe<ResolversTypes['Routing']>, ParentType, ContextType, RequireFields<ItemRoutingArgs, 'plantCode'>>;
  standardCost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType, RequireFields<ItemStandardCostArgs, 'plantCode'>>;
  stock?: Resolver<Maybe<Array<ResolversTypes['StockLevel']>>, ParentType, ContextType, Partial<ItemStockArgs>>;
  tracking?: Resolver<Maybe<ResolversTypes['Tracking']>, ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['UnitCode']>, ParentType, ContextType>;
}>;

export type ItemConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['ItemConnection'] = ResolversParentTypes['ItemConnection']> = ResolversObject<{
  nodes?: Resolver<Array<ResolversTypes['Item']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type ItemStockResolvers<ContextType = any, ParentType extends ResolversParentTypes['ItemStock'] = ResolversParentTypes['ItemStock']> = ResolversObject<{
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['StockLevel'], ParentType, ContextType>;
}>;

export type LocationStockResolvers<ContextType = any, ParentType extends ResolversParentTypes['LocationStock'] = ResolversParentTypes['LocationStock']> = ResolversObject<{
  location?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
}>;

export type LotStockResolvers<ContextType = any, ParentType extends ResolversParentTypes['LotStock'] = ResolversParentTypes['LotStock']> = ResolversObject<{
  location?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
}>;

export type MaintenanceRequestResolvers<ContextType = any, ParentType extends ResolversParentTypes['MaintenanceRequest'] = ResolversParentTypes['MaintenanceRequest']> = ResolversObject<{
  equipmentCode?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  openedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  requestNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['MaintenanceRequestState'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  workCenter?: Resolver<Maybe<ResolversTypes['WorkCenter']>, ParentType, ContextType>;
}>;

export type MaintenanceRequestConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['MaintenanceRequestConnection'] = ResolversParentTypes['MaintenanceRequestConnection']> = ResolversObject<{
  nodes?: Resolver<Array<ResolversTypes['MaintenanceRequest']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type MaterialLotResolvers<ContextType = any, ParentType extends ResolversParentTypes['MaterialLot'] = ResolversParentTypes['MaterialLot'], FederationReferenceType extends FederationReferenceTypes['MaterialLot'] = FederationReferenceTypes['MaterialLot']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['MaterialLot']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consumedLots?: Resolver<Maybe<ResolversTypes['MaterialLotConnection']>, ParentType, ContextType, RequireFields<MaterialLotConsumedLotsArgs, 'first'>>;
  externalRefs?: Resolver<Maybe<Array<ResolversTypes['ExternalRef']>>, ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lotNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  onHand?: Resolver<Maybe<Array<ResolversTypes['LotStock']>>, ParentType, ContextType>;
  producedLots?: Resolver<Maybe<ResolversTypes['MaterialLotConnection']>, ParentType, ContextType, RequireFields<MaterialLotProducedLotsArgs, 'first'>>;
}>;

export type MaterialLotConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['MaterialLotConnection'] = ResolversParentTypes['MaterialLotConnection']> = ResolversObject<{
  nodes?: Resolver<Array<ResolversTypes['MaterialLot']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type MoneyResolvers<ContextType = any, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = ResolversObject<{
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type PageInfoResolvers<ContextType = any, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = ResolversObject<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type PlantResolvers<ContextType = any, ParentType extends ResolversParentTypes['Plant'] = ResolversParentTypes['Plant'], FederationReferenceType extends FederationReferenceTypes['Plant'] = FederationReferenceTypes['Plant']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Plant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  code?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  workCenters?: Resolver<Maybe<Array<ResolversTypes['WorkCenter']>>, ParentType, ContextType>;
}>;

export type ProductionOrderResolvers<ContextType = any, ParentType extends ResolversParentTypes['ProductionOrder'] = ResolversParentTypes['ProductionOrder'], FederationReferenceType extends FederationReferenceTypes['ProductionOrder'] = FederationReferenceTypes['ProductionOrder']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ProductionOrder']> | FederationReferenceType, FederationReferenceType, ContextType>;
  bomRevision?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  components?: Resolver<Maybe<Array<ResolversTypes['ComponentRequirement']>>, ParentType, ContextType>;
  costVariance?: Resolver<Maybe<ResolversTypes['CostVariance']>, ParentType, ContextType>;
  externalRefs?: Resolver<Maybe<Array<ResolversTypes['ExternalRef']>>, ParentType, ContextType>;
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  orderNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  planned?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  plannedEnd?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  plannedStart?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  produced?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  producedLots?: Resolver<Maybe<ResolversTypes['MaterialLotConnection']>, ParentType, ContextType, RequireFields<ProductionOrderProducedLotsArgs, 'first'>>;
  routingVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  scrapped?: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ProductionOrderState'], ParentType, ContextType>;
  workOrders?: Resolver<Maybe<Array<ResolversTypes['WorkOrder']>>, ParentType, ContextType>;
}>;

export type ProductionOrderConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['ProductionOrderConnection'] = ResolversParentTypes['ProductionOrderConnection']> = ResolversObject<{
  nodes?: Resolver<Array<ResolversTypes['ProductionOrder']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type PurchaseOrderResolvers<ContextType = any, ParentType extends ResolversParentTypes['PurchaseOrder'] = ResolversParentTypes['PurchaseOrder'], FederationReferenceType extends FederationReferenceTypes['PurchaseOrder'] = FederationReferenceTypes['PurchaseOrder']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['PurchaseOrder']> | FederationReferenceType, FederationReferenceType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['PurchaseOrderLine']>, ParentType, ContextType>;
  orderedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  poNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PurchaseOrderState'], ParentType, ContextType>;
  supplier?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  supplierCode?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
}>;

export type PurchaseOrderConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['PurchaseOrderConnection'] = ResolversParentTypes['PurchaseOrderConnection']> = ResolversObject<{
  nodes?: Resolver<Array<ResolversTypes['PurchaseOrder']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
}>;

export type PurchaseOrderLineResolvers<ContextType = any, ParentType extends ResolversParentTypes['PurchaseOrderLine'] = ResolversParentTypes['PurchaseOrderLine']> = ResolversObject<{
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  lineNumber?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ordered?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  poNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  promisedOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  received?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
}>;

export type QuantityResolvers<ContextType = any, ParentType extends ResolversParentTypes['Quantity'] = ResolversParentTypes['Quantity']> = ResolversObject<{
  unit?: Resolver<ResolversTypes['UnitCode'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = any, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType, RequireFields<QueryItemArgs, 'itemNumber'>>;
  items?: Resolver<Maybe<ResolversTypes['ItemConnection']>, ParentType, ContextType, RequireFields<QueryItemsArgs, 'first'>>;
  maintenanceRequests?: Resolver<Maybe<ResolversTypes['MaintenanceRequestConnection']>, ParentType, ContextType, RequireFields<QueryMaintenanceRequestsArgs, 'first' | 'plantCode'>>;
  materialLot?: Resolver<Maybe<ResolversTypes['MaterialLot']>, ParentType, ContextType, RequireFields<QueryMaterialLotArgs, 'itemNumber' | 'lotNumber'>>;
  productionOrder?: Resolver<Maybe<ResolversTypes['ProductionOrder']>, ParentType, ContextType, RequireFields<QueryProductionOrderArgs, 'orderNumber' | 'plantCode'>>;
  productionOrders?: Resolver<Maybe<ResolversTypes['ProductionOrderConnection']>, ParentType, ContextType, RequireFields<QueryProductionOrdersArgs, 'first'>>;
  purchaseOrder?: Resolver<Maybe<ResolversTypes['PurchaseOrder']>, ParentType, ContextType, RequireFields<QueryPurchaseOrderArgs, 'plantCode' | 'poNumber'>>;
  purchaseOrders?: Resolver<Maybe<ResolversTypes['PurchaseOrderConnection']>, ParentType, ContextType, RequireFields<QueryPurchaseOrdersArgs, 'first'>>;
  trace?: Resolver<Maybe<ResolversTypes['Trace']>, ParentType, ContextType, RequireFields<QueryTraceArgs, 'depth' | 'direction' | 'itemNumber' | 'lotNumber'>>;
}>;

export type RoutingResolvers<ContextType = any, ParentType extends ResolversParentTypes['Routing'] = ResolversParentTypes['Routing']> = ResolversObject<{
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  operations?: Resolver<Array<ResolversTypes['RoutingOperation']>, ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type RoutingOperationResolvers<ContextType = any, ParentType extends ResolversParentTypes['RoutingOperation'] = ResolversParentTypes['RoutingOperation']> = ResolversObject<{
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operationNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  plannedMinutes?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  workCenter?: Resolver<Maybe<ResolversTypes['WorkCenter']>, ParentType, ContextType>;
}>;

export type StockLevelResolvers<ContextType = any, ParentType extends ResolversParentTypes['StockLevel'] = ResolversParentTypes['StockLevel']> = ResolversObject<{
  available?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  locations?: Resolver<Maybe<Array<ResolversTypes['LocationStock']>>, ParentType, ContextType>;
  onHand?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  onHold?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reserved?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
}>;

export type TraceResolvers<ContextType = any, ParentType extends ResolversParentTypes['Trace'] = ResolversParentTypes['Trace']> = ResolversObject<{
  direction?: Resolver<ResolversTypes['TraceDirection'], ParentType, ContextType>;
  edges?: Resolver<Array<ResolversTypes['TraceEdge']>, ParentType, ContextType>;
  isTruncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  root?: Resolver<ResolversTypes['MaterialLot'], ParentType, ContextType>;
}>;

export type TraceEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['TraceEdge'] = ResolversParentTypes['TraceEdge']> = ResolversObject<{
  depth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  input?: Resolver<ResolversTypes['MaterialLot'], ParentType, ContextType>;
  orderNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  output?: Resolver<ResolversTypes['MaterialLot'], ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
}>;

export interface UnitCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['UnitCode'], any> {
  name: 'UnitCode';
}

export type WorkCenterResolvers<ContextType = any, ParentType extends ResolversParentTypes['WorkCenter'] = ResolversParentTypes['WorkCenter'], FederationReferenceType extends FederationReferenceTypes['WorkCenter'] = FederationReferenceTypes['WorkCenter']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['WorkCenter']> | FederationReferenceType, FederationReferenceType, ContextType>;
  code?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isAvailable?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type WorkOrderResolvers<ContextType = any, ParentType extends ResolversParentTypes['WorkOrder'] = ResolversParentTypes['WorkOrder'], FederationReferenceType extends FederationReferenceTypes['WorkOrder'] = FederationReferenceTypes['WorkOrder']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['WorkOrder']> | FederationReferenceType, FederationReferenceType, ContextType>;
  actualMinutes?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operationNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orderNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  plannedMinutes?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  produced?: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['JobOrderState'], ParentType, ContextType>;
  workCenter?: Resolver<Maybe<ResolversTypes['WorkCenter']>, ParentType, ContextType>;
}>;

export type Resolvers<ContextType = any> = ResolversObject<{
  AffectedItem?: AffectedItemResolvers<ContextType>;
  BillOfMaterials?: BillOfMaterialsResolvers<ContextType>;
  BomLine?: BomLineResolvers<ContextType>;
  BomSubstitute?: BomSubstituteResolvers<ContextType>;
  ChangeImpact?: ChangeImpactResolvers<ContextType>;
  ComponentRequirement?: ComponentRequirementResolvers<ContextType>;
  CostVariance?: CostVarianceResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  EngineeringChange?: EngineeringChangeResolvers<ContextType>;
  ExternalRef?: ExternalRefResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  ItemConnection?: ItemConnectionResolvers<ContextType>;
  ItemStock?: ItemStockResolvers<ContextType>;
  LocationStock?: LocationStockResolvers<ContextType>;
  LotStock?: LotStockResolvers<ContextType>;
  MaintenanceRequest?: MaintenanceRequestResolvers<ContextType>;
  MaintenanceRequestConnection?: MaintenanceRequestConnectionResolvers<ContextType>;
  MaterialLot?: MaterialLotResolvers<ContextType>;
  MaterialLotConnection?: MaterialLotConnectionResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Plant?: PlantResolvers<ContextType>;
  ProductionOrder?: ProductionOrderResolvers<ContextType>;
  ProductionOrderConnection?: ProductionOrderConnectionResolvers<ContextType>;
  PurchaseOrder?: PurchaseOrderResolvers<ContextType>;
  PurchaseOrderConnection?: PurchaseOrderConnectionResolvers<ContextType>;
  PurchaseOrderLine?: PurchaseOrderLineResolvers<ContextType>;
  Quantity?: QuantityResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Routing?: RoutingResolvers<ContextType>;
  RoutingOperation?: RoutingOperationResolvers<ContextType>;
  StockLevel?: StockLevelResolvers<ContextType>;
  Trace?: TraceResolvers<ContextType>;
  TraceEdge?: TraceEdgeResolvers<ContextType>;
  UnitCode?: GraphQLScalarType;
  WorkCenter?: WorkCenterResolvers<ContextType>;
  WorkOrder?: WorkOrderResolvers<ContextType>;
}>;

