import { type DocumentNode, Kind, type SelectionSetNode, type TypeNode } from 'graphql';
import type { ErpFact } from '../../connectors/ports/erp-facts.ts';
import { subgraphTypeDefs } from '../../schema/subgraphs.ts';
import { FACTS } from './facts.ts';

const ROOTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

const known = new WeakMap<DocumentNode, readonly ErpFact[]>();

/** Facts that any of the operations selects, whether or not a directive of theirs leaves it out in the end. */
export function factsWanted(operations: readonly DocumentNode[]): ReadonlySet<ErpFact> {
  return new Set(operations.flatMap(factsIn));
}

function factsIn(document: DocumentNode): readonly ErpFact[] {
  const facts = known.get(document) ?? collect(document);
  known.set(document, facts);
  return facts;
}

function collect(document: DocumentNode): ErpFact[] {
  const facts = new Set<ErpFact>();
  const visit = (set: SelectionSetNode | undefined, type: string): void => {
    for (const selection of set?.selections ?? []) {
      // A fragment's own selections are visited with its definition.
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, selection.typeCondition?.name.value ?? type);
        continue;
      }
      const field = selection.name.value;
      for (const fact of (FACTS as Table)[type]?.[field] ?? []) facts.add(fact);
      if (selection.selectionSet) visit(selection.selectionSet, typesOfFields().get(`${type}.${field}`) ?? '');
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) visit(definition.selectionSet, ROOTS[definition.operation]);
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      visit(definition.selectionSet, definition.typeCondition.name.value);
    }
  }
  return [...facts];
}

type Table = Readonly<Record<string, Readonly<Record<string, readonly ErpFact[]>>>>;

let types: Map<string, string> | undefined;

/** The type of each field of the subgraph, as Type.field. Below _entities it is told by fragments. */
function typesOfFields(): Map<string, string> {
  types ??= new Map(
    subgraphTypeDefs('odoo').definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
        ? (definition.fields ?? []).map((field): [string, string] => [
            `${definition.name.value}.${field.name.value}`,
            nameOf(field.type),
          ])
        : [],
    ),
  );
  return types;
}

const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));
