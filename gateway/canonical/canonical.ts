import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  print,
  type ValueNode,
} from 'graphql';
import { emptyRecord } from '../../lib/record.ts';
import { ABSENT, type ClientVariables, INVALID } from './argument-values.ts';
import { nameFields } from './naming.ts';
import type { Narrowings } from './narrowing.ts';
import { Position } from './position.ts';
import { type CanonicalVariable, writeDocument } from './write.ts';
import { Written } from './written.ts';

/** What the canonical forms of one schema share. */
export interface CanonicalSchema {
  readonly schema: GraphQLSchema;
  readonly narrowings: Narrowings;
  /** Stands between a field's name and its number. */
  readonly separator: string;
}

export interface CanonicalContext extends CanonicalSchema {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Fields that are not asked for because their arguments have no value of their types, and why. */
  readonly refusals: ReadonlyMap<FieldNode, string>;
}

/**
 * What is planned and asked in place of the client's operation: the same questions under the hub's own names, with
 * variables for all arguments. Operations that differ only in names, values and order have the same key.
 */
export interface Canonical {
  readonly operation: OperationDefinitionNode['operation'];
  /** The canonical document; empty when no subgraph is needed. */
  readonly key: string;
  /** Where the client's fields are found in the canonical document's answer. */
  readonly root: Position;
  /** The canonical variables' values in a request, or the fields of the client that cannot be asked for with them. */
  valuesOf(variables: ClientVariables): CanonicalValues;
}

export interface CanonicalValues {
  readonly values: Readonly<Record<string, unknown>>;
  readonly refusals: ReadonlyMap<FieldNode, string>;
}

/** The operation is valid, and its conditions are resolved. */
export function canonicalOf(context: CanonicalContext, operation: OperationDefinitionNode): Canonical {
  const rootType = context.schema.getRootType(operation.operation);
  if (!rootType) throw new Error(`The schema has no ${operation.operation}`);
  const written = new Written(rootType);
  const root = new Position(context, [{ set: operation.selectionSet, into: written }]);
  nameFields(root, context.separator, operation.operation === 'mutation');
  const { text, variables } = writeDocument(operation.operation, written);
  return {
    operation: operation.operation,
    key: text ?? '',
    root,
    valuesOf: (given) => valuesOf(variables, given),
  };
}

const NONE: ReadonlyMap<FieldNode, string> = new Map();

function valuesOf(variables: readonly CanonicalVariable[], given: ClientVariables): CanonicalValues {
  const values = emptyRecord();
  let refusals: Map<FieldNode, string> | undefined;
  for (const variable of variables) {
    const { name, argument, field } = variable;
    const value = variable.value(given);
    const isMissing = value === ABSENT && isNonNullType(argument.type) && argument.defaultValue === undefined;
    if (value === INVALID || isMissing) {
      refusals ??= new Map();
      for (const node of field.nodes) refusals.set(node, whyRefused(variable, node, given));
    } else if (value !== ABSENT) values[name] = value;
  }
  return { values, refusals: refusals ?? NONE };
}

/** In the words of graphql-js. */
function whyRefused({ argument }: CanonicalVariable, node: FieldNode, given: ClientVariables): string {
  const { name, type } = argument;
  const value = node.arguments?.find((each) => each.name.value === name)?.value as ValueNode;
  if (value.kind !== Kind.VARIABLE) return `Argument "${name}" has invalid value ${print(value)}.`;
  if (Object.hasOwn(given, value.name.value)) return `Argument "${name}" of non-null type "${type}" must not be null.`;
  return `Argument "${name}" of required type "${type}" was provided the variable "$${value.name.value}" which was not provided a runtime value.`;
}
