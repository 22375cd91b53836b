import {
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  visit,
} from 'graphql';
import type { ClientVariables } from './argument-values.ts';

/** What `@skip` and `@include` of a document depend on. */
export interface Conditions {
  readonly areAny: boolean;
  /** The operation's variables that stand in conditions. */
  readonly variables: readonly string[];
}

export function conditionsIn(document: DocumentNode, operation: OperationDefinitionNode): Conditions {
  const own = new Set((operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value));
  const used = new Set<string>();
  let areAny = false;
  visit(document, {
    Directive: {
      enter(node) {
        if (!isCondition(node)) return;
        areAny = true;
        const value = node.arguments?.[0]?.value;
        if (value?.kind === Kind.VARIABLE && own.has(value.name.value)) used.add(value.name.value);
      },
    },
  });
  return { areAny, variables: [...used].toSorted() };
}

/** The document without conditions, and without what they leave out. */
export function resolveConditions(document: DocumentNode, variables: ClientVariables): DocumentNode {
  const enter = (node: SelectionNode): SelectionNode | null | undefined => {
    if (!node.directives?.some(isCondition)) return undefined;
    if (node.directives.some((directive) => leavesOut(directive, variables))) return null;
    return { ...node, directives: node.directives.filter((directive) => !isCondition(directive)) };
  };
  return visit(document, { Field: { enter }, InlineFragment: { enter }, FragmentSpread: { enter } });
}

const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include';

function leavesOut(directive: DirectiveNode, variables: ClientVariables): boolean {
  if (!isCondition(directive)) return false;
  const value = directive.arguments?.[0]?.value;
  const isTrue =
    value?.kind === Kind.VARIABLE ? variables[value.name.value] === true : value?.kind === Kind.BOOLEAN && value.value;
  return directive.name.value === 'skip' ? isTrue : !isTrue;
}
