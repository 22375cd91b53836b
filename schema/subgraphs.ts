import { readFileSync } from 'node:fs';
import { type DocumentNode, parse } from 'graphql';

/** The subgraphs of the factory, in the order in which they are composed. */
export const SUBGRAPHS = ['odoo', 'plm', 'mes', 'qms', 'commands'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

/** A file of this folder as text. */
export const readSchemaFile = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The committed supergraph, which the gateway runs on. */
export const readSupergraph = (): string => readSchemaFile('supergraph.graphql');

/** A subgraph's SDL, parsed. */
export const subgraphTypeDefs = (name: SubgraphName): DocumentNode => parse(readSchemaFile(`${name}.graphql`));
