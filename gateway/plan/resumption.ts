import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { ABSENT, type ArgumentValue, compileValue } from '../canonical/argument-values.ts';

/**
 * How a subscription is gone on with after an event. A field of Subscription that takes `after: String` and tells events
 * with a `cursor: String!` can be: the document that is planned asks for the cursor, and has a variable for `after`.
 */
export interface Resumption {
  /** Stands for `after` among the variables of the client. */
  readonly variable: string;
  /** Where the client itself wants to begin; null or ABSENT: now. */
  readonly after: ArgumentValue;
  /** Whether only the newest of what waits is wanted, as an argument `latestPer…` of the field says. */
  readonly latest: ArgumentValue;
  /** The field of the cursor, which the client does not see. */
  readonly cursor: FieldNode;
  readonly eventType: GraphQLObjectType;
}

/** The document with what it takes to resume it; as it was where that is not possible. Conditions are resolved. */
export function makeResumable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): { readonly document: DocumentNode; readonly resumption: Resumption | undefined } {
  const rewriting = new Rewriting(schema, document);
  const selectionSet = rewriting.rootSet(operation.selectionSet);
  if (!rewriting.resumption) return { document, resumption: undefined };
  const definitions = document.definitions.map((node) => (node === operation ? { ...operation, selectionSet } : node));
  return { document: { ...document, definitions }, resumption: rewriting.resumption };
}

class Rewriting {
  resumption: Resumption | undefined;
  readonly #rootType: GraphQLObjectType | null | undefined;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #text: string;

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#rootType = schema.getSubscriptionType();
    this.#text = document.loc?.source.body ?? print(document);
    this.#fragments = new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
  }

  /** The selection set of the operation, or of a fragment at its root; fragments are opened. */
  rootSet(set: SelectionSetNode): SelectionSetNode {
    return { ...set, selections: set.selections.map((selection) => this.#rootSelection(selection)) };
  }

  #rootSelection(selection: SelectionNode): SelectionNode {
    if (selection.kind === Kind.FIELD) return this.#rootField(selection);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
    if (!fragment) return selection;
    const { typeCondition, selectionSet } = fragment;
    return {
      kind: Kind.INLINE_FRAGMENT,
      ...(typeCondition ? { typeCondition } : {}),
      selectionSet: this.rootSet(selectionSet),
    };
  }

  /** A valid subscription has one field at its root; it may be written several times, with equal arguments. */
  #rootField(node: FieldNode): FieldNode {
    const definition = this.#rootType?.getFields()[node.name.value];
    const argument = definition?.args.find(({ name }) => name === 'after');
    const eventType = definition && getNamedType(definition.type);
    if (!argument || !isPlace(argument) || !isObjectType(eventType) || !tellsCursor(eventType)) return node;
    const given = node.arguments?.find(({ name }) => name.value === 'after')?.value;
    const latest = definition?.args.find(isLatest);
    const isLatestGiven = node.arguments?.find(({ name }) => name.value === latest?.name)?.value;
    this.resumption ??= {
      variable: this.#unused('hubAfter'),
      after: given ? compileValue(given, argument.type) : () => ABSENT,
      latest: latest && isLatestGiven ? compileValue(isLatestGiven, latest.type) : () => ABSENT,
      cursor: { kind: Kind.FIELD, alias: nameNode(this.#unused('hubCursor')), name: nameNode('cursor') },
      eventType,
    };
    const { variable, cursor } = this.resumption;
    const after = {
      kind: Kind.ARGUMENT,
      name: nameNode('after'),
      value: { kind: Kind.VARIABLE, name: nameNode(variable) },
    } as const;
    return {
      ...node,
      arguments: [...(node.arguments ?? []).filter(({ name }) => name.value !== 'after'), after],
      selectionSet: {
        kind: Kind.SELECTION_SET,
        selections: [...(node.selectionSet?.selections ?? []), cursor],
      },
    };
  }

  #unused(name: string): string {
    let unused = name;
    while (this.#text.includes(unused)) unused += '_';
    return unused;
  }
}

const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const;

const isPlace = ({ type, defaultValue }: GraphQLArgument): boolean =>
  String(type) === 'String' && defaultValue === undefined;

const isLatest = ({ name, type }: GraphQLArgument): boolean =>
  /^latestPer[A-Z]/.test(name) && String(type) === 'Boolean';

function tellsCursor(type: GraphQLObjectType): boolean {
  const cursor = type.getFields().cursor;
  return (
    cursor !== undefined && cursor.args.length === 0 && isNonNullType(cursor.type) && String(cursor.type) === 'String!'
  );
}
