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

export type EffectivityType =
  | 'ON_APPROVAL'
  | 'ON_DATE'
  /** Reverts at expiresOn. */
  | 'TEMPORARY';

export type EngineeringChange = {
  __typename?: 'EngineeringChange';
  affectedItems: Array<AffectedItem>;
  changeNumber: Scalars['ID']['output'];
  /** In each plant's own time zone. */
  effectiveOn?: Maybe<Scalars['Date']['output']>;
  effectivity?: Maybe<EffectivityType>;
  expiresOn?: Maybe<Scalars['Date']['output']>;
  /** In the PLM. */
  externalRefs?: Maybe<Array<ExternalRef>>;
  isApproved: Scalars['Boolean']['output'];
  status: EngineeringChangeStatus;
  title?: Maybe<Scalars['String']['output']>;
};

export type EngineeringChangeConnection = {
  __typename?: 'EngineeringChangeConnection';
  nodes: Array<EngineeringChange>;
  pageInfo: PageInfo;
};

export type EngineeringChangeStatus =
  | 'APPROVED'
  | 'CANCELLED'
  | 'COMPLETED'
  | 'EFFECTIVE'
  | 'EXPIRED'
  | 'OPEN'
  | 'REJECTED'
  | 'SUBMITTED';

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

export type Item = {
  __typename?: 'Item';
  /** Engineering's view, from the PLM. */
  currentRevision?: Maybe<ItemRevision>;
  itemNumber: Scalars['ID']['output'];
  revisions?: Maybe<Array<ItemRevision>>;
};

/** A working revision that the PLM has not numbered yet is not listed. */
export type ItemRevision = {
  __typename?: 'ItemRevision';
  effectiveFrom?: Maybe<Scalars['DateTime']['output']>;
  /** The engineering bill of materials. */
  engineeringBom?: Maybe<BillOfMaterials>;
  externalRefs?: Maybe<Array<ExternalRef>>;
  itemNumber: Scalars['ID']['output'];
  name?: Maybe<Scalars['String']['output']>;
  releasedBy?: Maybe<EngineeringChange>;
  revision: Scalars['ID']['output'];
  state: RevisionState;
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

export type Quantity = {
  __typename?: 'Quantity';
  unit: Scalars['UnitCode']['output'];
  value: Scalars['Decimal']['output'];
};

export type Query = {
  __typename?: 'Query';
  engineeringChange?: Maybe<EngineeringChange>;
  engineeringChanges?: Maybe<EngineeringChangeConnection>;
};


export type QueryEngineeringChangeArgs = {
  changeNumber: Scalars['ID']['input'];
};


export type QueryEngineeringChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<Array<EngineeringChangeStatus>>;
};

export type RevisionState =
  | 'EFFECTIVE'
  | 'SUPERSEDED'
  | 'WORKING';

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
  EngineeringChange: EngineeringChange;
  Item: Item;
  ItemRevision: ItemRevision;
}>;

/** Mapping of federation reference types */
export type FederationReferenceTypes = ResolversObject<{
  EngineeringChange:
    ( { __typename: 'EngineeringChange' }
    & GraphQLRecursivePick<FederationTypes['EngineeringChange'], {"changeNumber":true}> );
  Item:
    ( { __typename: 'Item' }
    & GraphQLRecursivePick<FederationTypes['Item'], {"itemNumber":true}> );
  ItemRevision:
    ( { __typename: 'ItemRevision' }
    & GraphQLRecursivePick<FederationTypes['ItemRevision'], {"itemNumber":true,"revision":true}> );
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
  Date: ResolverTypeWrapper<Partial<Scalars['Date']['output']>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Decimal: ResolverTypeWrapper<Partial<Scalars['Decimal']['output']>>;
  EffectivityType: ResolverTypeWrapper<Partial<EffectivityType>>;
  EngineeringChange: ResolverTypeWrapper<Partial<EngineeringChange>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  EngineeringChangeConnection: ResolverTypeWrapper<Partial<EngineeringChangeConnection>>;
  EngineeringChangeStatus: ResolverTypeWrapper<Partial<EngineeringChangeStatus>>;
  ExternalRef: ResolverTypeWrapper<Partial<ExternalRef>>;
  Item: ResolverTypeWrapper<Partial<Item>>;
  ItemRevision: ResolverTypeWrapper<Partial<ItemRevision>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Quantity: ResolverTypeWrapper<Partial<Quantity>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RevisionState: ResolverTypeWrapper<Partial<RevisionState>>;
  System: ResolverTypeWrapper<Partial<System>>;
  UnitCode: ResolverTypeWrapper<Partial<Scalars['UnitCode']['output']>>;
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
  Date: Partial<Scalars['Date']['output']>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  Decimal: Partial<Scalars['Decimal']['output']>;
  EngineeringChange: Partial<EngineeringChange | FederationReferenceTypes['EngineeringChange']>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  EngineeringChangeConnection: Partial<EngineeringChangeConnection>;
  ExternalRef: Partial<ExternalRef>;
  Item: Partial<Item | FederationReferenceTypes['Item']>;
  ItemRevision: Partial<ItemRevision | FederationReferenceTypes['ItemRevision']>;
  PageInfo: Partial<PageInfo>;
  Quantity: Partial<Quantity>;
  Query: Record<PropertyKey, never>;
  UnitCode: Partial<Scalars['UnitCode']['output']>;
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
  affectedItems?: Resolver<Array<ResolversTypes['AffectedItem']>, ParentType, ContextType>;
  changeNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  effectiveOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  effectivity?: Resolver<Maybe<ResolversTypes['EffectivityType']>, ParentType, ContextType>;
  expiresOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  externalRefs?: Resolver<Maybe<Array<ResolversTypes['ExternalRef']>>, ParentType, ContextType>;
  isApproved?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['EngineeringChangeStatus'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type EngineeringChangeConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['EngineeringChangeConnection'] = ResolversParentTypes['EngineeringChangeConnection']> = ResolversObject<{
  nodes?: Resolver<Array<ResolversTypes['EngineeringChange']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
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
  currentRevision?: Resolver<Maybe<ResolversTypes['ItemRevision']>, ParentType, ContextType>;
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  revisions?: Resolver<Maybe<Array<ResolversTypes['ItemRevision']>>, ParentType, ContextType>;
}>;

export type ItemRevisionResolvers<ContextType = any, ParentType extends ResolversParentTypes['ItemRevision'] = ResolversParentTypes['ItemRevision'], FederationReferenceType extends FederationReferenceTypes['ItemRevision'] = FederationReferenceTypes['ItemRevision']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ItemRevision']> | FederationReferenceType, FederationReferenceType, ContextType>;
  effectiveFrom?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  engineeringBom?: Resolver<Maybe<ResolversTypes['BillOfMaterials']>, ParentType, ContextType>;
  externalRefs?: Resolver<Maybe<Array<ResolversTypes['ExternalRef']>>, ParentType, ContextType>;
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  releasedBy?: Resolver<Maybe<ResolversTypes['EngineeringChange']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['RevisionState'], ParentType, ContextType>;
}>;

export type PageInfoResolvers<ContextType = any, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = ResolversObject<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
}>;

export type QuantityResolvers<ContextType = any, ParentType extends ResolversParentTypes['Quantity'] = ResolversParentTypes['Quantity']> = ResolversObject<{
  unit?: Resolver<ResolversTypes['UnitCode'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = any, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  engineeringChange?: Resolver<Maybe<ResolversTypes['EngineeringChange']>, ParentType, ContextType, RequireFields<QueryEngineeringChangeArgs, 'changeNumber'>>;
  engineeringChanges?: Resolver<Maybe<ResolversTypes['EngineeringChangeConnection']>, ParentType, ContextType, RequireFields<QueryEngineeringChangesArgs, 'first'>>;
}>;

export interface UnitCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['UnitCode'], any> {
  name: 'UnitCode';
}

export type Resolvers<ContextType = any> = ResolversObject<{
  AffectedItem?: AffectedItemResolvers<ContextType>;
  BillOfMaterials?: BillOfMaterialsResolvers<ContextType>;
  BomLine?: BomLineResolvers<ContextType>;
  BomSubstitute?: BomSubstituteResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  EngineeringChange?: EngineeringChangeResolvers<ContextType>;
  EngineeringChangeConnection?: EngineeringChangeConnectionResolvers<ContextType>;
  ExternalRef?: ExternalRefResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  ItemRevision?: ItemRevisionResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Quantity?: QuantityResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  UnitCode?: GraphQLScalarType;
}>;

