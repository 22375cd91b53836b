import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/**
 * How often the same place of a response is written at most. GraphQL's own rules compare each with each other. Opens all
 * fragments: for documents whose number of fields is known to be bounded.
 */
export function mostRepeats(document: DocumentNode): number {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const sets = document.definitions.flatMap((node) => ('selectionSet' in node ? [node.selectionSet] : []));
  return Math.max(0, ...sets.map((set) => mostIn([set], fragments)));
}

function mostIn(sets: readonly SelectionSetNode[], fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  const places = new Map<string, { count: number; readonly below: SelectionSetNode[] }>();
  const walk = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet);
        continue;
      }
      const key = selection.alias?.value ?? selection.name.value;
      const place = places.get(key) ?? { count: 0, below: [] };
      places.set(key, place);
      place.count += 1;
      if (selection.selectionSet) place.below.push(selection.selectionSet);
    }
  };
  for (const set of sets) walk(set);
  const all = [...places.values()];
  return Math.max(
    0,
    ...all.map(({ count, below }) => Math.max(count, below.length > 0 ? mostIn(below, fragments) : 0)),
  );
}
