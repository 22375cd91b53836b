import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** An operation in two parts: what subgraphs answer, and what the schema itself answers. */
export interface SplitDocument {
  readonly planned: DocumentNode | undefined;
  readonly local: DocumentNode | undefined;
}

/** `__schema` and `__type` go to the local part, everything else to the planned one; a part without fields is left out. */
export function splitIntrospection(document: DocumentNode, operationName: string | undefined): SplitDocument {
  if (!asksForSchema(document)) return { planned: document, local: undefined };
  const planned = visit(document, {
    Field: { enter: (node) => (isSchemaField(node.name.value) ? null : undefined) },
  });
  const local = visit(document, {
    FragmentDefinition: { enter: (node) => (node.typeCondition.name.value.startsWith('__') ? false : undefined) },
    Field: { enter: (node) => (isSchemaField(node.name.value) ? false : null) },
  });
  return {
    planned: withoutEmptySelections(planned, operationName),
    local: withoutEmptySelections(local, operationName),
  };
}

export async function answerIntrospection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: {
    readonly operationName: string | undefined;
    readonly variables: Readonly<Record<string, unknown>> | undefined;
  },
): Promise<ExecutionResult> {
  return execute({
    schema,
    document,
    operationName: operation.operationName ?? null,
    variableValues: operation.variables ?? null,
  });
}

const isSchemaField = (name: string): boolean => name === '__schema' || name === '__type';

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

/** Undefined when nothing is left of the operation that is asked for. */
function withoutEmptySelections(document: DocumentNode, operationName: string | undefined): DocumentNode | undefined {
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
  const operation = pruned.definitions.find(
    (node) => node.kind === Kind.OPERATION_DEFINITION && (!operationName || node.name?.value === operationName),
  );
  return operation?.kind === Kind.OPERATION_DEFINITION && !isEmpty(operation.selectionSet) ? pruned : undefined;
}

const isEmpty = (set: SelectionSetNode | undefined): boolean => set !== undefined && set.selections.length === 0;
