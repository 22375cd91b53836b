import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Arguments for a field that needs some; undefined where the field cannot be asked. */
export type ArgumentValues = (field: string, argument: GraphQLArgument) => string | undefined;

type AnyField = GraphQLField<unknown, unknown>;

/**
 * Queries that together go along every path of up to `edges` object fields from a root field of Query. Every object on
 * the way is asked for all its fields without parts; the last edges of a path stand side by side in one query.
 */
export function pathQueries(schema: GraphQLSchema, edges: number, values: ArgumentValues): string[] {
  const queries: string[] = [];
  const walk = (field: AnyField, way: readonly ((inner: string) => string)[]) => {
    const open = opening(field, values);
    const type = getNamedType(field.type);
    if (!open || !isObjectType(type)) return;
    const next = Object.values(type.getFields());
    const now = [...way, open];
    if (now.length < edges && next.some((part) => isObjectType(getNamedType(part.type)))) {
      for (const part of next) walk(part, now);
    } else {
      const ends = next.map((part) => opening(part, values)?.('') ?? '').join(' ');
      queries.push(`{ ${now.reduceRight((inner, edge) => edge(inner), ends)} }`);
    }
  };
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) walk(field, []);
  return queries;
}

/** The field with its arguments and all leaves of its object, around what is asked further in. */
function opening(field: AnyField, values: ArgumentValues): ((inner: string) => string) | undefined {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return undefined;
  const given = field.args.map((argument) => ({ argument, value: values(field.name, argument) }));
  if (given.some(({ argument, value }) => isRequiredArgument(argument) && value === undefined)) return undefined;
  const list = given.flatMap(({ argument, value }) => (value === undefined ? [] : [`${argument.name}: ${value}`]));
  const name = `${field.name}${list.length > 0 ? `(${list.join(', ')})` : ''}`;
  return (inner) => `${name} { __typename ${leavesOf(type)} ${inner} }`;
}

const leavesOf = (type: GraphQLObjectType): string =>
  Object.values(type.getFields())
    .filter((part) => isLeafType(getNamedType(part.type)) && part.args.length === 0)
    .map((part) => part.name)
    .join(' ');
