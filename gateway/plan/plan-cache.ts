import type { DocumentNode } from 'graphql';
import { GraphError } from '../../lib/errors.ts';
import { LruMap } from '../../lib/lru.ts';
import type { Canonical } from '../canonical/canonical.ts';
import type { Planner, PlanOptions, QueryPlan } from '../planner/planner.ts';
import { otherOrders, requiresTwiceUnderOneName } from './required-twice.ts';
import { compileStep, compileSubscription, operationsIn, type Step, type SubscriptionPlan } from './steps.ts';

/** How a canonical document is answered. */
export interface Plan {
  /** Undefined when no subgraph is needed. */
  readonly step: Step | undefined;
  readonly subscription: SubscriptionPlan | undefined;
  /** All that is asked of each subgraph, by its name; of a subscription also for each of its events. */
  readonly operations: (subgraph: string) => readonly DocumentNode[];
}

const NOTHING: Plan = { step: undefined, subscription: undefined, operations: () => [] };

/** Plans by canonical document; the least recently used are forgotten. */
export class PlanCache {
  readonly #planner: Planner;
  readonly #plans: LruMap<Promise<Plan>>;

  constructor(planner: Planner, capacity: number) {
    this.#planner = planner;
    this.#plans = new LruMap(capacity);
  }

  get size(): number {
    return this.#plans.size;
  }

  /**
   * `caller` answers for a document that kills the planner, `percentage` is the side that the request takes of
   * progressive overrides. Errors: GraphError PLAN_FAILED; a failure is not kept.
   */
  async get(canonical: Canonical, caller: string | undefined, percentage: number): Promise<Plan> {
    if (canonical.key === '') return NOTHING;
    const key = percentage === 0 ? canonical.key : `${percentage}\u0000${canonical.key}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const planned = this.#plan(canonical, { caller, percentage });
    this.#plans.set(key, planned);
    planned.catch(() => this.#plans.delete(key));
    return planned;
  }

  /** Plans that would answer wrongly are made again of the fields in another order, or refused. */
  async #planRight(document: string, options: PlanOptions): Promise<QueryPlan> {
    const plan = await this.#planner.plan(document, options);
    if (!requiresTwiceUnderOneName(plan)) return plan;
    for (const reordered of otherOrders(document)) {
      const other = await this.#planner.plan(reordered, options);
      if (!requiresTwiceUnderOneName(other)) return other;
    }
    throw new Error(
      'Fields of one type require one field with different arguments, and the planner asks for them at once',
    );
  }

  async #plan({ key, operation }: Canonical, options: PlanOptions): Promise<Plan> {
    try {
      const plan = await this.#planRight(key, options);
      const isSubscription = operation === 'subscription';
      const step = plan?.node && !isSubscription ? compileStep(plan.node) : undefined;
      const subscription = plan?.node && isSubscription ? compileSubscription(plan.node) : undefined;
      const operations = operationsIn([step, subscription?.source, subscription?.perEvent]);
      return { step, subscription, operations: (subgraph) => operations.get(subgraph) ?? [] };
    } catch (error) {
      if (error instanceof GraphError) throw error;
      throw new GraphError('PLAN_FAILED', 'The hub found no way to answer this operation', { cause: error });
    }
  }
}
