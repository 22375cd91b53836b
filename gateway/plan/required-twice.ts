import type { QueryPlan, RequiresSelection } from '@graphql-hive/router-query-planner';
import { Kind, parse, print, type SelectionNode, type SelectionSetNode, visit } from 'graphql';

/**
 * True for a plan that gives one subgraph two values under one name: fields that require one field with different
 * arguments (`price(currency: "USD")`, `price(currency: "EUR")`) need a fetch each, and for some orders of the fields
 * that are asked for, the planner makes one of both. The second value would stand for the first, silently.
 */
export function requiresTwiceUnderOneName(plan: QueryPlan): boolean {
  return requirementsIn(plan.node).some((requires) => isAmbiguous(requires, new Map()));
}

function requirementsIn(node: unknown): (readonly RequiresSelection[])[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(requirementsIn);
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'requires' && Array.isArray(value) ? [value as RequiresSelection[]] : requirementsIn(value),
  );
}

/** `sources`: which field of the data each name of the representation is taken from. */
function isAmbiguous(selections: readonly RequiresSelection[], sources: Map<string, string>): boolean {
  for (const selection of selections) {
    if (selection.kind === 'FragmentSpread') continue;
    if (selection.kind === 'InlineFragment') {
      if (isAmbiguous(selection.selections, new Map(sources))) return true;
      continue;
    }
    const key = selection.alias ?? selection.name;
    const known = sources.get(key);
    if (known !== undefined && known !== selection.name) return true;
    sources.set(key, selection.name);
    if (selection.selections && isAmbiguous(selection.selections, new Map())) return true;
  }
  return false;
}

/** The same document with its fields in other orders, but for those at the root, whose order may mean something. */
export function* otherOrders(document: string): Generator<string> {
  yield reordered(document, (selections) => selections.toReversed());
  for (let by = 1; by <= ROTATIONS; by += 1) {
    yield reordered(document, (selections) => {
      const start = by % selections.length;
      return [...selections.slice(start), ...selections.slice(0, start)];
    });
  }
}

const ROTATIONS = 4;

function reordered(document: string, order: (selections: readonly SelectionNode[]) => SelectionNode[]): string {
  return print(
    visit(parse(document, { noLocation: true }), {
      SelectionSet: {
        leave(set: SelectionSetNode, _key, parent) {
          const isRoot = parent !== undefined && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION;
          return isRoot ? undefined : { ...set, selections: order(set.selections) };
        },
      },
    }),
  );
}
