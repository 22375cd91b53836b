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
  /** Unit of measure, UN/CEFACT Recommendation 20 code: C62 (one), KGM, GRM, MTR, LTR, HUR, MIN. */
  UnitCode: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
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

export type Item = {
  __typename?: 'Item';
  itemNumber: Scalars['ID']['output'];
};

export type LotDisposition =
  | 'CLOSED'
  | 'RESTRICTED'
  | 'UNRESTRICTED';

export type LotStock = {
  __typename?: 'LotStock';
  location: Scalars['String']['output'];
  plantCode: Scalars['ID']['output'];
  quantity: Quantity;
};

export type MaterialLot = {
  __typename?: 'MaterialLot';
  /** RESTRICTED while a hold is active, also before a back end has been told. CLOSED: nothing on hand. */
  disposition?: Maybe<LotDisposition>;
  itemNumber: Scalars['ID']['output'];
  lotNumber: Scalars['ID']['output'];
  onHand?: Maybe<Array<LotStock>>;
};

export type Nonconformance = {
  __typename?: 'Nonconformance';
  dispositions?: Maybe<Array<DispositionDecision>>;
  item?: Maybe<Item>;
  lots?: Maybe<Array<MaterialLot>>;
  ncrNumber: Scalars['ID']['output'];
  openedAt?: Maybe<Scalars['DateTime']['output']>;
  plantCode?: Maybe<Scalars['ID']['output']>;
  quantity?: Maybe<Quantity>;
  status: NonconformanceStatus;
  title?: Maybe<Scalars['String']['output']>;
};

export type NonconformanceStatus =
  | 'CLOSED'
  | 'CONTAINED'
  | 'DISPOSITIONED'
  | 'EXECUTED'
  | 'OPEN'
  | 'UNDER_REVIEW'
  | 'VERIFIED';

export type Quantity = {
  __typename?: 'Quantity';
  unit: Scalars['UnitCode']['output'];
  value: Scalars['Decimal']['output'];
};

export type Query = {
  __typename?: 'Query';
  nonconformance?: Maybe<Nonconformance>;
};


export type QueryNonconformanceArgs = {
  ncrNumber: Scalars['ID']['input'];
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
  MaterialLot: MaterialLot;
  Nonconformance: Nonconformance;
}>;

/** Mapping of federation reference types */
export type FederationReferenceTypes = ResolversObject<{
  MaterialLot:
    ( { __typename: 'MaterialLot' }
    & GraphQLRecursivePick<FederationTypes['MaterialLot'], {"itemNumber":true,"lotNumber":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['MaterialLot'], {"onHand":{"quantity":{"value":true}}}> ) );
  Nonconformance:
    ( { __typename: 'Nonconformance' }
    & GraphQLRecursivePick<FederationTypes['Nonconformance'], {"ncrNumber":true}> );
}>;



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Decimal: ResolverTypeWrapper<Partial<Scalars['Decimal']['output']>>;
  Disposition: ResolverTypeWrapper<Partial<Disposition>>;
  DispositionDecision: ResolverTypeWrapper<Partial<DispositionDecision>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Item: ResolverTypeWrapper<Partial<Item>>;
  LotDisposition: ResolverTypeWrapper<Partial<LotDisposition>>;
  LotStock: ResolverTypeWrapper<Partial<LotStock>>;
  MaterialLot: ResolverTypeWrapper<Partial<MaterialLot>>;
  Nonconformance: ResolverTypeWrapper<Partial<Nonconformance>>;
  NonconformanceStatus: ResolverTypeWrapper<Partial<NonconformanceStatus>>;
  Quantity: ResolverTypeWrapper<Partial<Quantity>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UnitCode: ResolverTypeWrapper<Partial<Scalars['UnitCode']['output']>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  DateTime: Partial<Scalars['DateTime']['output']>;
  Decimal: Partial<Scalars['Decimal']['output']>;
  DispositionDecision: Partial<DispositionDecision>;
  String: Partial<Scalars['String']['output']>;
  ID: Partial<Scalars['ID']['output']>;
  Item: Partial<Item>;
  LotStock: Partial<LotStock>;
  MaterialLot: Partial<MaterialLot | FederationReferenceTypes['MaterialLot']>;
  Nonconformance: Partial<Nonconformance | FederationReferenceTypes['Nonconformance']>;
  Quantity: Partial<Quantity>;
  Query: Record<PropertyKey, never>;
  UnitCode: Partial<Scalars['UnitCode']['output']>;
  Boolean: Partial<Scalars['Boolean']['output']>;
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

export type ItemResolvers<ContextType = any, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item']> = ResolversObject<{
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type LotStockResolvers<ContextType = any, ParentType extends ResolversParentTypes['LotStock'] = ResolversParentTypes['LotStock']> = ResolversObject<{
  location?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
}>;

export type MaterialLotResolvers<ContextType = any, ParentType extends ResolversParentTypes['MaterialLot'] = ResolversParentTypes['MaterialLot'], FederationReferenceType extends FederationReferenceTypes['MaterialLot'] = FederationReferenceTypes['MaterialLot']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['MaterialLot']> | FederationReferenceType, FederationReferenceType, ContextType>;
  disposition?: Resolver<Maybe<ResolversTypes['LotDisposition']>, ParentType, ContextType>;
  itemNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lotNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type NonconformanceResolvers<ContextType = any, ParentType extends ResolversParentTypes['Nonconformance'] = ResolversParentTypes['Nonconformance'], FederationReferenceType extends FederationReferenceTypes['Nonconformance'] = FederationReferenceTypes['Nonconformance']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Nonconformance']> | FederationReferenceType, FederationReferenceType, ContextType>;
  dispositions?: Resolver<Maybe<Array<ResolversTypes['DispositionDecision']>>, ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  lots?: Resolver<Maybe<Array<ResolversTypes['MaterialLot']>>, ParentType, ContextType>;
  ncrNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  openedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  plantCode?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['NonconformanceStatus'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type QuantityResolvers<ContextType = any, ParentType extends ResolversParentTypes['Quantity'] = ResolversParentTypes['Quantity']> = ResolversObject<{
  unit?: Resolver<ResolversTypes['UnitCode'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = any, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  nonconformance?: Resolver<Maybe<ResolversTypes['Nonconformance']>, ParentType, ContextType, RequireFields<QueryNonconformanceArgs, 'ncrNumber'>>;
}>;

export interface UnitCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['UnitCode'], any> {
  name: 'UnitCode';
}

export type Resolvers<ContextType = any> = ResolversObject<{
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  DispositionDecision?: DispositionDecisionResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  LotStock?: LotStockResolvers<ContextType>;
  MaterialLot?: MaterialLotResolvers<ContextType>;
  Nonconformance?: NonconformanceResolvers<ContextType>;
  Quantity?: QuantityResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  UnitCode?: GraphQLScalarType;
}>;

