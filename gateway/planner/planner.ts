import { type QueryPlan, QueryPlanner } from '@graphql-hive/router-query-planner';

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
export function createPlannerInProcess(supergraphSdl: string): Planner {
  const planner = new QueryPlanner(supergraphSdl);
  return {
    consumerSchema: planner.consumerSchema,
    overridePercentages: planner.overridePercentages,
    overrideLabels: planner.overrideLabels,
    plan(document, options = {}) {
      const { operationName, percentage } = requestOf(document, options);
      return planner.planAsync(document, operationName, new Set(), percentage);
    },
    async close() {},
  };
}
