import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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

export type ExecutionStatus = {
  __typename?: 'ExecutionStatus';
  currentOperation?: Maybe<Scalars['String']['output']>;
  /** In the MES. */
  externalRefs?: Maybe<Array<ExternalRef>>;
  good: Quantity;
  /** 0 to 1. */
  progress?: Maybe<Scalars['Float']['output']>;
  scrap?: Maybe<Quantity>;
  state: JobOrderState;
  updatedAt: Scalars['DateTime']['output'];
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

/** ISA-95 JobOrderDispatchStatus, as far as back ends tell. */
export type JobOrderState =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'HELD'
  | 'READY'
  | 'RUNNING'
  | 'WAITING';

export type ProductionOrder = {
  __typename?: 'ProductionOrder';
  /** What the shop floor reports now, from the MES. */
  execution?: Maybe<ExecutionStatus>;
  orderNumber: Scalars['ID']['output'];
  plantCode: Scalars['ID']['output'];
};

export type Quantity = {
  __typename?: 'Quantity';
  unit: Scalars['UnitCode']['output'];
  value: Scalars['Decimal']['output'];
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
  ProductionOrder: ProductionOrder;
}>;

/** Mapping of federation reference types */
export type FederationReferenceTypes = ResolversObject<{
  ProductionOrder:
    ( { __typename: 'ProductionOrder' }
    & GraphQLRecursivePick<FederationTypes['ProductionOrder'], {"plantCode":true,"orderNumber":true}> );
}>;



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Decimal: ResolverTypeWrapper<Partial<Scalars['Decimal']['output']>>;
  ExecutionStatus: ResolverTypeWrapper<Partial<ExecutionStatus>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
  Float: ResolverTypeWrapper<Partial<Scalars['Float']['output']>>;
  ExternalRef: ResolverTypeWrapper<Partial<ExternalRef>>;
  JobOrderState: ResolverTypeWrapper<Partial<JobOrderState>>;
  ProductionOrder: ResolverTypeWrapper<Partial<ProductionOrder>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Quantity: ResolverTypeWrapper<Partial<Quantity>>;
  System: ResolverTypeWrapper<Partial<System>>;
  UnitCode: ResolverTypeWrapper<Partial<Scalars['UnitCode']['output']>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  DateTime: Partial<Scalars['DateTime']['output']>;
  Decimal: Partial<Scalars['Decimal']['output']>;
  ExecutionStatus: Partial<ExecutionStatus>;
  String: Partial<Scalars['String']['output']>;
  Float: Partial<Scalars['Float']['output']>;
  ExternalRef: Partial<ExternalRef>;
  ProductionOrder: Partial<ProductionOrder | FederationReferenceTypes['ProductionOrder']>;
  ID: Partial<Scalars['ID']['output']>;
  Quantity: Partial<Quantity>;
  UnitCode: Partial<Scalars['UnitCode']['output']>;
  Boolean: Partial<Scalars['Boolean']['output']>;
}>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type ExecutionStatusResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExecutionStatus'] = ResolversParentTypes['ExecutionStatus']> = ResolversObject<{
  currentOperation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalRefs?: Resolver<Maybe<Array<ResolversTypes['ExternalRef']>>, ParentType, ContextType>;
  good?: Resolver<ResolversTypes['Quantity'], ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  scrap?: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['JobOrderState'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
}>;

export type ExternalRefResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExternalRef'] = ResolversParentTypes['ExternalRef']> = ResolversObject<{
  connection?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type ProductionOrderResolvers<ContextType = any, ParentType extends ResolversParentTypes['ProductionOrder'] = ResolversParentTypes['ProductionOrder'], FederationReferenceType extends FederationReferenceTypes['ProductionOrder'] = FederationReferenceTypes['ProductionOrder']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ProductionOrder']> | FederationReferenceType, FederationReferenceType, ContextType>;
  execution?: Resolver<Maybe<ResolversTypes['ExecutionStatus']>, ParentType, ContextType>;
  orderNumber?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  plantCode?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
}>;

export type QuantityResolvers<ContextType = any, ParentType extends ResolversParentTypes['Quantity'] = ResolversParentTypes['Quantity']> = ResolversObject<{
  unit?: Resolver<ResolversTypes['UnitCode'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
}>;

export interface UnitCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['UnitCode'], any> {
  name: 'UnitCode';
}

export type Resolvers<ContextType = any> = ResolversObject<{
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  ExecutionStatus?: ExecutionStatusResolvers<ContextType>;
  ExternalRef?: ExternalRefResolvers<ContextType>;
  ProductionOrder?: ProductionOrderResolvers<ContextType>;
  Quantity?: QuantityResolvers<ContextType>;
  UnitCode?: GraphQLScalarType;
}>;

