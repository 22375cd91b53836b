import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  OperationTypeNode,
} from 'graphql';
import { Chance } from './chance.ts';
import { inputJson, isAsked, scalarLiteral } from './random-values.ts';

export interface RandomOperation {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly kind: OperationTypeNode;
}

/** Names that would be trouble as keys of plain objects, or as another's name. */
const TRAPS = ['__proto__', 'constructor', 'then', 'toString', 'hasOwnProperty', 'valueOf', '__typename_', '_entities'];
const PLAIN = ['a', 'b', 'c', 'd'];
/** Of client variables: names that the hub or the planner gives to its own, and names of what objects inherit. */
const VARIABLES = [
  'a0',
  'representations',
  '__batch_reps_0',
  'constructor',
  '__proto__',
  'x',
  'y',
  'z',
  'toString',
  'v',
];

/** Writes one operation that is most probably valid: whoever asks it checks that first. */
export function randomOperation(chance: Chance, schema: GraphQLSchema): RandomOperation {
  const { QUERY, MUTATION, SUBSCRIPTION } = OperationTypeNode;
  const kinds = [QUERY, QUERY, QUERY, QUERY, QUERY, MUTATION, SUBSCRIPTION];
  const kind = chance.pick(kinds.filter((each) => schema.getRootType(each)));
  return new Writer(chance, schema).write(kind);
}

class Writer {
  /** What is asked for. */
  #chance: Chance;
  /** The values of arguments: another stream, so that the same may be asked for with other values. */
  readonly #ofValues: Chance;
  readonly #schema: GraphQLSchema;
  readonly #definitions = new Map<string, string>();
  readonly #values: Record<string, unknown> = Object.create(null);
  readonly #fragments: { readonly name: string; readonly type: GraphQLCompositeType; text: string }[] = [];
  #size = 0;

  constructor(chance: Chance, schema: GraphQLSchema) {
    this.#chance = chance;
    this.#ofValues = new Chance(chance.below(2 ** 31));
    this.#schema = schema;
  }

  write(kind: RandomOperation['kind']): RandomOperation {
    const root = this.#schema.getRootType(kind);
    if (!root) throw new Error(`There is no ${kind}`);
    const depth = this.#chance.between(3, 7);
    const fields = Object.values(root.getFields());
    const one = () => this.#field(this.#chance.pick(fields), root, depth, kind === OperationTypeNode.MUTATION);
    const set =
      kind === OperationTypeNode.SUBSCRIPTION
        ? `{ ${one()} }`
        : kind === OperationTypeNode.MUTATION
          ? `{ ${one()} ${one()} }`
          : this.#chance.is(0.35)
            ? `{ ${this.#twins(root, depth)} }`
            : this.#set(root, depth);
    const definitions = [...this.#definitions].map(([name, definition]) => `$${name}: ${definition}`);
    const head = definitions.length > 0 ? `${kind} Q(${definitions.join(', ')})` : kind;
    const fragments = this.#fragments.filter(({ text }) => text !== '');
    return {
      source: [`${head} ${set}`, ...fragments.map(({ text }) => text)].join('\n'),
      variables: this.#values,
      kind,
    };
  }

  #set(type: GraphQLCompositeType, depth: number): string {
    const count = this.#chance.between(1, depth > 2 ? 5 : 3);
    const parts = Array.from({ length: count }, () => this.#selection(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const chance = this.#chance;
    this.#size += 1;
    const kind = chance.next();
    const isAbstract = isAbstractType(type);
    if (kind < 0.06) return `${this.#alias(type)}__typename`;
    if (depth > 0 && this.#size < 60 && kind < (isAbstract ? 0.6 : 0.18)) return this.#fragment(type, depth);
    if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
    return this.#field(this.#pickField(type, depth), type, depth);
  }

  /** Composite fields more often than there are, where it may go deeper: joins come of them. */
  #pickField(type: GraphQLNamedType & { getFields(): unknown }, depth: number): GraphQLField<unknown, unknown> {
    const all = Object.values(type.getFields() as Record<string, GraphQLField<unknown, unknown>>);
    const [leaves, deep] = [all.filter((field) => !isDeep(field)), all.filter(isDeep)];
    const goesDeep = depth > 0 && deep.length > 0 && this.#size < 60 && (leaves.length === 0 || this.#chance.is(0.5));
    if (goesDeep) return this.#chance.pick(deep);
    return this.#chance.pick(leaves.length > 0 ? leaves : all);
  }

  /** graphql-js breaks over a subscription whose only field is left out: that has a test of its own. */
  #field(
    field: GraphQLField<unknown, unknown>,
    parent: GraphQLCompositeType,
    depth: number,
    mayBeLeftOut = true,
  ): string {
    const named = getNamedType(field.type);
    const given = this.#given(field);
    const below = isCompositeType(named) ? ` ${this.#set(named, Math.max(0, depth - 1))}` : '';
    return `${this.#alias(parent)}${field.name}${given}${mayBeLeftOut ? this.#directives() : ''}${below}`;
  }

  /**
   * One question twice, below with other values of arguments: what is found by both ways must not be mixed up. Three in
   * four times the ways begin at the same object.
   */
  #twins(root: GraphQLObjectType, depth: number): string {
    const deep = Object.values(root.getFields()).filter(isDeep);
    const field = this.#chance.pick(deep.length > 0 ? deep : Object.values(root.getFields()));
    const [seed, size] = [this.#chance.below(2 ** 31), this.#size];
    const args = this.#chance.is(0.75) ? this.#given(field) : undefined;
    const after = this.#chance;
    const write = (name: string): string => {
      this.#chance = new Chance(seed);
      this.#size = size;
      const named = getNamedType(field.type);
      const below = isCompositeType(named) ? ` ${this.#set(named, depth)}` : '';
      return `${name}: ${field.name}${args ?? this.#given(field)}${below}`;
    };
    const text = `${write('one')} ${write('other')}`;
    this.#chance = after;
    return text;
  }

  #given(field: GraphQLField<unknown, unknown>): string {
    const args = field.args.filter((argument) => isAsked(this.#chance, argument, 0));
    const written = this.#chance.shuffled(args).map((argument) => `${argument.name}: ${this.#argument(argument)}`);
    return written.length > 0 ? `(${written.join(', ')})` : '';
  }

  #alias(type: GraphQLCompositeType): string {
    const chance = this.#chance;
    if (chance.is(0.5)) return '';
    const own = 'getFields' in type ? Object.keys(type.getFields()) : ['id'];
    const kind = chance.next();
    if (kind < 0.35) return `${chance.pick(own)}: `;
    if (kind < 0.45) return `${chance.pick(own)}_1: `;
    return `${chance.pick(kind < 0.7 ? TRAPS : PLAIN)}: `;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const chance = this.#chance;
    const condition = chance.is(0.15) ? type : chance.pick(this.#meeting(type));
    if (chance.is(0.6)) {
      const head = chance.is(0.1) ? '...' : `... on ${condition.name}`;
      return `${head}${this.#directives()} ${this.#set(head === '...' ? type : condition, depth - 1)}`;
    }
    const known = this.#fragments.filter((each) => each.text !== '' && this.#meeting(type).includes(each.type));
    if (known.length > 0 && chance.is(0.4)) return `...${chance.pick(known).name}${this.#directives()}`;
    const fragment = { name: `F${this.#fragments.length}`, type: condition, text: '' };
    this.#fragments.push(fragment);
    fragment.text = `fragment ${fragment.name} on ${condition.name} ${this.#set(condition, depth - 1)}`;
    return `...${fragment.name}${this.#directives()}`;
  }

  /** Types of which an object of the type may be. */
  #meeting(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const possible = (each: GraphQLCompositeType) =>
      isObjectType(each) ? [each] : this.#schema.getPossibleTypes(each);
    const own = possible(type);
    return Object.values(this.#schema.getTypeMap())
      .filter(isCompositeType)
      .filter((each) => !each.name.startsWith('__') && possible(each).some((one) => own.includes(one)));
  }

  #directives(): string {
    const chance = this.#chance;
    if (!chance.is(0.1)) return '';
    const condition = chance.is(0.5) ? String(chance.is(0.5)) : this.#boolean();
    return ` @${chance.pick(['skip', 'include'])}(if: ${condition})`;
  }

  #boolean(): string {
    const [isDefault, value] = [this.#chance.is(0.3), this.#chance.is(0.5)];
    const name = this.#variable(isDefault ? `Boolean = ${value}` : 'Boolean!');
    if (name === undefined) return String(value);
    if (!isDefault || this.#chance.is(0.5)) this.#values[name] = this.#chance.is(0.5);
    return `$${name}`;
  }

  /** A new variable of this definition; undefined when no name is left. */
  #variable(definition: string): string | undefined {
    const name = this.#chance.pick(VARIABLES);
    const known = [name, `${name}_`, `${name}${this.#definitions.size}`].find((each) => !this.#definitions.has(each));
    if (known !== undefined) this.#definitions.set(known, definition);
    return known;
  }

  #argument(argument: GraphQLArgument): string {
    const structure = this.#chance;
    this.#chance = this.#ofValues;
    // Page sizes are small: what is measured here is right or wrong, not large.
    const text = argument.name === 'first' ? String(this.#chance.between(1, 5)) : this.#input(argument, 0);
    this.#chance = structure;
    return text;
  }

  #input(place: Pick<GraphQLArgument, 'type' | 'defaultValue'>, depth: number): string {
    if (this.#chance.is(depth === 0 ? 0.4 : 0.25)) {
      const variable = this.#inputVariable(place);
      if (variable !== undefined) return variable;
    }
    return this.#literal(place.type, depth);
  }

  /** A variable as the place allows it: with or without default, given, null or left out. */
  #inputVariable({ type, defaultValue }: Pick<GraphQLArgument, 'type' | 'defaultValue'>): string | undefined {
    const chance = this.#chance;
    const nullable = isNonNullType(type) ? type.ofType : type;
    const isStrict = isNonNullType(type) && defaultValue === undefined;
    const hasDefault = chance.is(0.3);
    const base = !hasDefault && (isStrict || chance.is(0.2)) ? `${nullable}!` : String(nullable);
    const name = this.#variable(hasDefault ? `${base} = ${this.#constant(nullable)}` : base);
    if (name === undefined) return undefined;
    if (base.endsWith('!')) this.#values[name] = inputJson(chance, isNonNullType(type) ? type : nullable) ?? undefined;
    else if (chance.is(0.7)) this.#values[name] = inputJson(chance, nullable);
    if (this.#values[name] === undefined) delete this.#values[name];
    return `$${name}`;
  }

  /** Not null, and without variables. */
  #constant(type: GraphQLInputType): string {
    return this.#present(type, 2, true);
  }

  #literal(type: GraphQLInputType, depth: number, isConstant = false): string {
    if (isNonNullType(type)) return this.#present(type.ofType, depth, isConstant);
    return this.#chance.is(0.12) ? 'null' : this.#present(type, depth, isConstant);
  }

  #present(type: GraphQLInputType, depth: number, isConstant: boolean): string {
    const chance = this.#chance;
    if (isNonNullType(type)) return this.#present(type.ofType, depth, isConstant);
    const inner = (place: Pick<GraphQLArgument, 'type' | 'defaultValue'>) =>
      isConstant ? this.#literal(place.type, depth + 1, true) : this.#input(place, depth + 1);
    if (isListType(type)) {
      if (chance.is(0.2)) return this.#present(type.ofType, depth, isConstant);
      const { ofType } = type;
      return `[${Array.from({ length: chance.below(3) }, () => inner({ type: ofType, defaultValue: undefined })).join(', ')}]`;
    }
    if (isEnumType(type)) return chance.pick(type.getValues()).name;
    if (!isInputObjectType(type)) return scalarLiteral(chance, type.name);
    const fields = chance.shuffled(Object.values(type.getFields()).filter((field) => isAsked(chance, field, depth)));
    return `{${fields.map((field) => `${field.name}: ${inner(field)}`).join(', ')}}`;
  }
}

const isDeep = (field: GraphQLField<unknown, unknown>): boolean => isCompositeType(getNamedType(field.type));
