import { buildSubgraphSchema } from '@apollo/subgraph';
import { type ExecutionResult, graphql, parse } from 'graphql';
import type { ErpPort } from '../../../connectors/ports.ts';
import { CallCounter } from '../../../lib/call-counter.ts';
import { type Caller, DOMAINS } from '../../../lib/identity/caller.ts';
import { createOdooSubgraph } from '../../../subgraphs/odoo/index.ts';

export const callerOf = (plants: readonly string[], scopes = DOMAINS.map((domain) => `${domain}:read`)): Caller => ({
  sub: 'reader',
  clientId: 'test',
  scopes: new Set(scopes),
  plants: new Set(plants),
  expiresAt: Number.POSITIVE_INFINITY,
});

/** The odoo subgraph by itself, as the gateway executes it: one context per client request. */
export class SubgraphUnderTest {
  readonly #schema;
  readonly #subgraph;

  constructor(erps: readonly ErpPort[]) {
    const plants = erps.flatMap((erp) => erp.plants);
    this.#subgraph = createOdooSubgraph({ backEnds: { erps }, plants });
    this.#schema = buildSubgraphSchema([
      { typeDefs: this.#subgraph.typeDefs, resolvers: this.#subgraph.resolvers as never },
    ]);
  }

  async run(
    source: string,
    variables: Record<string, unknown> = {},
    options: { caller?: Caller; calls?: CallCounter; signal?: AbortSignal } = {},
  ): Promise<ExecutionResult> {
    const document = parse(source);
    const contextValue = this.#subgraph.context({
      caller: options.caller ?? callerOf(['HAM', 'PUE']),
      correlationId: 'test',
      calls: options.calls ?? new CallCounter(),
      shared: new Map(),
      operations: () => [document],
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return graphql({ schema: this.#schema, source, variableValues: variables, contextValue });
  }

  /** The data of a query that has no error. */
  async data<Data>(source: string, variables?: Record<string, unknown>, caller?: Caller): Promise<Data> {
    const answer = await this.run(source, variables, caller ? { caller } : {});
    if (answer.errors) throw new AggregateError(answer.errors, answer.errors.map((error) => error.message).join('\n'));
    return answer.data as Data;
  }
}
