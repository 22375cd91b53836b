import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** How large a document is, at its largest operation. Without limit where a fragment contains itself. */
export interface Measures {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** Fields after all fragments are opened. */
  readonly fields: number;
}

/** Linear in the document's length, whatever its fragments would grow to. */
export function measure(document: DocumentNode): Measures {
  const sizes = new FragmentSizes(document);
  const operations = document.definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const all = operations.map((operation) => sizes.of(operation.selectionSet));
  return {
    depth: Math.max(0, ...all.map((size) => size.depth)),
    fields: Math.max(0, ...all.map((size) => size.fields)),
    rootFields: Math.max(0, ...all.map((size) => size.topFields)),
    ...countNodes(document),
  };
}

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly topFields: number;
}

const NOTHING: Size = { depth: 0, fields: 0, topFields: 0 };
const ENDLESS: Size = { depth: Infinity, fields: Infinity, topFields: Infinity };

class FragmentSizes {
  readonly #definitions: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, Size>();

  constructor(document: DocumentNode) {
    this.#definitions = new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
  }

  of(set: SelectionSetNode): Size {
    let depth = 0;
    let fields = 0;
    let topFields = 0;
    for (const selection of set.selections) {
      const isField = selection.kind === Kind.FIELD;
      const below =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.#fragment(selection.name.value)
          : selection.selectionSet
            ? this.of(selection.selectionSet)
            : NOTHING;
      // graphql-js has a rule of its own for how deep introspection may go.
      const isIntrospection = isField && selection.name.value.startsWith('__');
      depth = Math.max(depth, (isIntrospection ? 0 : below.depth) + (isField ? 1 : 0));
      fields += below.fields + (isField ? 1 : 0);
      topFields += isField ? 1 : below.topFields;
    }
    return { depth, fields, topFields };
  }

  #fragment(name: string): Size {
    const known = this.#known.get(name);
    if (known) return known;
    const definition = this.#definitions.get(name);
    if (!definition) return NOTHING;
    this.#known.set(name, ENDLESS); // stands if the fragment comes back to itself
    const size = this.of(definition.selectionSet);
    this.#known.set(name, size);
    return size;
  }
}

function countNodes(document: DocumentNode): { aliases: number; directives: number } {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field: {
      enter: (node) => {
        if (node.alias) aliases += 1;
      },
    },
    Directive: {
      enter: () => {
        directives += 1;
      },
    },
  });
  return { aliases, directives };
}
