import {
  type GraphQLCompositeType as CompositeType,
  type FieldNode,
  type GraphQLField,
  getNamedType,
  isCompositeType,
  Kind,
  print,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { CanonicalContext } from './canonical.ts';
import { isSchemaField } from './introspection-fields.ts';
import type { Narrowing } from './narrowing.ts';
import { type Branch, Written } from './written.ts';

/**
 * A field of the canonical document: all that the client wrote at one place of its response under one name, as far as
 * it asks for the same thing.
 */
export interface CanonicalField {
  readonly name: string;
  /** The client's own nodes; those that another name of the client's shares stand with that name's field. */
  readonly nodes: FieldNode[];
  /** Its arguments as the client wrote them. */
  readonly argumentTexts: string;
  readonly definition: GraphQLField<unknown, unknown>;
  /** How its objects' types are named in the places where it is written. */
  returnTypes: string;
  /** Where it is written, and what is written below it. */
  readonly written: { readonly branch: Branch; readonly below: Written | undefined }[];
  below: Position | undefined;
  /** Given when all of its place is known. */
  key: string;
  /** The field that is written in its stead, being the same in all but the client's name. */
  twin: CanonicalField;
}

/** A selection set of the client, and what of it is written where. */
interface Source {
  readonly set: SelectionSetNode;
  readonly into: Written;
}

interface Occurrence {
  readonly node: FieldNode;
  readonly branch: Branch;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly argumentTexts: string;
}

/**
 * One place of the client's response, with all the selection sets that meet there: what of them becomes which field of
 * the canonical document. Fields are collected as GraphQL collects them, for all types of objects at once.
 */
export class Position {
  /** The canonical fields of each node of the client; without `__typename` and introspection. */
  readonly #fieldsOf = new Map<FieldNode, CanonicalField[]>();
  /** In the client's order, one for each name of the client and each thing that it asks for under it. */
  readonly all: CanonicalField[] = [];
  readonly #context: CanonicalContext;
  readonly #sources: readonly Source[];
  readonly #sourcesOf = new Map<CanonicalField, readonly Source[]>();

  constructor(context: CanonicalContext, sources: readonly Source[]) {
    this.#context = context;
    this.#sources = sources;
    for (const group of this.#collect().values()) this.#divide(group);
    for (const field of this.all) this.#descend(field);
  }

  /** The selection sets of the canonical document that this place is written in. */
  get written(): Written[] {
    return [...new Set(this.#sources.map(({ into }) => into))];
  }

  /** Which of the selection sets the branch is of; only to tell branches apart. */
  indexOf(branch: Branch): string {
    return `${this.written.findIndex((written) => written.owns(branch))} ${branch.narrowing.key}`;
  }

  /** The canonical field that answers the client's for objects of the type. */
  fieldFor(node: FieldNode, type: CompositeType): CanonicalField | undefined {
    const fields = this.#fieldsOf.get(node);
    if (!fields || fields.length === 1) return fields?.[0];
    const { narrowings } = this.#context;
    return fields.find((field) => field.written.some(({ branch }) => narrowings.isSubtype(type, branch.type)));
  }

  /** What the client calls a canonical field. */
  clientField(key: string): { readonly key: string; readonly below: Position | undefined } | undefined {
    for (const [node, fields] of this.#fieldsOf) {
      const field = fields.find((each) => each.key === key);
      if (field) return { key: responseKey(node), below: field.below };
    }
    return undefined;
  }

  #collect(): Map<string, Occurrence[]> {
    const { narrowings, fragments } = this.#context;
    const groups = new Map<string, Occurrence[]>();
    const seen = new Map<Written, Set<string>>();
    const walk = (set: SelectionSetNode, into: Written, narrowing: Narrowing): void => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          this.#take(selection, into, narrowing, groups);
          continue;
        }
        if (selection.kind === Kind.FRAGMENT_SPREAD && isSeen(seen, into, `${narrowing.key}|${selection.name.value}`)) {
          continue;
        }
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        const condition = fragment?.typeCondition?.name.value;
        const narrowed = condition === undefined ? narrowing : narrowings.narrow(into.type, narrowing, condition);
        if (fragment && narrowed) walk(fragment.selectionSet, into, narrowed);
      }
    };
    for (const { set, into } of this.#sources) walk(set, into, narrowings.start(into.type));
    return groups;
  }

  #take(node: FieldNode, into: Written, narrowing: Narrowing, groups: Map<string, Occurrence[]>): void {
    const name = node.name.value;
    if (name === '__typename') into.addTypename(narrowing);
    if (name === '__typename' || isSchemaField(name) || this.#context.refusals.has(node)) return;
    const key = responseKey(node);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    for (const { narrowing: own, definition } of this.#definitions(into, narrowing, name)) {
      group.push({ node, branch: into.branch(own), definition, argumentTexts: argumentTexts(node) });
    }
  }

  #definitions(into: Written, narrowing: Narrowing, name: string) {
    return this.#context.narrowings.forField(into.type, narrowing, name).map((own) => {
      const definition = 'getFields' in own.type ? own.type.getFields()[name] : undefined;
      if (!definition) throw new Error(`${own.type.name} has no field ${name}`);
      return { narrowing: own, definition };
    });
  }

  /** What stands under one name is one field, but where objects of disjoint types give it different meanings. */
  #divide(group: readonly Occurrence[]): void {
    const parts: Occurrence[][] = [];
    for (const occurrence of group) {
      const alike = parts.filter((part) => this.#isOfPart(occurrence, part));
      const joined = [...alike.flat(), occurrence];
      for (const part of alike) parts.splice(parts.indexOf(part), 1);
      parts.push(joined);
    }
    for (const part of parts) this.all.push(this.#fieldOf(part));
  }

  #isOfPart({ definition, argumentTexts, branch }: Occurrence, part: readonly Occurrence[]): boolean {
    const [first] = part;
    if (first?.definition.name !== definition.name || first.argumentTexts !== argumentTexts) return false;
    const { narrowings } = this.#context;
    return part.some(
      (other) =>
        String(other.definition.type) === String(definition.type) || narrowings.overlap(other.branch.type, branch.type),
    );
  }

  #fieldOf(part: readonly Occurrence[]): CanonicalField {
    const [{ definition, argumentTexts }] = part as readonly [Occurrence];
    const field: CanonicalField = {
      name: definition.name,
      nodes: [...new Set(part.map(({ node }) => node))],
      argumentTexts,
      definition,
      returnTypes: [...new Set(part.map((each) => String(each.definition.type)))].toSorted().join(' '),
      written: [],
      below: undefined,
      key: '',
      twin: undefined as unknown as CanonicalField,
    };
    field.twin = field;
    const sources: Source[] = [];
    for (const { node, branch, definition: own } of part) {
      const known = this.#fieldsOf.get(node);
      if (!known) this.#fieldsOf.set(node, [field]);
      else if (!known.includes(field)) known.push(field);
      let place = field.written.find((written) => written.branch === branch);
      if (!place) {
        const type = getNamedType(own.type);
        place = { branch, below: isCompositeType(type) ? new Written(type) : undefined };
        field.written.push(place);
        branch.fields.push(field);
      }
      if (place.below && node.selectionSet) sources.push({ set: node.selectionSet, into: place.below });
    }
    this.#sourcesOf.set(field, sources);
    return field;
  }

  #descend(field: CanonicalField): void {
    const sources = this.#sourcesOf.get(field) ?? [];
    if (sources.length > 0) field.below = new Position(this.#context, sources);
  }
}

export const responseKey = (node: FieldNode): string => node.alias?.value ?? node.name.value;

const argumentTexts = (node: FieldNode): string =>
  (node.arguments ?? [])
    .map((argument) => `${argument.name.value}: ${print(sorted(argument.value))}`)
    .toSorted()
    .join(', ');

/** The order of an input object's fields means nothing. */
function sorted(value: ValueNode): ValueNode {
  if (value.kind === Kind.LIST) return { ...value, values: value.values.map(sorted) };
  if (value.kind !== Kind.OBJECT) return value;
  const fields = value.fields.map((field) => ({ ...field, value: sorted(field.value) }));
  return { ...value, fields: fields.toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1)) };
}

function isSeen(seen: Map<Written, Set<string>>, into: Written, key: string): boolean {
  const known = seen.get(into) ?? new Set<string>();
  seen.set(into, known);
  if (known.has(key)) return true;
  known.add(key);
  return false;
}
