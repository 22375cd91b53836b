import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ObjectValueNode,
  type ValueNode,
} from 'graphql';
import { emptyRecord } from '../../lib/record.ts';

/** The coerced values of the client's variables. */
export type ClientVariables = Readonly<Record<string, unknown>>;

/** The argument is not there, as one that was left out. */
export const ABSENT = Symbol('absent');
/** No value of the type: graphql-js makes this an error of the field. */
export const INVALID = Symbol('invalid');

/** What an argument's value is in a request, in the form in which it travels as a variable. */
export type ArgumentValue = (variables: ClientVariables) => unknown | typeof ABSENT | typeof INVALID;

/** The document is valid: literals fit their types, but for what variables within them may bring. */
export function compileValue(node: ValueNode, type: GraphQLInputType): ArgumentValue {
  if (!holdsVariables(node)) {
    const value = literalValue(node, type, NO_VARIABLES);
    return () => value;
  }
  return (variables) => literalValue(node, type, variables);
}

const NO_VARIABLES: ClientVariables = Object.freeze(emptyRecord());

function holdsVariables(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.LIST) return node.values.some(holdsVariables);
  return node.kind === Kind.OBJECT && node.fields.some((field) => holdsVariables(field.value));
}

function literalValue(node: ValueNode, type: GraphQLInputType, variables: ClientVariables): unknown {
  if (node.kind === Kind.VARIABLE) return ofVariable(node.name.value, type, variables);
  if (isNonNullType(type)) return node.kind === Kind.NULL ? INVALID : literalValue(node, type.ofType, variables);
  if (node.kind === Kind.NULL) return null;
  if (isListType(type)) return ofList(node, type.ofType, variables);
  if (isInputObjectType(type)) return node.kind === Kind.OBJECT ? ofInputObject(node, type, variables) : INVALID;
  if (isEnumType(type)) return node.kind === Kind.ENUM ? node.value : INVALID;
  return ofScalar(node, type.name, variables);
}

function ofVariable(name: string, type: GraphQLInputType, variables: ClientVariables): unknown {
  if (!Object.hasOwn(variables, name) || variables[name] === undefined) return ABSENT;
  const value = variables[name];
  return value === null && isNonNullType(type) ? INVALID : value;
}

function ofList(node: ValueNode, itemType: GraphQLInputType, variables: ClientVariables): unknown {
  if (node.kind !== Kind.LIST) {
    const single = literalValue(node, itemType, variables);
    return single === INVALID ? INVALID : [single];
  }
  const items: unknown[] = [];
  for (const item of node.values) {
    const value = literalValue(item, itemType, variables);
    if (value === INVALID || (value === ABSENT && isNonNullType(itemType))) return INVALID;
    items.push(value === ABSENT ? null : value);
  }
  return items;
}

function ofInputObject(node: ObjectValueNode, type: GraphQLInputObjectType, variables: ClientVariables): unknown {
  const given = new Map(node.fields.map((field) => [field.name.value, field.value]));
  const object = emptyRecord();
  for (const field of Object.values(type.getFields())) {
    const literal = given.get(field.name);
    const value = literal === undefined ? ABSENT : literalValue(literal, field.type, variables);
    if (value === INVALID) return INVALID;
    if (value !== ABSENT) object[field.name] = value;
    else if (isNonNullType(field.type) && field.defaultValue === undefined) return INVALID;
  }
  if (!type.isOneOf) return object;
  const [only, ...more] = Object.values(object);
  return only === undefined || only === null || more.length > 0 ? INVALID : object;
}

function ofScalar(node: ValueNode, typeName: string, variables: ClientVariables): unknown {
  switch (typeName) {
    case 'ID':
    case 'String':
    case 'Boolean':
      return 'value' in node ? node.value : INVALID; // an ID may be written as an Int: its text
    case 'Int':
    case 'Float': {
      const value = 'value' in node ? Number(node.value) : Number.NaN;
      return Number.isFinite(value) ? value : INVALID;
    }
    default:
      return untyped(node, variables);
  }
}

/** What a literal of a custom scalar says; a number that JavaScript cannot hold exactly stays text. */
function untyped(node: ValueNode, variables: ClientVariables): unknown {
  switch (node.kind) {
    case Kind.INT: {
      const value = Number(node.value);
      return Number.isSafeInteger(value) ? value : node.value;
    }
    case Kind.FLOAT:
      return isExact(node.value) ? Number(node.value) : node.value;
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((item) => untyped(item, variables));
    case Kind.OBJECT: {
      const object = emptyRecord();
      for (const field of node.fields) object[field.name.value] = untyped(field.value, variables);
      return object;
    }
    case Kind.VARIABLE:
      return Object.hasOwn(variables, node.name.value) ? (variables[node.name.value] ?? null) : null;
  }
}

/** A double keeps every decimal number of up to 15 digits. */
function isExact(text: string): boolean {
  const digits = text.replace(/e.*$/i, '').replace(/[-.]/g, '').replace(/^0+/, '');
  return digits.length <= 15 && Number.isFinite(Number(text));
}
