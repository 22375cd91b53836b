import {
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { hashOf } from './chance.ts';
import { type FederationFacts, fieldsOf } from './federation-facts.ts';

/** Entities of one type that exist. */
const ENTITIES = 5;

/** An object of the generated world: an entity by its number, any other by the text that its values follow from. */
export interface Thing {
  readonly __typename: string;
  readonly seed: string;
  readonly number: number | undefined;
  /** What a subgraph was given of it. */
  readonly given?: Readonly<Record<string, unknown>>;
}

/** A subgraph's field that breaks. */
export class Broken extends Error {}

/**
 * A world in which every value follows from its type, its object's key, the field and the arguments: whoever is asked,
 * and through however many subgraphs, says the same. Some places are null, some break, also where null is not allowed.
 */
export class GeneratedData {
  readonly #facts: FederationFacts;
  readonly #api: GraphQLSchema;
  /** Types of events: their cursor, by which the gateway goes on, is the log's own and never missing. */
  readonly #events: ReadonlySet<string>;

  /** `api` is the whole graph: which objects there are does not depend on who is asked. */
  constructor(facts: FederationFacts, api: GraphQLSchema) {
    this.#facts = facts;
    this.#api = api;
    const streams = Object.values(api.getSubscriptionType()?.getFields() ?? {});
    this.#events = new Set(streams.map(({ type }) => getNamedType(type).name));
  }

  readonly resolveType: GraphQLTypeResolver<unknown, unknown> = (value) => (value as Thing).__typename;

  readonly resolveField: GraphQLFieldResolver<unknown, unknown> = (source, args, _, { fieldName, parentType }) => {
    const thing = this.#thingOf(source, parentType.name);
    return this.#field(thing, fieldName, args);
  };

  /** What is known of an interface only has the same value whoever asks, and of whatever type its object is. */
  #asKnown(thing: Thing, fieldName: string): Thing {
    for (const [name, fields] of this.#facts.ofInterfaceObjects) {
      const [known, type] = [this.#api.getType(name), this.#api.getType(thing.__typename)];
      if (!fields.has(fieldName) || fieldName === 'id' || !isInterfaceType(known) || !isObjectType(type)) continue;
      if (this.#api.isSubType(known, type)) return { ...thing, __typename: name, seed: `${name}/${thing.number}` };
    }
    return thing;
  }

  #field(asked: Thing, fieldName: string, args: Readonly<Record<string, unknown>>): unknown {
    const thing = this.#asKnown(asked, fieldName);
    const name = `${thing.__typename}.${fieldName}`;
    const isOfKey = Number.isInteger(thing.number) && !this.#facts.keys.has(thing.__typename);
    if (isOfKey || this.#facts.keys.get(thing.__typename)?.has(fieldName)) return this.#keyOf(thing, fieldName);
    const needed = this.#facts.requires.get(name);
    const seed = [thing.seed, name, inOrder(placed(args)), needed ? JSON.stringify(this.#needed(thing, needed)) : ''];
    const type = this.#api.getType(thing.__typename);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    if (!field) throw new Error(`There is no field ${name}`);
    const isSound = this.#facts.sound.has(name) || (fieldName === 'cursor' && this.#events.has(thing.__typename));
    return this.#value(field.type, seed.join('\u0001'), isSound);
  }

  /** The values that a field requires: as they were given, or else as they are. */
  #needed(thing: Thing, set: SelectionSetNode): unknown {
    return fieldsOf(set).map(({ name, selectionSet }) => {
      const given = thing.given?.[name.value];
      const value = given === undefined ? this.#field(thing, name.value, {}) : given;
      return selectionSet ? this.#neededBelow(value, selectionSet) : value;
    });
  }

  #neededBelow(value: unknown, set: SelectionSetNode): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#neededBelow(item, set));
    if (value === null || typeof value !== 'object') return value;
    if ('seed' in value) return this.#needed(value as Thing, set);
    const given = value as Record<string, unknown>;
    return fieldsOf(set).map(({ name, selectionSet }) =>
      selectionSet ? this.#neededBelow(given[name.value], selectionSet) : given[name.value],
    );
  }

  #value(type: GraphQLOutputType, seed: string, isSound: boolean): unknown {
    const chance = isSound ? 1000 : hashOf(`${seed}?`) % 1000;
    if (isNonNullType(type)) {
      if (chance < 8) return null;
      if (chance < 25) throw new Broken('This is broken');
      return this.#present(type.ofType, seed, isSound);
    }
    if (chance < 90) return null;
    if (chance < 130) throw new Broken('This is broken');
    return this.#present(type, seed, isSound);
  }

  #present(type: GraphQLOutputType, seed: string, isSound: boolean): unknown {
    if (!isListType(type)) return this.#named(getNamedType(type), seed);
    const length = hashOf(`${seed}#`) % 4;
    return Array.from({ length }, (_, index) => this.#item(type.ofType, `${seed}[${index}`, isSound));
  }

  /** An item that breaks is given as its error: graphql-js tells it at the item's place. */
  #item(type: GraphQLOutputType, seed: string, isSound: boolean): unknown {
    try {
      return this.#value(type, seed, isSound);
    } catch (error) {
      if (error instanceof Broken) return error;
      throw error;
    }
  }

  #named(type: GraphQLNamedType, seed: string): unknown {
    const hash = hashOf(seed);
    if (isEnumType(type)) {
      const values = type.getValues();
      return values[hash % values.length]?.name;
    }
    if (isAbstractType(type)) {
      const possible = this.#api.getPossibleTypes(type);
      return this.#thing(possible[hash % possible.length]?.name ?? '', seed);
    }
    if (isObjectType(type)) return this.#thing(type.name, seed);
    return scalarValue(type.name, hash, seed);
  }

  #thing(typename: string, seed: string): Thing {
    if (!this.#facts.keys.has(typename)) return { __typename: typename, seed, number: undefined };
    const number = hashOf(`${seed}@`) % ENTITIES;
    return { __typename: typename, seed: `${typename}/${number}`, number };
  }

  /** What a resolver is called with: a thing of this world, a representation, or nothing at the root. */
  #thingOf(source: unknown, typename: string): Thing {
    if (source === null || typeof source !== 'object')
      return { __typename: typename, seed: typename, number: undefined };
    if ('seed' in source) return source as Thing;
    const given = source as Record<string, unknown>;
    const key = [...(this.#facts.keys.get(typename) ?? [])].find((name) => given[name] !== undefined) ?? '';
    const number = Number(/\d+/.exec(JSON.stringify(given[key] ?? null))?.[0]);
    return { __typename: typename, seed: `${typename}/${number}`, number, given };
  }

  #keyOf({ __typename, number }: Thing, fieldName: string): unknown {
    const type = this.#api.getType(__typename);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    const named = field && getNamedType(field.type);
    if (isObjectType(named)) return { __typename: named.name, seed: `${named.name}/${number}`, number };
    return named?.name === 'Int' ? number : `${fieldName}-${number}`;
  }
}

/** To resume after null is to begin now: a subscription says the same with it and without. */
function placed(args: Readonly<Record<string, unknown>>): unknown {
  const { after, ...others } = args;
  return after === null ? others : args;
}

/** As text; in which order a schema lists arguments and input fields is its own affair. */
function inOrder(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOrder).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${inOrder(inner)}`).join(',')}}`;
}

function scalarValue(name: string, hash: number, seed: string): unknown {
  switch (name) {
    case 'Int':
      return (hash % 2000) - 1000;
    case 'Float':
      return (hash % 10_000) / 8;
    case 'Boolean':
      return hash % 2 === 0;
    case 'Decimal':
      return `${hash % 1000}.5`;
    case 'UnitCode':
      return ['C62', 'KGM', 'MTR'][hash % 3];
    case 'DateTime':
      return `2026-03-01T06:${String(10 + (hash % 50))}:00Z`;
    case 'Date':
      return `2026-03-${String(10 + (hash % 20))}`;
    case 'JSON':
    case 'Anything':
      return { at: [hash % 7, null, { text: `v${hash % 100}` }] };
    default:
      return `${seed.slice(-40)} ${hash.toString(36)}`; // shows some of the arguments, depends on all
  }
}
