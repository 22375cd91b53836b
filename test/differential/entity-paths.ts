import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** A way from the root of queries to objects of a type, `at` being where its fields are selected. */
export type WayTo = (at: string, value: string) => string;

/** The shortest way to each type of objects; every argument that must be given has the same value. */
export function waysFrom(schema: GraphQLSchema): Map<string, WayTo> {
  const query = schema.getQueryType();
  const found = new Map<string, WayTo>();
  let edge: [GraphQLObjectType, WayTo][] = query ? [[query, (at) => at]] : [];
  while (edge.length > 0) {
    const next: typeof edge = [];
    for (const [type, way] of edge) {
      for (const field of Object.values(type.getFields())) {
        const below = getNamedType(field.type);
        if (!isObjectType(below) || found.has(below.name)) continue;
        const wayBelow: WayTo = (at, value) => way(`${field.name}${given(field, value)} { ${at} }`, value);
        found.set(below.name, wayBelow);
        next.push([below, wayBelow]);
      }
    }
    edge = next;
  }
  return found;
}

/** Leaves that need no argument. */
export const leavesOf = (type: GraphQLObjectType): string[] =>
  Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && field.args.every((argument) => !isNeeded(argument)))
    .map((field) => field.name);

function given(field: GraphQLField<unknown, unknown>, value: string): string {
  const needed = field.args.filter(isNeeded).map((argument) => `${argument.name}: ${literal(argument, value)}`);
  return needed.length > 0 ? `(${needed.join(', ')})` : '';
}

const isNeeded = ({ type, defaultValue }: GraphQLArgument): boolean =>
  isNonNullType(type) && defaultValue === undefined;

function literal({ type }: GraphQLArgument, value: string): string {
  const named = getNamedType(type);
  return isEnumType(named) ? (named.getValues()[0]?.name ?? '') : JSON.stringify(value);
}
