import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNullableType,
  isAbstractType,
  isScalarType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export type CompositeType = GraphQLObjectType | GraphQLInterfaceType;

/** What the shapes of one operation share. */
export interface ShapeContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One key of the response. */
export interface FieldShape {
  readonly key: string;
  readonly name: string;
  /** Undefined for __typename and for introspection. */
  readonly type: GraphQLOutputType | undefined;
  /** A scalar: a value that is there needs no further look. */
  readonly isScalar: boolean;
  readonly below: SelectionShape;
}

/** The selection sets that were written for one place of the response, worked out per type on first use. */
export class SelectionShape {
  readonly #context: ShapeContext;
  readonly #sets: readonly SelectionSetNode[];
  readonly #byType = new Map<string, readonly FieldShape[]>();

  constructor(context: ShapeContext, sets: readonly SelectionSetNode[]) {
    this.#context = context;
    this.#sets = sets;
  }

  fieldsOf(type: CompositeType): readonly FieldShape[] {
    const known = this.#byType.get(type.name);
    if (known) return known;
    const nodes = new Map<string, FieldNode[]>();
    const seen = new Set<string>();
    for (const set of this.#sets) this.#collect(type, set, nodes, seen);
    const fields = [...nodes].flatMap(([key, group]) => this.#shapeOf(type, key, group));
    this.#byType.set(type.name, fields);
    return fields;
  }

  #shapeOf(type: CompositeType, key: string, nodes: readonly FieldNode[]): FieldShape[] {
    const name = nodes[0]?.name.value ?? key;
    const definition = type.getFields()[name];
    if (!definition && !name.startsWith('__')) return [];
    const sets = nodes.flatMap((node) => node.selectionSet ?? []);
    const isScalar = definition !== undefined && isScalarType(getNullableType(definition.type));
    return [{ key, name, type: definition?.type, isScalar, below: new SelectionShape(this.#context, sets) }];
  }

  #collect(type: CompositeType, set: SelectionSetNode, nodes: Map<string, FieldNode[]>, seen: Set<string>): void {
    for (const selection of set.selections) {
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const group = nodes.get(key);
        if (group) group.push(selection);
        else nodes.set(key, [selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#spread(selection.name.value, seen);
      if (fragment && this.#applies(type, fragment.typeCondition?.name.value)) {
        this.#collect(type, fragment.selectionSet, nodes, seen);
      }
    }
  }

  #spread(name: string, seen: Set<string>): FragmentDefinitionNode | undefined {
    if (seen.has(name)) return undefined;
    seen.add(name);
    return this.#context.fragments.get(name);
  }

  #applies(type: CompositeType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const abstract = this.#context.schema.getType(condition);
    return isAbstractType(abstract) && this.#context.schema.isSubType(abstract, type);
  }

  #isIncluded(node: SelectionNode): boolean {
    if (!node.directives?.length) return true;
    const { variables } = this.#context;
    if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
  }
}
