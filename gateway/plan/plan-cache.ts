import { type DocumentNode, getOperationAST, Kind, type OperationDefinitionNode, print, visit } from 'graphql';
import type { Planner } from '../planner/planner.ts';
import { splitIntrospection } from './introspection.ts';
import { LruMap } from './lru.ts';
import type { ShapeContext } from './selection-shape.ts';
import { compileStep, compileSubscription, operationsIn, type Step, type SubscriptionPlan } from './steps.ts';

/** An operation with its plan: all that is worked out once per document. */
export interface PlannedOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ShapeContext['fragments'];
  /** What is in the response depends on variables (@skip, @include). */
  readonly isConditional: boolean;
  /** Undefined when no subgraph is needed. */
  readonly step: Step | undefined;
  readonly subscription: SubscriptionPlan | undefined;
  /** All that is asked of each subgraph, by its name; of a subscription also for each of its events. */
  readonly operations: (subgraph: string) => readonly DocumentNode[];
  /** The introspection part, answered from the schema. */
  readonly local: DocumentNode | undefined;
}

/** Plans by document and operation name; the least recently used are forgotten. */
export class PlanCache {
  readonly #planner: Planner;
  readonly #plans: LruMap<Promise<PlannedOperation>>;

  constructor(planner: Planner, capacity: number) {
    this.#planner = planner;
    this.#plans = new LruMap(capacity);
  }

  get size(): number {
    return this.#plans.size;
  }

  /**
   * `caller` answers for a document that kills the planner. Errors: Error when the document has no such operation,
   * those of the planner; a failure is not kept.
   */
  get(document: DocumentNode, operationName: string | undefined, caller?: string): Promise<PlannedOperation> {
    const key = `${operationName ?? ''}\u0000${document.loc?.source.body ?? print(document)}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const planned = this.#plan(document, operationName, caller);
    this.#plans.set(key, planned);
    planned.catch(() => this.#plans.delete(key));
    return planned;
  }

  async #plan(
    document: DocumentNode,
    operationName: string | undefined,
    caller: string | undefined,
  ): Promise<PlannedOperation> {
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new Error(`The document has no operation ${operationName ?? 'that is its only one'}`);
    const { planned, local } = splitIntrospection(document, operationName);
    const plan = planned ? await this.#planner.plan(print(planned), { operationName, caller }) : undefined;
    const isSubscription = operation.operation === 'subscription';
    const step = plan?.node && !isSubscription ? compileStep(plan.node) : undefined;
    const subscription = plan?.node && isSubscription ? compileSubscription(plan.node) : undefined;
    const operations = operationsIn([step, subscription?.source, subscription?.perEvent]);
    return {
      operation,
      fragments: fragmentsOf(document),
      isConditional: hasConditions(document),
      step,
      subscription,
      operations: (subgraph) => operations.get(subgraph) ?? [],
      local,
    };
  }
}

function fragmentsOf(document: DocumentNode): ShapeContext['fragments'] {
  return new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
}

function hasConditions(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive: {
      enter: (node) => {
        if (node.name.value === 'skip' || node.name.value === 'include') found = true;
      },
    },
  });
  return found;
}
