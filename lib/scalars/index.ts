import type { GraphQLScalarType } from 'graphql';
import { DecimalScalar } from './decimal.ts';
import { JSONScalar } from './json.ts';
import { DateScalar, DateTimeScalar } from './time.ts';
import { UnitCodeScalar } from './unit-code.ts';

export { DateScalar, DateTimeScalar, DecimalScalar, JSONScalar, UnitCodeScalar };

/** The graph's own scalars by name; a subgraph spreads those that its SDL declares into its resolvers. */
export const scalars: Readonly<Record<string, GraphQLScalarType>> = {
  Decimal: DecimalScalar,
  UnitCode: UnitCodeScalar,
  DateTime: DateTimeScalar,
  Date: DateScalar,
  JSON: JSONScalar,
};
