import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLScalarType,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  validate,
  visit,
} from 'graphql';
import { createPlanExecutor, type PlanExecutor } from '../../gateway/plan/plan-executor.ts';
import type { Planner } from '../../gateway/planner/planner.ts';
import { startPlannerInChild } from '../../gateway/planner/planner-in-child.ts';
import { follow, requestContext } from '../../gateway/testing/federate.ts';
import { GraphError } from '../../lib/errors.ts';
import { silentLog } from '../../lib/log.ts';
import { scalars as hubScalars } from '../../lib/scalars/index.ts';
import { comparable } from './comparison.ts';
import { type FederationFacts, factsOf } from './federation-facts.ts';
import { GeneratedData } from './generated-data.ts';
import type { RandomOperation } from './random-operation.ts';
import { eventSource, type StandIns, standIns } from './stand-ins.ts';

export type Verdict = 'EQUAL' | 'NO_PLAN' | { readonly difference: string };

/** One graph, answered twice: by the gateway over stand-in subgraphs, and by graphql-js over the whole. */
export class World {
  readonly schema: GraphQLSchema;
  readonly facts: FederationFacts;
  readonly #executor: PlanExecutor;
  readonly #planner: Planner;
  readonly #data: GeneratedData;
  readonly #standIns: StandIns;

  private constructor(
    supergraphSdl: string,
    subgraphs: Readonly<Record<string, GraphQLSchema>>,
    planner: Planner,
    scalars: Readonly<Record<string, GraphQLScalarType>>,
  ) {
    this.facts = factsOf(supergraphSdl);
    this.#planner = planner;
    const transports: Record<string, StandIns['transports'][string]> = {};
    this.#executor = createPlanExecutor({ supergraphSdl, planner, transports, scalars });
    this.schema = this.#executor.schema;
    this.#data = new GeneratedData(this.facts, this.schema);
    this.#standIns = standIns(subgraphs, this.#data);
    Object.assign(transports, this.#standIns.transports);
  }

  static async open(
    supergraphSdl: string,
    subgraphs: Readonly<Record<string, string>>,
    scalars: Readonly<Record<string, GraphQLScalarType>> = {},
  ): Promise<World> {
    const schemas = Object.entries(subgraphs).map(([name, sdl]) => [name, buildSubgraphSchema(parse(sdl))] as const);
    const planner = await startPlannerInChild({ supergraphSdl, log: silentLog });
    return new World(supergraphSdl, Object.fromEntries(schemas), planner, scalars);
  }

  /** The hub's own graph. */
  static hub(): Promise<World> {
    const read = (name: string) => readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), 'utf8');
    const subgraphs = ['commands', 'mes', 'odoo', 'plm', 'qms'].map((name) => [name, read(name)] as const);
    return World.open(read('supergraph'), Object.fromEntries(subgraphs), hubScalars);
  }

  async close(): Promise<void> {
    await this.#planner.close();
  }

  /** Fetches from subgraphs since the start. */
  get fetches(): number {
    return this.#standIns.fetches;
  }

  isValid({ source }: RandomOperation): boolean {
    return validate(this.schema, parse(source)).length === 0;
  }

  /** Whether, and how, the two answers differ. */
  async compare({ source, variables, kind }: RandomOperation): Promise<Verdict> {
    const document = parse(source);
    const isSubscription = kind === OperationTypeNode.SUBSCRIPTION;
    let ours: readonly ExecutionResult[];
    try {
      ours = isSubscription ? await this.#follow(document, variables) : [await this.answer(document, variables)];
    } catch (error) {
      if (error instanceof GraphError && error.code === 'PLAN_FAILED' && this.#requires(document)) return 'NO_PLAN';
      return { difference: `${source}\nvariables ${JSON.stringify(variables)}\n${error}` };
    }
    const theirs = isSubscription
      ? await this.#followWhole(document, variables)
      : [await this.#answerWhole(document, variables)];
    const [got, expected] = [ours.map(comparable).join('\n\n'), theirs.map(comparable).join('\n\n')];
    if (got === expected) return 'EQUAL';
    const messages = ours.flatMap(({ errors = [] }) =>
      errors.map(({ message, path }) => `${path?.join('.')}: ${message}`),
    );
    const asked = `${source}\nvariables ${JSON.stringify(variables)}`;
    return { difference: [asked, `expected ${expected}`, `got      ${got}`, ...messages.slice(0, 10)].join('\n') };
  }

  /** The planner finds no plan for some fields that require another's: it says so, and nothing wrong is answered. */
  #requires(document: DocumentNode): boolean {
    const needy = new Set([...this.facts.requires.keys()].map((name) => name.split('.')[1]));
    let found = false;
    visit(document, {
      Field: {
        enter(node) {
          if (needy.has(node.name.value)) found = true;
        },
      },
    });
    return found;
  }

  answer(document: DocumentNode, variables: RandomOperation['variables']): Promise<ExecutionResult> {
    return this.#executor.execute(this.#operation(document, variables));
  }

  async #follow(document: DocumentNode, variables: RandomOperation['variables']): Promise<ExecutionResult[]> {
    const results: ExecutionResult[] = [];
    for await (const result of follow(this.#executor, this.#operation(document, variables))) results.push(result);
    return results;
  }

  #operation(document: DocumentNode, variables: RandomOperation['variables']) {
    const { signal } = new AbortController();
    return { document, variables, operationName: undefined, context: requestContext(signal), signal };
  }

  async #answerWhole(document: DocumentNode, variableValues: RandomOperation['variables']): Promise<ExecutionResult> {
    return execute({ schema: this.schema, document, variableValues, ...this.#resolvers() });
  }

  async #followWhole(document: DocumentNode, variableValues: RandomOperation['variables']): Promise<ExecutionResult[]> {
    const args = { schema: this.schema, document, variableValues, ...this.#resolvers() };
    const events = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in events)) return [events];
    const results: ExecutionResult[] = [];
    for await (const rootValue of events) results.push(await execute({ ...args, rootValue }));
    return results;
  }

  #resolvers() {
    return {
      fieldResolver: this.#data.resolveField,
      typeResolver: this.#data.resolveType,
      subscribeFieldResolver: eventSource,
    };
  }
}
