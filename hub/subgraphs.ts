import type { CommandLayer } from '../commands/index.ts';
import type { BackEnds } from '../connectors/ports.ts';
import type { EventStream } from '../events/stream.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import type { HubDatabase } from '../store/db.ts';
import { createCommandsSubgraph } from '../subgraphs/commands/index.ts';
import { createMesSubgraph } from '../subgraphs/mes/index.ts';
import { createOdooSubgraph } from '../subgraphs/odoo/index.ts';
import { createPlmSubgraph } from '../subgraphs/plm/index.ts';
import { createQmsSubgraph } from '../subgraphs/qms/index.ts';
import type { Subgraph } from '../subgraphs/types.ts';

export interface SubgraphParts {
  factory: FactoryConfig;
  backEnds: BackEnds;
  db: HubDatabase;
  commands: CommandLayer;
  stream: EventStream;
}

export const SUBGRAPHS = ['odoo', 'plm', 'mes', 'qms', 'commands'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

/** One of the five, over the back ends of this factory. */
export function createSubgraph(
  name: SubgraphName,
  { factory, backEnds, db, commands, stream }: SubgraphParts,
): Subgraph {
  const { plants } = factory;
  switch (name) {
    case 'odoo':
      return createOdooSubgraph({ backEnds, plants }) as Subgraph;
    case 'plm':
      return createPlmSubgraph({ backEnds }) as Subgraph;
    case 'mes':
      return createMesSubgraph({ backEnds }) as Subgraph;
    case 'qms':
      return createQmsSubgraph({ backEnds, db }) as Subgraph;
    case 'commands':
      return createCommandsSubgraph({ db, commands, stream, plants }) as Subgraph;
  }
}
