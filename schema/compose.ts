import { writeFileSync } from 'node:fs';
import { composeServices } from '@theguild/federation-composition';
import { readSchemaFile, SUBGRAPHS, subgraphTypeDefs } from './subgraphs.ts';

/** Where a subgraph would listen if it ran elsewhere; the hub replaces it by a transport. */
const subgraphUrl = (name: string): string => `http://${name}.subgraph.invalid/graphql`;

/**
 * The supergraph of the SDL files beside this one.
 * Errors: one Error that lists every problem of the composition.
 */
export function composeSupergraph(): string {
  const result = composeServices(
    SUBGRAPHS.map((name) => ({ name, url: subgraphUrl(name), typeDefs: subgraphTypeDefs(name) })),
  );
  if (result.errors) {
    throw new Error(`The subgraphs do not compose:\n${result.errors.map((error) => `- ${error.message}`).join('\n')}`);
  }
  return `${result.supergraphSdl.trimEnd()}\n`;
}

if (import.meta.main) main(process.argv.includes('--check'));

function main(isCheck: boolean): void {
  const composed = composeSupergraph();
  if (!isCheck) {
    writeFileSync(new URL('supergraph.graphql', import.meta.url), composed);
  } else if (readSchemaFile('supergraph.graphql') !== composed) {
    console.error('schema/supergraph.graphql is stale: run npm run compose');
    process.exitCode = 1;
  }
}
