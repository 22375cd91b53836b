import {
  type ConstDirectiveNode,
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isRequiredArgument,
  isUnionType,
  Kind,
  OperationTypeNode,
  parse,
} from 'graphql';

/** A field that its subgraph answers with the help of others' fields. */
export interface RequiringField {
  readonly type: string;
  readonly field: string;
  readonly subgraph: string;
  /** What it requires, as `@requires(fields:)` says it. */
  readonly requires: string;
}

/** An operation that asks for such a field along one way. */
export interface Probe {
  readonly asked: RequiringField;
  /** The field that leads to the type, as `Type.field`. */
  readonly way: string;
  readonly document: string;
}

export function requiringFields(supergraphSdl: string): RequiringField[] {
  if (!/\brequires:\s*"/.test(supergraphSdl)) return [];
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const names = new Map<string, string>();
  const found: RequiringField[] = [];
  for (const definition of definitions) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph') {
      for (const { name, directives } of definition.values ?? []) {
        const [graph] = directives?.filter((each) => each.name.value === 'join__graph') ?? [];
        names.set(name.value, (graph && argumentOf(graph, 'name')) ?? name.value);
      }
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { name, directives = [] } of definition.fields ?? []) {
      for (const directive of directives) {
        const [requires, graph] = [argumentOf(directive, 'requires'), argumentOf(directive, 'graph')];
        if (directive.name.value !== 'join__field' || requires === undefined || graph === undefined) continue;
        found.push({ type: definition.name.value, field: name.value, subgraph: graph, requires });
      }
    }
  }
  return found.map((each) => ({ ...each, subgraph: names.get(each.subgraph) ?? each.subgraph }));
}

/** One operation for each field that requires others and each field that leads to its type, by the shortest way there. */
export function probesOf(schema: GraphQLSchema, fields: readonly RequiringField[]): Probe[] {
  const roads = roadsIn(schema);
  return fields.flatMap((asked) => {
    const type = schema.getType(asked.type);
    if (!isCompositeType(type) || isUnionType(type)) return [];
    const field = type.getFields()[asked.field];
    if (!field) return []; // clients do not see it
    return [...roads.values()].flatMap(({ from, kind, steps }) =>
      fieldsOf(from).flatMap((last) => {
        const target = getNamedType(last.type);
        if (!isCompositeType(target) || !doTypesOverlap(schema, target, type)) return [];
        const narrowed: Step[] = target === type ? [] : [{ on: type.name }];
        const document = write(kind, [...steps, { field: last }, ...narrowed, { field }]);
        return [{ asked, way: `${from.name}.${last.name}`, document }];
      }),
    );
  });
}

type Step = { readonly field: GraphQLField<unknown, unknown> } | { readonly on: string };

interface Road {
  readonly from: GraphQLCompositeType;
  readonly kind: OperationTypeNode;
  readonly steps: readonly Step[];
}

/** The shortest road to each type that an operation can come to; queries are tried first. */
function roadsIn(schema: GraphQLSchema): Map<string, Road> {
  const roads = new Map<string, Road>();
  for (const kind of [OperationTypeNode.QUERY, OperationTypeNode.MUTATION, OperationTypeNode.SUBSCRIPTION]) {
    const root = schema.getRootType(kind);
    const edge: Road[] = root && !roads.has(root.name) ? [{ from: root, kind, steps: [] }] : [];
    for (const road of edge) {
      if (roads.has(road.from.name)) continue;
      roads.set(road.from.name, road);
      for (const field of fieldsOf(road.from)) {
        const target = getNamedType(field.type);
        if (isCompositeType(target)) edge.push({ from: target, kind, steps: [...road.steps, { field }] });
      }
      if (!isAbstractType(road.from)) continue;
      for (const type of schema.getPossibleTypes(road.from)) {
        edge.push({ from: type, kind, steps: [...road.steps, { on: type.name }] });
      }
    }
  }
  return roads;
}

const fieldsOf = (type: GraphQLCompositeType): GraphQLField<unknown, unknown>[] =>
  isUnionType(type) ? [] : Object.values(type.getFields()).filter(({ name }) => !name.startsWith('__'));

/** As the gateway's own documents are: every argument that has to be given is a variable. */
function write(kind: OperationTypeNode, steps: readonly Step[]): string {
  const variables: string[] = [];
  const given = (field: GraphQLField<unknown, unknown>): string => {
    const needed = field.args.filter(isRequiredArgument).map((argument) => {
      variables.push(`$a${variables.length}: ${argument.type}`);
      return `${argument.name}: $a${variables.length - 1}`;
    });
    return needed.length > 0 ? `(${needed.join(', ')})` : '';
  };
  const heads = steps.map((step) => ('on' in step ? `... on ${step.on}` : `${step.field.name}${given(step.field)}`));
  const last = steps.at(-1);
  const isLeaf = last !== undefined && 'field' in last && !isCompositeType(getNamedType(last.field.type));
  const set = heads.reduceRight(
    (below, head) => `{ ${head}${below === '' ? '' : ` ${below}`} }`,
    isLeaf ? '' : '{ __typename }',
  );
  return `${kind}${variables.length > 0 ? ` (${variables.join(', ')})` : ''} ${set}`;
}

function argumentOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
