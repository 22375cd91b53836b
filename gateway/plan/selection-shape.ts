import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { isSchemaField } from '../canonical/introspection-fields.ts';
import { type Position, responseKey } from '../canonical/position.ts';
import type { LeafCheck } from './leaf-values.ts';
import { type OutputShape, outputShape } from './output-shape.ts';

export type CompositeType = GraphQLObjectType | GraphQLInterfaceType;

/** What the shapes of one operation share; its conditions are resolved. */
export interface ShapeContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Fields that are not asked for because of their arguments, and why. */
  readonly refusals: ReadonlyMap<FieldNode, string>;
  /** Asked for by the hub itself. */
  readonly hidden: FieldNode | undefined;
}

/** One key of the response. */
export interface FieldShape {
  /** The client's. */
  readonly key: string;
  /** The key in the data that the plan has gathered. */
  readonly source: string;
  readonly name: string;
  /** Undefined for __typename and for introspection. */
  readonly type: OutputShape | undefined;
  /** Of a leaf that is no list: says whether a value that is there may be shown as it is. */
  readonly isFine: LeafCheck | undefined;
  /** Why it was not asked for, where it was not. */
  readonly refusal: string | undefined;
  readonly below: SelectionShape;
}

/** The selection sets that the client wrote for one place of its response, worked out per type on first use. */
export class SelectionShape {
  readonly #context: ShapeContext;
  readonly #sets: readonly SelectionSetNode[];
  readonly #byType = new Map<string, readonly FieldShape[]>();
  /** Undefined below leaves and introspection, and where all is refused. */
  readonly position: Position | undefined;

  constructor(context: ShapeContext, position: Position | undefined, sets: readonly SelectionSetNode[]) {
    this.#context = context;
    this.position = position;
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
    const [node] = nodes;
    const name = node?.name.value;
    if (node === undefined || name === undefined) return [];
    const definition = type.getFields()[name];
    if (!definition && !name.startsWith('__')) return [];
    const field = this.position?.fieldFor(node, type);
    const sets = nodes.flatMap((each) => each.selectionSet ?? []);
    const shape = definition && outputShape(definition.type);
    return [
      {
        key,
        source: field?.key ?? (isSchemaField(name) ? localKey(key) : ''),
        name,
        type: shape,
        isFine: shape?.leaf?.isFine,
        refusal: this.#context.refusals.get(node),
        below: new SelectionShape(this.#context, field?.below, sets),
      },
    ];
  }

  #collect(type: CompositeType, set: SelectionSetNode, nodes: Map<string, FieldNode[]>, seen: Set<string>): void {
    for (const selection of set.selections) {
      if (selection === this.#context.hidden) continue;
      if (selection.kind === Kind.FIELD) {
        const key = responseKey(selection);
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
}

/** Where the schema's own answer is kept beside that of the plan, under no name that a field could have. */
export const localKey = (key: string): string => `(${key})`;
