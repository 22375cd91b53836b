import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/**
 * A scalar that travels as a string and is checked both ways by one function, which gives the
 * reason why a text is not one, or undefined.
 */
export function stringScalar(options: {
  readonly name: string;
  readonly description: string;
  readonly whyNot: (text: string) => string | undefined;
}): GraphQLScalarType<string, string> {
  const { name, description, whyNot } = options;
  const check = (value: unknown, node?: ValueNode): string => {
    if (typeof value !== 'string') throw refusal(name, `is a string, not ${kindOf(value)}`, node);
    const reason = whyNot(value);
    if (reason !== undefined) throw refusal(name, reason, node);
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    // What goes out was made here: a value that is none is a bug, not the caller's mistake.
    serialize: (value) => {
      if (typeof value !== 'string') throw new TypeError(`${name} is a string, not ${kindOf(value)}`);
      const reason = whyNot(value);
      if (reason !== undefined) throw new TypeError(`${name} ${reason}`);
      return value;
    },
    parseValue: (value) => check(value),
    parseLiteral: (node) => {
      if (node.kind !== Kind.STRING) throw refusal(name, 'is a string: write it in quotes', node);
      return check(node.value, node);
    },
  });
}

export function refusal(name: string, reason: string, node?: ValueNode): GraphQLError {
  return new GraphQLError(`${name} ${reason}`, {
    extensions: { code: 'BAD_USER_INPUT' },
    ...(node ? { nodes: node } : {}),
  });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
