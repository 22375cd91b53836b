import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { isSchemaField } from '../canonical/introspection-fields.ts';

/**
 * What the schema itself answers of the one operation of a document, with the client's names; undefined where it asks for
 * nothing of it.
 */
export function introspectionPart(document: DocumentNode): DocumentNode | undefined {
  if (!asksForSchema(document)) return undefined;
  const local = visit(document, {
    FragmentDefinition: { enter: (node) => (node.typeCondition.name.value.startsWith('__') ? false : undefined) },
    Field: { enter: (node) => (isSchemaField(node.name.value) ? false : null) },
  });
  return withoutEmptySelections(local);
}

export async function answerIntrospection(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> | undefined,
): Promise<ExecutionResult> {
  return execute({ schema, document, variableValues: variables ?? null });
}

function asksForSchema(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field: {
      enter: (node) => {
        if (isSchemaField(node.name.value)) found = true;
      },
    },
  });
  return found;
}

/** Undefined when nothing is left of the operation. */
function withoutEmptySelections(document: DocumentNode): DocumentNode | undefined {
  const emptied = new Set<string>();
  let pruned = document;
  for (let before = -1; before !== emptied.size; ) {
    before = emptied.size;
    pruned = visit(pruned, {
      FragmentSpread: { enter: (node) => (emptied.has(node.name.value) ? null : undefined) },
      Field: { leave: (node) => (isEmpty(node.selectionSet) ? null : undefined) },
      InlineFragment: { leave: (node) => (isEmpty(node.selectionSet) ? null : undefined) },
      FragmentDefinition: {
        leave: (node) => {
          if (!isEmpty(node.selectionSet)) return undefined;
          emptied.add(node.name.value);
          return null;
        },
      },
    });
  }
  const operation = getOperationAST(pruned);
  return operation && !isEmpty(operation.selectionSet) ? pruned : undefined;
}

const isEmpty = (set: SelectionSetNode | undefined): boolean => set !== undefined && set.selections.length === 0;
