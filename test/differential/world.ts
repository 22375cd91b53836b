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
} from 'graphql';
import { createPlanExecutor, type PlanExecutor } from '../../gateway/plan/plan-executor.ts';
import type { Planner } from '../../gateway/planner/planner.ts';
import { startPlannerInChild } from '../../gateway/planner/planner-in-child.ts';
import { requestContext } from '../../gateway/testing/federate.ts';
import { silentLog } from '../../lib/log.ts';
import { scalars as hubScalars } from '../../lib/scalars/index.ts';
import { comparable } from './comparison.ts';
import { type FederationFacts, factsOf } from './federation-facts.ts';
import { GeneratedData } from './generated-data.ts';
import type { RandomOperation } from './random-operation.ts';
import { eventSource, type StandIns, standIns } from './stand-ins.ts';

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

  /** What differs between the two answers; undefined where nothing does. */
  async difference({ source, variables, kind }: RandomOperation): Promise<string | undefined> {
    const document = parse(source);
    const [ours, theirs] =
      kind === OperationTypeNode.SUBSCRIPTION
        ? [await this.#follow(document, variables), await this.#followWhole(document, variables)]
        : [[await this.answer(document, variables)], [await this.#answerWhole(document, variables)]];
    const [got, expected] = [ours.map(comparable).join('\n\n'), theirs.map(comparable).join('\n\n')];
    if (got === expected) return undefined;
    const messages = ours.flatMap(({ errors = [] }) =>
      errors.map(({ message, path }) => `${path?.join('.')}: ${message}`),
    );
    const asked = `${source}\nvariables ${JSON.stringify(variables)}`;
    return [asked, `expected ${expected}`, `got      ${got}`, ...messages.slice(0, 10)].join('\n');
  }

  async answer(document: DocumentNode, variables: RandomOperation['variables']): Promise<ExecutionResult> {
    try {
      return await this.#executor.execute(this.#operation(document, variables));
    } catch (error) {
      return failure(error);
    }
  }

  async #follow(document: DocumentNode, variables: RandomOperation['variables']): Promise<ExecutionResult[]> {
    try {
      const stream = await this.#executor.subscribe(this.#operation(document, variables));
      if (!(Symbol.asyncIterator in stream)) return [stream];
      const results: ExecutionResult[] = [];
      for await (const result of stream) results.push(result);
      return results;
    } catch (error) {
      return [failure(error)];
    }
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

/** A failure of the gateway itself is never what graphql-js answers. */
const failure = (error: unknown): ExecutionResult => ({
  data: { failed: String(error instanceof Error ? (error.cause ?? error) : error) },
});
