import type { ExecutionResult } from 'graphql';
import { eventContext, type RequestContext } from '../../lib/request-context.ts';
import { readAnswer } from '../transports/read-answer.ts';
import type { SubgraphAnswer, Transport } from '../transports/transport.ts';
import { asSubgraphError, subgraphFetch } from './call-subgraph.ts';
import type { ClientForm, ClientRequest } from './client-document.ts';
import type { Plan } from './plan-cache.ts';
import { pickVariables, type Run, runStep, takeRootAnswer } from './run-steps.ts';
import type { SubscriptionPlan } from './steps.ts';

/** What is shown to a client: one of the forms of one of the documents that ask for the same. */
export type View = ClientForm;

/** One event of a subscription, as its source told it. */
export interface StartedEvent {
  /** After which to go on to hear what comes next; undefined where that cannot be said. */
  readonly cursor: string | undefined;
  /** Asks other subgraphs for the rest. Never throws. */
  complete(): Promise<void>;
  /** The event as a client's document asks for it, once it is complete. */
  show(view: View): ExecutionResult;
}

/** How an executor runs what is shared by the events of a subscription. */
export interface SubscriptionParts {
  readonly transports: Readonly<Record<string, Transport>>;
  readonly startRun: (context: RequestContext) => Run;
  readonly show: (view: View, run: Run) => ExecutionResult;
}

/** A subscription with its plan, for all whose canonical documents and values are the same. */
export class PlannedSubscription {
  /** The same for all that ask for the same, wherever they begin and whatever they call it. */
  readonly key: string;
  /** Where this client wants to begin; undefined: now. */
  readonly after: string | undefined;
  readonly view: View;
  readonly #plan: Plan;
  readonly #subscription: SubscriptionPlan;
  readonly #request: ClientRequest;
  readonly #parts: SubscriptionParts;

  constructor(request: ClientRequest, plan: Plan, subscription: SubscriptionPlan, parts: SubscriptionParts) {
    this.view = request.form;
    this.after = request.after;
    this.#request = request;
    this.#plan = plan;
    this.#subscription = subscription;
    this.#parts = parts;
    this.key = `${request.form.canonical.key}\u0000${JSON.stringify(request.valuesAfter(undefined))}`;
  }

  /** What waits is not told where there is something newer: the source leaves it out when it is asked to go on. */
  get isLatestOnly(): boolean {
    return this.#request.isLatestOnly;
  }

  get isResumable(): boolean {
    return this.#request.form.resumption !== undefined;
  }

  /** The context that its source and its events have, for one opening of it. */
  contextOf(context: RequestContext): RequestContext {
    return { ...context, operations: this.#plan.operations };
  }

  /**
   * What the source tells after a place, each event when it is asked for; or one answer, where the source refuses.
   * Errors: what keeps the source from being heard.
   */
  async open(context: RequestContext, after: string | undefined): Promise<AsyncIterator<unknown> | SubgraphAnswer> {
    const { source } = this.#subscription;
    const transport = this.#parts.transports[source.serviceName];
    if (!transport) throw new Error(`No way to reach the subgraph ${source.serviceName} is configured`);
    const picked = pickVariables(source, { variables: this.#request.valuesAfter(after) });
    return transport.subscribe({ ...subgraphFetch(source, picked, context), signal: context.signal });
  }

  /** `told`: by the source, whatever it is. `correlationId`: that of this event alone. */
  start(told: unknown, context: RequestContext, correlationId: string): StartedEvent {
    const { source, perEvent } = this.#subscription;
    const answer = readAnswer(source.serviceName, told);
    const run = this.#parts.startRun({ ...eventContext(context), correlationId });
    takeRootAnswer(source, answer, run);
    return {
      cursor: this.#cursorIn(run.data),
      complete: async () => {
        if (answer.data && perEvent) await runStep(perEvent, run);
      },
      show: (view) => this.#parts.show(view, run),
    };
  }

  /** What is shown in place of the next event when the source breaks. */
  failure(error: unknown, context: RequestContext, correlationId: string): StartedEvent {
    return this.start({ errors: [asSubgraphError(error)] }, context, correlationId);
  }

  #cursorIn(data: Readonly<Record<string, unknown>>): string | undefined {
    const { canonical, resumption } = this.#request.form;
    const [root] = canonical.root.all;
    const event = root && data[root.key];
    const key = resumption && root?.below?.fieldFor(resumption.cursor, resumption.eventType)?.key;
    if (key === undefined || typeof event !== 'object' || event === null) return undefined;
    const cursor = (event as Record<string, unknown>)[key];
    return typeof cursor === 'string' ? cursor : undefined;
  }
}
