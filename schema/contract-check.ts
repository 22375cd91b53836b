import { writeFileSync } from 'node:fs';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import {
  BreakingChangeType,
  buildASTSchema,
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
} from 'graphql';
import { readSchemaFile } from './subgraphs.ts';

const MISSING_FILE = 'contract-missing.txt';

/**
 * Compares the graph that clients see with the contract.
 * Shape: `missing` are members of the contract that the graph has not yet, as coordinates ("Type.field(arg:)"),
 * sorted; `breaking` are members that it has, but not as the contract promises them.
 */
export function checkContract(contractSdl: string, supergraphSdl: string): { missing: string[]; breaking: string[] } {
  const contract = buildSchema(contractSdl);
  const graph = buildASTSchema(transformSupergraphToPublicSchema(parse(supergraphSdl)));
  const present = new Set(members(graph));
  const missing = members(contract).filter((member) => !present.has(member));
  const breaking = [
    ...findBreakingChanges(contract, graph).filter((change) => !MEMBER_REMOVED.has(change.type)),
    ...findDangerousChanges(contract, graph).filter(
      (change) => change.type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
    ),
  ].map((change) => change.description);
  return { missing: missing.sort(), breaking };
}

/** What the last commit still missed; the list only shrinks. */
export const knownMissing = (): string[] => readSchemaFile(MISSING_FILE).split('\n').filter(Boolean);

const MEMBER_REMOVED: ReadonlySet<BreakingChangeType> = new Set([
  BreakingChangeType.TYPE_REMOVED,
  BreakingChangeType.FIELD_REMOVED,
  BreakingChangeType.ARG_REMOVED,
  BreakingChangeType.VALUE_REMOVED_FROM_ENUM,
]);

function members(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => [type.name, ...membersOf(type)]);
}

function membersOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map((value) => `${type.name}.${value.name}`);
  if (isInputObjectType(type)) return Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`;
    return [coordinate, ...field.args.map((arg) => `${coordinate}(${arg.name}:)`)];
  });
}

if (import.meta.main) main(process.argv.includes('--write'));

function main(isWrite: boolean): void {
  const { missing, breaking } = checkContract(readSchemaFile('contract.graphql'), readSchemaFile('supergraph.graphql'));
  if (isWrite) writeFileSync(new URL(MISSING_FILE, import.meta.url), missing.map((member) => `${member}\n`).join(''));
  for (const member of missing) console.log(`missing   ${member}`);
  for (const change of breaking) console.error(`breaking  ${change}`);
  console.log(`The graph still misses ${missing.length} members of the contract, and breaks ${breaking.length}.`);
  if (breaking.length > 0) process.exitCode = 1;
}
