import { GraphQLError } from 'graphql';
import { GraphError, RetryableError } from '../../lib/errors.ts';
import { scalars } from '../../lib/scalars/index.ts';
import type { FixtureSubgraph } from './federate.ts';

/** One subgraph with pages, custom scalars, and fields that fail in every way. */
export function catalog(): { readonly subgraphs: Record<'catalog', FixtureSubgraph>; readonly taken: unknown[] } {
  const taken: unknown[] = [];
  const part = { id: '1' };
  const page = (_: unknown, { first }: { first: number }) => Array.from({ length: Math.min(first, 3) }, () => part);
  const take = (_: unknown, { value }: { value: unknown }) => {
    taken.push(value);
    return value;
  };
  const resolvers = {
    ...scalars,
    Query: {
      part: () => part,
      parts: page,
      page: (_: unknown, args: { first: number }) => ({ nodes: page(_, args) }),
      bug: () => {
        throw new TypeError('relation "hub.secrets" does not exist at /srv/hub/db.ts:7');
      },
      forbidden: () => {
        throw new GraphError('FORBIDDEN', 'This needs the scope quality:hold');
      },
      said: () => {
        throw new GraphQLError('The lot is unknown', { extensions: { code: 'LOT_NOT_FOUND', internal: 'secret' } });
      },
      unreachable: () => {
        throw new RetryableError('odoo-main gave no answer', {
          why: 'TIMEOUT',
          system: 'ERP',
          connection: 'odoo-main',
        });
      },
      badDate: () => 'yesterday',
    },
    Mutation: { take, takeJson: take, takeDate: take, takeDay: take, takeUnit: take, takeAll: take },
    Part: { parts: page, pages: (_: unknown, args: { first: number }) => ({ nodes: page(_, args) }), self: () => part },
  };
  const sdl = `
    scalar Decimal scalar JSON scalar DateTime scalar Date scalar UnitCode
    type Query {
      part: Part
      parts(first: Int = 50): [Part!]
      page(first: Int = 50): PartPage
      bug: Int forbidden: Int said: Int unreachable: Int badDate: DateTime
    }
    type Mutation {
      take(value: Decimal!): Decimal
      takeJson(value: JSON!): JSON
      takeDate(value: DateTime!): DateTime
      takeDay(value: Date!): Date
      takeUnit(value: UnitCode!): UnitCode
      takeAll(value: QuantityInput!): Boolean
    }
    input QuantityInput { amount: Decimal! unit: UnitCode! }
    type Part { id: ID! self: Part parts(first: Int = 50): [Part!] pages(first: Int = 50): PartPage }
    type PartPage { nodes: [Part!]! }`;
  return { subgraphs: { catalog: { sdl, resolvers } }, taken };
}
