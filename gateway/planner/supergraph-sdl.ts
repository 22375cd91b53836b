import { type FieldNode, Kind, parse, print, type SelectionSetNode, visit } from 'graphql';

/**
 * The supergraph as this version of the planner can read it. It refuses `__typename` in @provides as a field that the
 * type does not have; a subgraph that provides a field of an object can always name the object's type, so that the
 * directive says the same without it.
 */
export function sdlForPlanner(supergraphSdl: string): string {
  if (!/\bprovides:\s*"[^"]*\b__typename\b/.test(supergraphSdl)) return supergraphSdl;
  const document = visit(parse(supergraphSdl, { noLocation: true }), {
    Directive(directive) {
      if (directive.name.value !== 'join__field') return undefined;
      const named = directive.arguments?.flatMap((argument) => {
        if (argument.name.value !== 'provides' || argument.value.kind !== Kind.STRING) return argument;
        const fields = withoutTypename(argument.value.value);
        return fields === '' ? [] : { ...argument, value: { ...argument.value, value: fields } };
      });
      return { ...directive, arguments: named ?? [] };
    },
  });
  return print(document);
}

/** A field set without `__typename`, and without what then selects nothing. */
function withoutTypename(fields: string): string {
  const set = visit(parse(`{ ${fields} }`, { noLocation: true }), {
    Field: {
      enter: (field: FieldNode) => (field.name.value === '__typename' ? null : undefined),
      leave: keptUnlessEmpty,
    },
    InlineFragment: { leave: keptUnlessEmpty },
  });
  return print(set)
    .replace(/^\{|\}$/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const keptUnlessEmpty = (node: { readonly selectionSet?: SelectionSetNode | undefined }) =>
  node.selectionSet?.selections.length === 0 ? null : undefined;
