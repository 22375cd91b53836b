import { type QueryPlan, QueryPlanner } from '@graphql-hive/router-query-planner';
import { sdlForPlanner } from './supergraph-sdl.ts';

export type { QueryPlan } from '@graphql-hive/router-query-planner';

/** Makes plans of operations over one supergraph. */
export interface Planner extends PlannerFacts {
  /**
   * The plan of a document that is valid against the consumer schema. Whose it is decides nothing but who pays when it
   * kills the planner.
   * Errors: GraphError PLAN_FAILED where there is no plan to be had, PLANNER_BUSY where too many wait.
   */
  plan(document: string, options?: PlanOptions): Promise<QueryPlan>;
  close(): Promise<void>;
}

/** What the planner says of a supergraph when it has read it. */
export interface PlannerFacts {
  /** The SDL of what clients see. */
  readonly consumerSchema: string;
  /** The percentages of `@override(label: "percent(n)")` in the supergraph, and its other labels. */
  readonly overridePercentages: readonly number[];
  readonly overrideLabels: readonly string[];
}

export interface PlanOptions {
  /** Which of the document's operations; none where it has one only. */
  readonly operationName?: string | undefined;
  /** Who asks, as one word; undefined where nobody is asked who they are. */
  readonly caller?: string | undefined;
  /** A field that is overridden for n percent comes from its new subgraph where this is below n; 0 without. */
  readonly percentage?: number | undefined;
}

/**
 * Errors: Error for a label that the supergraph does not have: a typing mistake would leave a field where it was.
 */
export function checkLabels(labels: readonly string[], { overrideLabels }: PlannerFacts): void {
  const unknown = labels.find((label) => !overrideLabels.includes(label));
  if (unknown === undefined) return;
  const known = overrideLabels.length === 0 ? 'none' : overrideLabels.join(', ');
  throw new Error(`No @override of the supergraph has the label ${unknown}; it has ${known}`);
}

/** What a planner is asked, wherever it runs. */
export interface PlanRequest {
  readonly document: string;
  readonly operationName: string | undefined;
  readonly percentage: number;
}

export const requestOf = (document: string, { operationName, percentage = 0 }: PlanOptions): PlanRequest => ({
  document,
  operationName,
  percentage,
});

/** The planner in this process, for tests and measurements of what runs plans: a document that it cannot bear ends both. */
export function createPlannerInProcess(supergraphSdl: string, labels: readonly string[] = []): Planner {
  const planner = new QueryPlanner(sdlForPlanner(supergraphSdl));
  const { consumerSchema, overridePercentages, overrideLabels } = planner;
  const facts = { consumerSchema, overridePercentages, overrideLabels };
  checkLabels(labels, facts);
  return {
    ...facts,
    plan(document, options = {}) {
      const { operationName, percentage } = requestOf(document, options);
      return planner.planAsync(document, operationName, new Set(labels), percentage);
    },
    async close() {},
  };
}
