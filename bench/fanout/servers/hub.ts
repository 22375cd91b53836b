import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createEventStream } from '../../../events/stream.ts';
import { createGateway, createLocalTransport, type Transport } from '../../../gateway/index.ts';
import type { FactoryPlant } from '../../../lib/config/factory.ts';
import { createLog } from '../../../lib/log.ts';
import { scalars } from '../../../lib/scalars/index.ts';
import { subgraphTypeDefs } from '../../../schema/subgraphs.ts';
import { createDatabase } from '../../../store/db.ts';
import { createCommandsSubgraph } from '../../../subgraphs/commands/index.ts';
import { beMeasured } from './told.ts';

/** The hub's gateway over its own subgraph of commands and its event log; the ERP is a stand-in that answers at once. */
const [databaseUrl = ''] = process.argv.slice(2);
const log = createLog('warn');
const db = createDatabase(databaseUrl);
const stream = createEventStream({ db, url: databaseUrl, log });
const plants = [{ code: 'HAM', name: 'Hamburg' }] as unknown as readonly FactoryPlant[];
const commands = createCommandsSubgraph({ db, commands: {} as never, stream, plants });
let joins = 0;

const local = (typeDefs: unknown, resolvers: unknown, context: (request: never) => unknown): Transport =>
  createLocalTransport({
    schema: buildSubgraphSchema([{ typeDefs: typeDefs as never, resolvers: resolvers as never }]),
    context: context as never,
  });
const erp = local(
  subgraphTypeDefs('odoo'),
  { ProductionOrder: { __resolveReference: (key: object) => ({ ...key, state: 'RUNNING', bomRevision: 'A' }) } },
  (request) => request,
);

const gateway = await createGateway({
  supergraphSdl: readFileSync(path.join(import.meta.dirname, '../../../schema/supergraph.graphql'), 'utf8'),
  transports: {
    commands: local(commands.typeDefs, commands.resolvers, (request) => commands.context(request)),
    odoo: {
      ...erp,
      execute(fetch) {
        joins += 1;
        return erp.execute(fetch);
      },
    },
  },
  scalars,
  mode: 'production',
  identity: async () => ({
    sub: 'dashboard',
    clientId: 'dashboard',
    scopes: new Set(['production:read']),
    plants: new Set(['HAM']),
    expiresAt: Date.now() / 1000 + 3600,
  }),
  log,
});
const { url } = await gateway.listen(0);
beMeasured(`${url.replace('http', 'ws')}graphql`, { joins: () => joins });
