import {
  buildASTSchema,
  type ConstDirectiveNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** What a supergraph says of its entities, read from its own directives. */
export interface FederationFacts {
  /** Fields of all keys, by type. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
  /** What a field needs of its object, by `Type.field`. */
  readonly requires: ReadonlyMap<string, SelectionSetNode>;
  /** By interface: fields that a subgraph has of it without knowing of which type its object is. */
  readonly ofInterfaceObjects: ReadonlyMap<string, ReadonlySet<string>>;
  /** `Type.field` of all that keys and required selections name: what never fails. */
  readonly sound: ReadonlySet<string>;
}

export function factsOf(supergraphSdl: string): FederationFacts {
  const schema = buildASTSchema(parse(supergraphSdl), { assumeValid: true, assumeValidSDL: true });
  const keys = new Map<string, Set<string>>();
  const requires = new Map<string, SelectionSetNode>();
  const sound = new Set<string>();
  const ofInterfaceObjects = new Map<string, Set<string>>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const key of selections(type.astNode?.directives, 'join__type', 'key')) {
      keys.set(type.name, new Set([...(keys.get(type.name) ?? []), ...fieldsOf(key).map(({ name }) => name.value)]));
      addSound(schema, type.name, key, sound);
    }
    const graphs =
      type.astNode?.directives?.filter((each) => hasArgument(each, 'isInterfaceObject')).map(graphOf) ?? [];
    for (const field of Object.values(type.getFields())) {
      const owners = field.astNode?.directives?.map(graphOf) ?? [];
      if (graphs.length > 0 && owners.some((owner) => owner !== undefined && graphs.includes(owner))) {
        ofInterfaceObjects.set(type.name, new Set([...(ofInterfaceObjects.get(type.name) ?? []), field.name]));
      }
      for (const required of selections(field.astNode?.directives, 'join__field', 'requires')) {
        requires.set(`${type.name}.${field.name}`, required);
        addSound(schema, type.name, required, sound);
      }
    }
  }
  return { keys, requires, ofInterfaceObjects, sound };
}

const hasArgument = (directive: ConstDirectiveNode, argument: string): boolean =>
  directive.arguments?.some(({ name }) => name.value === argument) ?? false;

function graphOf(directive: ConstDirectiveNode): string | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === 'graph')?.value;
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

export const fieldsOf = (set: SelectionSetNode): FieldNode[] =>
  set.selections.filter((selection): selection is FieldNode => selection.kind === Kind.FIELD);

function addSound(schema: GraphQLSchema, typeName: string, set: SelectionSetNode, sound: Set<string>): void {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return;
  for (const { name, selectionSet } of fieldsOf(set)) {
    sound.add(`${typeName}.${name.value}`);
    const field = type.getFields()[name.value];
    if (field && selectionSet) addSound(schema, getNamedType(field.type).name, selectionSet, sound);
  }
}

function selections(
  directives: readonly ConstDirectiveNode[] | undefined,
  directiveName: string,
  argumentName: string,
): SelectionSetNode[] {
  return (directives ?? []).flatMap((directive) => {
    if (directive.name.value !== directiveName) return [];
    const value = directive.arguments?.find(({ name }) => name.value === argumentName)?.value;
    if (value?.kind !== Kind.STRING) return [];
    const [definition] = parse(`{${value.value}}`).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : [];
  });
}
