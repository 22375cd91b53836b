import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** Whether a query selects a field somewhere below the field that is resolved, at any depth. */
export function selects(info: GraphQLResolveInfo, field: string): boolean {
  const seen = new Set<string>();
  const isIn = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === 'Field') return selection.name.value === field || isIn(selection.selectionSet);
      if (selection.kind === 'InlineFragment') return isIn(selection.selectionSet);
      const name = selection.name.value;
      if (seen.has(name)) return false;
      seen.add(name);
      return isIn(info.fragments[name]?.selectionSet);
    }) ?? false;
  return info.fieldNodes.some((node) => isIn(node.selectionSet));
}
