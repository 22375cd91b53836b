import {
  type GraphQLCompositeType as CompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isObjectType,
} from 'graphql';

/** What fragments leave of a place's static type; the innermost condition comes last, the type itself is none. */
export interface Narrowing {
  readonly conditions: readonly CompositeType[];
  /** The type on which fields are looked up here. */
  readonly type: CompositeType;
  /** The same for all that narrows to the same. */
  readonly key: string;
}

/** How type conditions of fragments combine: those that say nothing new dissolve, those that can never hold are dropped. */
export class Narrowings {
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  start(type: CompositeType): Narrowing {
    return { conditions: [], type, key: '' };
  }

  /** Undefined when no object can be of all these types. */
  narrow(place: CompositeType, narrowing: Narrowing, condition: string): Narrowing | undefined {
    const type = this.#schema.getType(condition);
    if (!isCompositeType(type)) return undefined;
    const { conditions } = narrowing;
    if (this.isSubtype(narrowing.type, type)) return narrowing;
    const implying = conditions.find((known) => this.isSubtype(known, type));
    const others = conditions.filter((known) => known !== implying && !this.isSubtype(type, known));
    const all = [...others.toSorted(byName), implying ?? type];
    if (!this.#canMeet([place, ...all])) return undefined;
    return { conditions: all, type: implying ?? type, key: all.map(({ name }) => name).join(' ') };
  }

  /**
   * The same, one for each type of objects, where these give the field another type than the condition or each other:
   * nobody who opens the condition may then ask for both under one key.
   */
  forField(place: CompositeType, narrowing: Narrowing, fieldName: string): readonly Narrowing[] {
    if (isObjectType(narrowing.type)) return [narrowing];
    const types = this.#possibleTypes(narrowing.type);
    const all = isUnion(narrowing.type) ? types : [narrowing.type, ...types];
    if (new Set(all.map((type) => String(type.getFields()[fieldName]?.type))).size <= 1) return [narrowing];
    return types.flatMap((type) => this.narrow(place, narrowing, type.name) ?? []);
  }

  isSubtype(type: CompositeType, wider: CompositeType): boolean {
    if (type === wider) return true;
    return isAbstractType(wider) && !isUnion(type) && this.#schema.isSubType(wider, type);
  }

  overlap(a: CompositeType, b: CompositeType): boolean {
    return a === b || this.#canMeet([a, b]);
  }

  #canMeet(types: readonly CompositeType[]): boolean {
    const [first, ...rest] = types.map((type) => this.#possibleTypes(type));
    return first?.some((type) => rest.every((others) => others.includes(type))) ?? false;
  }

  #possibleTypes(type: CompositeType): readonly GraphQLObjectType[] {
    return isObjectType(type) ? [type] : this.#schema.getPossibleTypes(type);
  }
}

const isUnion = (type: CompositeType): type is Extract<CompositeType, { getTypes(): unknown }> => 'getTypes' in type;
const byName = (a: CompositeType, b: CompositeType): number => (a.name < b.name ? -1 : 1);
