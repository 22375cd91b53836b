import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  createHttpTransport,
  createLocalTransport,
  createRequestSigner,
  createRequestVerifier,
  type SubgraphServer,
  serveSubgraph,
  type Transport,
} from '../gateway/index.ts';
import { ConfigurationError, type Environment } from '../lib/config/environment.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import { openSecret } from '../lib/config/secret.ts';
import type { Counters } from '../lib/counters.ts';
import type { Log } from '../lib/log.ts';
import type { Subgraph } from '../subgraphs/types.ts';

/** Where a server tells what happens to it. */
export interface Service {
  readonly log: Log;
  readonly counters: Counters;
}

/** How a gateway reaches subgraphs, and how a subgraph is served to one: in this process, or by URL with signed requests. */
export interface SubgraphLinks {
  transport(name: string, create: () => Subgraph): Transport;
  serve(subgraph: Subgraph, at: Pick<Environment, 'port' | 'host'>, service: Service): Promise<SubgraphServer>;
}

export function openSubgraphLinks(factory: FactoryConfig, dataFolder: string): SubgraphLinks {
  let keys: string[] | undefined;
  const sharedKeys = () => {
    keys ??= readKeys(factory, dataFolder);
    return keys;
  };
  return {
    transport(name, create) {
      const elsewhere = factory.subgraphs[name];
      if (!elsewhere) return localTransport(create());
      return createHttpTransport({ name, url: elsewhere.url, signer: createRequestSigner(sharedKeys()[0] ?? '') });
    },
    serve: (subgraph, { port, host }, service) =>
      serveSubgraph({
        schema: schemaOf(subgraph),
        context: (request) => subgraph.context(request),
        verifier: createRequestVerifier(sharedKeys()),
        ...{ port, host, ...service },
      }),
  };
}

function localTransport(subgraph: Subgraph): Transport {
  return createLocalTransport({ schema: schemaOf(subgraph), context: (request) => subgraph.context(request) });
}

const schemaOf = (subgraph: Subgraph) =>
  buildSubgraphSchema([{ typeDefs: subgraph.typeDefs, resolvers: subgraph.resolvers as never }]);

/** Those of the factory file; in development one that is made once and kept in the data folder. */
function readKeys({ security }: FactoryConfig, dataFolder: string): string[] {
  const given = security.subgraphKeys.map((source, i) => openSecret(source, `security.subgraphKeys.${i}`)());
  if (given.length > 0) return given;
  if (security.mode === 'production') {
    throw new ConfigurationError('the factory file', [
      'security.subgraphKeys: missing; a subgraph elsewhere needs a key that it shares with the gateway',
    ]);
  }
  const file = path.join(dataFolder, 'keys', 'subgraph.key');
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  return [readFileSync(file, 'utf8').trim()];
}
