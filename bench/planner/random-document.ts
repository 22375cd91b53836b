import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
} from 'graphql';

/** A number from 0 to 1; the same seed gives the same ones (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const DEPTH_MAX = 7;

/**
 * Documents as no client is to be stopped from writing them, straight to the planner: aliases with the names of other
 * fields and of keys, one field with several arguments, conditions, fragments on everything that can be.
 */
export class RandomDocuments {
  readonly #schema: GraphQLSchema;
  readonly #random: () => number;
  readonly #names: readonly string[];
  #aliases = 0;

  constructor(schema: GraphQLSchema, random: () => number) {
    this.#schema = schema;
    this.#random = random;
    const types = Object.values(schema.getTypeMap()).filter(
      (type) => 'getFields' in type && !type.name.startsWith('__'),
    );
    this.#names = [...new Set(types.flatMap((type) => Object.keys((type as { getFields(): object }).getFields())))];
  }

  next(): string {
    const query = this.#schema.getQueryType();
    if (!query) throw new Error('The schema has no queries');
    return `query ($yes: Boolean = true, $no: Boolean = false) ${this.#set(query, 0)}`;
  }

  #set(type: GraphQLCompositeType, depth: number): string {
    const selections: string[] = [];
    const count = 1 + Math.floor(this.#random() * 4);
    for (let n = 0; n < count; n += 1) selections.push(this.#selection(type, depth));
    return `{ ${selections.filter(Boolean).join(' ') || '__typename'} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    if (this.#random() < 0.05) return `${this.#alias()}__typename`;
    if ((isAbstractType(type) && this.#random() < 0.6) || isUnionType(type)) {
      const member = this.#pick(this.#schema.getPossibleTypes(type));
      return member ? `... on ${member.name}${this.#condition()} ${this.#set(member, depth + 1)}` : '';
    }
    if (this.#random() < 0.1) return `... on ${type.name}${this.#condition()} ${this.#set(type, depth + 1)}`;
    const field = this.#pick(Object.values(type.getFields()));
    if (!field) return '';
    const named = getNamedType(field.type);
    if (isCompositeType(named) && depth >= DEPTH_MAX) return '';
    const below = isCompositeType(named) ? ` ${this.#set(named, depth + 1)}` : '';
    return `${this.#alias()}${field.name}${this.#arguments(field.args)}${this.#condition()}${below}`;
  }

  #alias(): string {
    const chance = this.#random();
    this.#aliases += 1;
    if (chance < 0.5) return '';
    return chance < 0.75 ? `${this.#pick(this.#names)}: ` : `a${this.#aliases % 7}: `;
  }

  #condition(): string {
    if (this.#random() > 0.15) return '';
    return ` @${this.#random() < 0.5 ? 'skip' : 'include'}(if: ${this.#pick(['$yes', '$no', 'true', 'false'])})`;
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const given = args.filter((arg) => isNonNullType(arg.type) || this.#random() < 0.4);
    return given.length === 0 ? '' : `(${given.map((arg) => `${arg.name}: ${this.#literal(arg.type, 0)}`).join(', ')})`;
  }

  #literal(type: GraphQLInputType, depth: number): string {
    if (isNonNullType(type)) return this.#literal(type.ofType, depth);
    if (isListType(type)) return `[${this.#literal(type.ofType, depth)}]`;
    if (isEnumType(type)) return this.#pick(type.getValues())?.name ?? 'null';
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || (depth < 2 && this.#random() < 0.3),
      );
      return `{ ${fields.map((field) => `${field.name}: ${this.#literal(field.type, depth + 1)}`).join(' ')} }`;
    }
    if (type.name === 'Boolean') return this.#random() < 0.5 ? 'true' : 'false';
    if (type.name === 'Int' || type.name === 'Float') return String(Math.floor(this.#random() * 5));
    return `"v${Math.floor(this.#random() * 3)}"`;
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }
}
