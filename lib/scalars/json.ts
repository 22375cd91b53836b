import { GraphQLScalarType, Kind, type ObjectValueNode, type ValueNode } from 'graphql';
import { refusal } from './scalar.ts';

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const DEPTH_MAX = 32;

/** Any JSON value; keys that could reach an object's prototype are refused, and so is nesting beyond 32 levels. */
export const JSONScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => checked(value, 0),
  parseLiteral: (node, variables) => fromLiteral(node, variables ?? {}, 0),
});

function checked(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) throw refusal('JSON', `is nested at most ${DEPTH_MAX} levels deep`);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((entry) => checked(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [allowedKey(key), checked(entry, depth + 1)] as const),
  );
}

function fromLiteral(node: ValueNode, variables: Record<string, unknown>, depth: number): unknown {
  if (depth > DEPTH_MAX) throw refusal('JSON', `is nested at most ${DEPTH_MAX} levels deep`, node);
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return checked(variables[node.name.value], depth);
    case Kind.LIST:
      return node.values.map((entry) => fromLiteral(entry, variables, depth + 1));
    case Kind.OBJECT:
      return objectFromLiteral(node, variables, depth);
  }
}

function objectFromLiteral(node: ObjectValueNode, variables: Record<string, unknown>, depth: number): unknown {
  return Object.fromEntries(
    node.fields.map((field) => [
      allowedKey(field.name.value, field.value),
      fromLiteral(field.value, variables, depth + 1),
    ]),
  );
}

function allowedKey(key: string, node?: ValueNode): string {
  if (FORBIDDEN_KEYS.has(key)) throw refusal('JSON', `takes no key ${key}`, node);
  return key;
}
