import type {
  FetchNode,
  FetchRewrite,
  FlattenNodePathSegment,
  PlanNode,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';
import { type DocumentNode, parse } from 'graphql';
import { compileRewrite, type Rewrite } from './rewrites.ts';

/** A plan, ready to run: the planner's nodes with documents parsed, paths and rewrites unified. */
export type Step = GroupStep | ConditionStep | RootFetchStep | EntityFetchStep;

export interface GroupStep {
  readonly kind: 'sequence' | 'parallel';
  readonly steps: readonly Step[];
}

/** Runs one or the other by a Boolean variable of the operation. */
export interface ConditionStep {
  readonly kind: 'condition';
  readonly variable: string;
  readonly whenTrue: Step | undefined;
  readonly whenFalse: Step | undefined;
}

export interface SubgraphOperation {
  readonly serviceName: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  readonly operationName: string | undefined;
  readonly query: string;
  readonly document: DocumentNode;
  readonly variables: readonly string[];
}

/** Asks for root fields. */
export interface RootFetchStep extends SubgraphOperation {
  readonly kind: 'root';
  readonly rewrites: readonly Rewrite[];
}

/** Asks `_entities` for more of objects that are already there. */
export interface EntityFetchStep extends SubgraphOperation {
  readonly kind: 'entities';
  readonly batches: readonly EntityBatch[];
}

/** The objects of some paths, asked for under one alias of `_entities`. */
export interface EntityBatch {
  readonly alias: string;
  /** The variable that takes the representations; batches may share one. */
  readonly variable: string;
  readonly paths: readonly (readonly PathSegment[])[];
  readonly requires: readonly RequiresSelection[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
}

export type PathSegment =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'type'; readonly names: readonly string[] };

/** The event source of a subscription, and what is run for each event. */
export interface SubscriptionPlan {
  readonly source: RootFetchStep;
  readonly perEvent: Step | undefined;
}

export function compileSubscription(node: PlanNode): SubscriptionPlan {
  const [first, ...rest] = node.kind === 'Sequence' ? node.nodes : [node];
  if (first?.kind !== 'Subscription') throw new Error(`A subscription's plan starts with ${first?.kind}`);
  return {
    source: compileRootFetch(first.primary),
    perEvent: rest.length > 0 ? compileStep({ kind: 'Sequence', nodes: rest }) : undefined,
  };
}

export function compileStep(node: PlanNode, path?: readonly PathSegment[]): Step {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return {
        kind: node.kind === 'Sequence' ? 'sequence' : 'parallel',
        steps: node.nodes.map((child) => compileStep(child, path)),
      };
    case 'Flatten':
      return compileStep(node.node, compilePath(node.path));
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        whenTrue: node.ifClause ? compileStep(node.ifClause, path) : undefined,
        whenFalse: node.elseClause ? compileStep(node.elseClause, path) : undefined,
      };
    case 'Fetch':
      return path && node.requires?.length ? compileEntityFetch(node, path) : compileRootFetch(node);
    case 'BatchFetch':
      return {
        ...compileOperation(node),
        kind: 'entities',
        batches: node.entityBatch.aliases.map((alias) => ({
          alias: alias.alias,
          variable: alias.representationsVariableName,
          paths: alias.paths.map(compilePath),
          requires: alias.requires,
          inputRewrites: compileRewrites(alias.inputRewrites),
          outputRewrites: compileRewrites(alias.outputRewrites),
        })),
      };
    default:
      throw new Error(`The planner answered a node that this executor does not know: ${node.kind}`);
  }
}

/** The documents of all steps, by subgraph. */
export function operationsIn(steps: readonly (Step | undefined)[]): Map<string, DocumentNode[]> {
  const found = new Map<string, DocumentNode[]>();
  const visit = (step: Step | undefined): void => {
    if (step === undefined) return;
    if ('steps' in step) {
      for (const child of step.steps) visit(child);
    } else if (step.kind === 'condition') {
      visit(step.whenTrue);
      visit(step.whenFalse);
    } else found.set(step.serviceName, [...(found.get(step.serviceName) ?? []), step.document]);
  };
  for (const step of steps) visit(step);
  return found;
}

function compileRootFetch(node: FetchNode): RootFetchStep {
  return { ...compileOperation(node), kind: 'root', rewrites: compileRewrites(node.outputRewrites) };
}

function compileEntityFetch(node: FetchNode, path: readonly PathSegment[]): EntityFetchStep {
  return {
    ...compileOperation(node),
    kind: 'entities',
    batches: [
      {
        alias: '_entities',
        variable: 'representations',
        paths: [path],
        requires: node.requires ?? [],
        inputRewrites: compileRewrites(node.inputRewrites),
        outputRewrites: compileRewrites(node.outputRewrites, '_entities'),
      },
    ],
  };
}

function compileOperation(node: Omit<FetchNode, 'kind'>): SubgraphOperation {
  return {
    serviceName: node.serviceName,
    operation: node.operationKind ?? 'query',
    operationName: node.operationName,
    query: node.operation,
    document: parse(node.operation, { noLocation: true }),
    variables: node.variableUsages ?? [],
  };
}

const compileRewrites = (rewrites: readonly FetchRewrite[] | undefined, below?: string): Rewrite[] =>
  (rewrites ?? []).map((rewrite) => compileRewrite(rewrite, below));

const compilePath = (path: readonly FlattenNodePathSegment[]): PathSegment[] =>
  path.map((segment) => {
    if (segment === '@') return { kind: 'list' };
    if ('Field' in segment) return { kind: 'field', name: segment.Field };
    return { kind: 'type', names: segment.TypeCondition };
  });
