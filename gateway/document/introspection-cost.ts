import {
  __Schema,
  __Type,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** How much more than what tools ask for a document may ask of the schema. */
const TIMES_THE_USUAL = 3;
/** How long the lists of the schema's description are, on the average; the list of its types is counted. */
const LENGTHS: Readonly<Record<string, number>> = {
  ...{
    fields: 8,
    args: 2,
    inputFields: 4,
    enumValues: 4,
    interfaces: 1,
    possibleTypes: 1,
    directives: 6,
    locations: 3,
  },
};

const usualCosts = new WeakMap<GraphQLSchema, number>();

/** A document that asks more of the schema itself than three of the queries that tools make: it is answered at once. */
export function checkIntrospection(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  const cost = costOf(schema, document);
  if (cost === 0) return [];
  const usual = usualCosts.get(schema) ?? costOf(schema, parse(getIntrospectionQuery({ inputValueDeprecation: true })));
  usualCosts.set(schema, usual);
  if (cost <= usual * TIMES_THE_USUAL) return [];
  const message = `The description of the schema that is asked for could hold ${cost} objects, at most ${usual * TIMES_THE_USUAL} are allowed`;
  return [new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', isRetryable: false } })];
}

/** Needs a document whose number of fields is bounded, its fragments opened. */
function costOf(schema: GraphQLSchema, document: DocumentNode): number {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const types = Object.keys(schema.getTypeMap()).length;
  const meter = { fragments, lengthOf: (name: string) => (name === 'types' ? types : (LENGTHS[name] ?? 1)) };
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return Math.max(0, ...operations.map(({ selectionSet }) => ofRoot(selectionSet, meter)));
}

interface Meter {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly lengthOf: (field: string) => number;
}

function ofRoot(set: SelectionSetNode, meter: Meter): number {
  let cost = 0;
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : meter.fragments.get(selection.name.value);
      if (fragment) cost += ofRoot(fragment.selectionSet, meter);
    } else if (selection.selectionSet && selection.name.value === '__schema') {
      cost += 1 + below(selection.selectionSet, __Schema, meter);
    } else if (selection.selectionSet && selection.name.value === '__type') {
      cost += 1 + below(selection.selectionSet, __Type, meter);
    }
  }
  return cost;
}

function below(set: SelectionSetNode, type: GraphQLObjectType, meter: Meter): number {
  let cost = 0;
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : meter.fragments.get(selection.name.value);
      if (fragment) cost += below(fragment.selectionSet, type, meter);
      continue;
    }
    const field = type.getFields()[selection.name.value];
    const fieldType = field && getNamedType(field.type);
    if (!field || !isObjectType(fieldType) || !selection.selectionSet) continue;
    const times = isListType(getNullableType(field.type)) ? meter.lengthOf(field.name) : 1;
    cost += times * (1 + below(selection.selectionSet, fieldType, meter));
  }
  return cost;
}
