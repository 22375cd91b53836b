import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGateway, createHttpTransport } from '../../../gateway/index.ts';
import { subgraphUrls } from '../../../gateway/plan/supergraph.ts';
import { silentLog } from '../../../lib/log.ts';
import { loadPeer } from './packages.ts';

/** Starts a whole server over the supergraph, as its own documentation shows it; logs are off. */
type Start = (supergraphSdl: string) => Promise<string>;
interface Contestant {
  readonly start: Start;
  /** What was chosen beside the defaults. */
  readonly settings: string;
}
type Make = (options: object) => unknown;

export const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  hub: { start: hub, settings: 'gateway/ in production mode, no identity, planner in a child process' },
  apollo: { start: apollo, settings: '@apollo/gateway in startStandaloneServer of @apollo/server' },
  hive: { start: (sdl) => hive(sdl, {}), settings: 'createGatewayRuntime of @graphql-hive/gateway-runtime' },
  'hive-router': {
    start: hiveWithRouter,
    settings: 'the same with unifiedGraphHandler of @graphql-hive/router-runtime',
  },
  stitching: { start: stitching, settings: '@graphql-tools/federation (batch: true) in graphql-yoga' },
};

async function hub(supergraphSdl: string): Promise<string> {
  const transports = [...subgraphUrls(supergraphSdl)].map(([name, url]) => [name, createHttpTransport({ name, url })]);
  const gateway = await createGateway({
    supergraphSdl,
    transports: Object.fromEntries(transports),
    mode: 'production',
    identity: undefined,
    log: silentLog,
  });
  return `${(await gateway.listen(0, '127.0.0.1')).url}graphql`;
}

async function apollo(supergraphSdl: string): Promise<string> {
  const { ApolloGateway } = (await loadPeer('@apollo/gateway')) as { ApolloGateway: new (options: object) => object };
  const { ApolloServer } = (await loadPeer('@apollo/server')) as { ApolloServer: new (options: object) => object };
  const standalone = await loadPeer('@apollo/server/standalone');
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl, logger: QUIET }), logger: QUIET });
  const start = standalone.startStandaloneServer as (server: object, options: object) => Promise<{ url: string }>;
  return (await start(server, { listen: { port: 0, host: '127.0.0.1' } })).url;
}

async function hive(supergraph: string, more: object): Promise<string> {
  const { createGatewayRuntime } = (await loadPeer('@graphql-hive/gateway-runtime')) as { createGatewayRuntime: Make };
  return listen(createGatewayRuntime({ supergraph, logging: false, ...more }) as RequestListener);
}

async function hiveWithRouter(supergraph: string): Promise<string> {
  const { unifiedGraphHandler } = await loadPeer('@graphql-hive/router-runtime');
  return hive(supergraph, { unifiedGraphHandler });
}

async function stitching(supergraphSdl: string): Promise<string> {
  const federation = (await loadPeer('@graphql-tools/federation')) as { getStitchedSchemaFromSupergraphSdl: Make };
  const { createYoga } = (await loadPeer('graphql-yoga')) as { createYoga: Make };
  const schema = federation.getStitchedSchemaFromSupergraphSdl({ supergraphSdl, batch: true });
  return listen(createYoga({ schema, logging: false }) as RequestListener);
}

const nothing = () => {};
const QUIET = { debug: nothing, info: nothing, warn: nothing, error: nothing };

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}
