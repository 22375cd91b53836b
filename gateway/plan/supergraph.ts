import {
  buildASTSchema,
  type ConstDirectiveNode,
  type GraphQLScalarType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  parse,
} from 'graphql';
import { takeDefaults } from './take-defaults.ts';

/** What the executor needs to know of a supergraph besides its plans. */
export interface Supergraph {
  /** The graph that clients see. */
  readonly apiSchema: GraphQLSchema;
  /** True when an object of type `typename` satisfies the type condition, internal types included. */
  isSubtype(typename: string, condition: string): boolean;
}

/** `consumerSdl` is the planner's view of what clients see; `scalars` replaces the checks of custom scalars by name. */
export function readSupergraph(
  supergraphSdl: string,
  consumerSdl: string,
  scalars: Readonly<Record<string, GraphQLScalarType>>,
): Supergraph {
  const full = buildFullSchema(supergraphSdl);
  const apiSchema = buildApiSchema(consumerSdl, scalars);
  takeDefaults(apiSchema, full);
  return { apiSchema, isSubtype: subtypeTest(full) };
}

/** Subgraph name → URL, as @join__graph says. Errors: Error for what is no Federation 2 supergraph. */
export function subgraphUrls(supergraphSdl: string): Map<string, string> {
  const graphs = buildFullSchema(supergraphSdl).getType('join__Graph');
  if (!isEnumType(graphs)) throw new Error('This is no Federation 2 supergraph: it has no enum join__Graph');
  return new Map(
    graphs.getValues().map((value): [string, string] => {
      const directive = value.astNode?.directives?.find((candidate) => candidate.name.value === 'join__graph');
      return [stringArgument(directive, 'name') ?? value.name, stringArgument(directive, 'url') ?? ''];
    }),
  );
}

const buildFullSchema = (sdl: string): GraphQLSchema =>
  buildASTSchema(parse(sdl, { noLocation: true }), { assumeValid: true, assumeValidSDL: true });

function buildApiSchema(sdl: string, scalars: Readonly<Record<string, GraphQLScalarType>>): GraphQLSchema {
  // The planner lists the introspection fields on Query, where graphql-js adds its own.
  const withoutIntrospection = sdl.replace(/^\s*(__schema: __Schema!|__type\(name: String!\): __Type)\n/gm, '');
  const { definitions, ...document } = parse(withoutIntrospection, { noLocation: true });
  // graphql-js brings @oneOf itself; the planner names other places for it.
  const isOfThePlanner = (name: string): boolean => /^(join|link)__|^oneOf$/.test(name);
  const ofClients = definitions.filter((node) => !('name' in node && isOfThePlanner(node.name?.value ?? '')));
  const options = { assumeValid: true, assumeValidSDL: true };
  const schema = buildASTSchema({ ...document, definitions: ofClients }, options);
  for (const [name, scalar] of Object.entries(scalars)) {
    const type = schema.getType(name);
    if (!isScalarType(type)) continue;
    type.parseValue = scalar.parseValue;
    type.parseLiteral = scalar.parseLiteral;
    type.serialize = scalar.serialize;
  }
  return schema;
}

function stringArgument(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === 'StringValue' ? value.value : undefined;
}

function subtypeTest(full: GraphQLSchema): Supergraph['isSubtype'] {
  const known = new Map<string, boolean>();
  const compute = (typename: string, condition: string): boolean => {
    const type = full.getType(typename);
    const abstract = full.getType(condition);
    if (!isAbstractType(abstract) || !(isObjectType(type) || isInterfaceType(type))) return false;
    return full.isSubType(abstract, type);
  };
  return (typename, condition) => {
    if (typename === condition) return true;
    const key = `${typename} ${condition}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    // Both names come from plans and checked answers: bounded, but an answer's typename is not ours to trust.
    if (known.size > 10_000) known.clear();
    const result = compute(typename, condition);
    known.set(key, result);
    return result;
  };
}
