import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Limits } from '../limits.ts';

/** What a list without `first` is taken to hold. */
const ASSUMED_LIST_LENGTH = 4;

/**
 * Pages that are too large, and an answer that would hold too many objects; none where all is well. Needs a document
 * without fragment cycles.
 */
export function checkCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  limits: Pick<Limits, 'first' | 'cost'>,
): GraphQLError[] {
  const meter = new Meter(schema, document, operation, variables, limits);
  const rootType = schema.getRootType(operation.operation);
  const cost = rootType ? meter.costOf(operation.selectionSet, rootType, undefined) : 0;
  if (meter.errors.length > 0) return meter.errors;
  if (cost <= limits.cost) return [];
  const message = `The answer could hold ${cost} objects, at most ${limits.cost} are allowed: ask for smaller pages`;
  return [badInput(message)];
}

class Meter {
  readonly errors: GraphQLError[] = [];
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #defaults: ReadonlyMap<string, unknown>;
  readonly #limits: Pick<Limits, 'first' | 'cost'>;

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
    limits: Pick<Limits, 'first' | 'cost'>,
  ) {
    this.#schema = schema;
    this.#fragments = new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
    this.#variables = variables;
    this.#defaults = new Map(
      (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
        defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)]] : [],
      ),
    );
    this.#limits = limits;
  }

  /** Objects below one object of the type; `page` is the size of the page that the type is the connection of. */
  costOf(set: SelectionSetNode, type: GraphQLNamedType, page: number | undefined): number {
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        cost += this.#costOfField(selection, type, page);
      } else {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
        const condition = fragment?.typeCondition && this.#schema.getType(fragment.typeCondition.name.value);
        if (fragment) cost += this.costOf(fragment.selectionSet, condition ?? type, page);
      }
    }
    return cost;
  }

  #costOfField(node: FieldNode, parent: GraphQLNamedType, page: number | undefined): number {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return 0;
    const field = parent.getFields()[node.name.value];
    if (!field || !node.selectionSet) return 0;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return 0;
    const asked = field.args.some((arg) => arg.name === 'first')
      ? this.#pageSize(node, defaultOf(field.args))
      : undefined;
    const times = isList(field.type) ? (asked ?? page ?? ASSUMED_LIST_LENGTH) : 1;
    const below = this.costOf(node.selectionSet, type, isList(field.type) ? undefined : asked);
    return times * (1 + below);
  }

  #pageSize(node: FieldNode, fallback: number): number {
    const value = node.arguments?.find((argument) => argument.name.value === 'first')?.value;
    const size = value === undefined || value.kind === Kind.NULL ? fallback : this.#numberOf(value, fallback);
    if (size >= 1 && size <= this.#limits.first) return size;
    this.errors.push(badInput(`first is from 1 to ${this.#limits.first}`, node));
    return this.#limits.first;
  }

  #numberOf(value: { readonly kind: Kind } & object, fallback: number): number {
    if (value.kind === Kind.INT && 'value' in value) return Number(value.value);
    if (value.kind !== Kind.VARIABLE || !('name' in value)) return fallback;
    const { value: name } = value.name as { value: string };
    const given =
      (Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined) ?? this.#defaults.get(name);
    return typeof given === 'number' ? given : fallback;
  }
}

const isList = (type: GraphQLOutputType): boolean => isListType(getNullableType(type));

const defaultOf = (args: readonly { readonly name: string; readonly defaultValue?: unknown }[]): number => {
  const value = args.find((arg) => arg.name === 'first')?.defaultValue;
  return typeof value === 'number' ? value : 50;
};

const badInput = (message: string, node?: FieldNode): GraphQLError =>
  new GraphQLError(message, {
    ...(node ? { nodes: node } : {}),
    extensions: { code: 'BAD_USER_INPUT', isRetryable: false },
  });
