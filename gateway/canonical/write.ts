import { type GraphQLArgument, isNonNullType } from 'graphql';
import { type ArgumentValue, compileValue } from './argument-values.ts';
import type { CanonicalField } from './position.ts';
import type { Written } from './written.ts';

/** A variable of the canonical document: one argument of one of its fields. */
export interface CanonicalVariable {
  readonly name: string;
  readonly argument: GraphQLArgument;
  readonly field: CanonicalField;
  readonly value: ArgumentValue;
}

export interface CanonicalText {
  /** Undefined when nothing is asked of any subgraph. */
  readonly text: string | undefined;
  readonly variables: readonly CanonicalVariable[];
}

/** The canonical document as text. */
export function writeDocument(operation: 'query' | 'mutation' | 'subscription', root: Written): CanonicalText {
  const writer = new Writer();
  const body = writer.root(root);
  if (body === '') return { text: undefined, variables: [] };
  const { variables } = writer;
  const definitions = variables.map(({ name, argument }) => `$${name}: ${variableType(argument)}`);
  const head = definitions.length > 0 ? `${operation}(${definitions.join(', ')})` : operation;
  return { text: `${head} {${body}}`, variables };
}

/** A variable may be left out where the argument has a default. */
function variableType({ type, defaultValue }: GraphQLArgument): string {
  return String(isNonNullType(type) && defaultValue !== undefined ? type.ofType : type);
}

class Writer {
  readonly variables: CanonicalVariable[] = [];
  readonly #argumentsOf = new Map<CanonicalField, string>();

  /** The root's type needs nobody to tell it. */
  root(written: Written): string {
    return this.#branches(written, false);
  }

  #set(written: Written): string {
    return `{${this.#branches(written, true) || '__typename'}}`;
  }

  #branches(written: Written, withTypename: boolean): string {
    const parts: string[] = [];
    for (const { narrowing, inOrder, hasTypename } of written.branches) {
      const fields = inOrder.map(({ field, below }) => {
        const alias = field.key === field.name ? '' : `${field.key}: `;
        return `${alias}${field.name}${this.#arguments(field)}${below ? this.#set(below) : ''}`;
      });
      if (hasTypename && withTypename) fields.unshift('__typename');
      if (fields.length === 0) continue;
      const inner = fields.join(' ');
      parts.push(narrowing.conditions.reduceRight((text, { name }) => `... on ${name} {${text}}`, inner));
    }
    return parts.join(' ');
  }

  #arguments(field: CanonicalField): string {
    const known = this.#argumentsOf.get(field);
    if (known !== undefined) return known;
    const given = (field.nodes[0]?.arguments ?? []).toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1));
    const texts = given.map(({ name: { value: name }, value }) => {
      const argument = field.definition.args.find((candidate) => candidate.name === name);
      if (!argument) throw new Error(`${field.name} has no argument ${name}`);
      const variable = `a${this.variables.length}`;
      this.variables.push({ name: variable, argument, field, value: compileValue(value, argument.type) });
      return `${name}: $${variable}`;
    });
    const text = texts.length > 0 ? `(${texts.join(', ')})` : '';
    this.#argumentsOf.set(field, text);
    return text;
  }
}
