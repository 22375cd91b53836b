import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createGateway, type Gateway, type Listening, type Transport } from '../gateway/index.ts';
import type { Environment } from '../lib/config/environment.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import type { Log } from '../lib/log.ts';
import { scalars } from '../lib/scalars/index.ts';
import { sharedCaller } from '../subgraphs/shared-caller.ts';
import { createIdentity } from './identity.ts';
import type { SubgraphLinks } from './subgraph-links.ts';
import { createSubgraph, SUBGRAPHS, type SubgraphParts } from './subgraphs.ts';
import { openWebhooks } from './webhooks.ts';

export interface StartGatewayOptions {
  environment: Environment;
  factory: FactoryConfig;
  log: Log;
  parts: SubgraphParts;
  links: SubgraphLinks;
  tokenSecret: string;
  isReady: () => boolean;
}

/** The gateway over the five subgraphs, each in this process or by URL, as the factory file says. */
export async function startGateway(
  options: StartGatewayOptions,
): Promise<Pick<Gateway, 'metrics' | 'close'> & Listening> {
  const { environment, factory, log, parts, links, tokenSecret, isReady } = options;
  const transports: Record<string, Transport> = {};
  for (const name of SUBGRAPHS) transports[name] = links.transport(name, () => createSubgraph(name, parts));
  const { verify, developmentTokens } = await createIdentity(factory, environment.dataFolder, tokenSecret);
  const gateway = await createGateway({
    supergraphSdl: readFileSync(path.join(import.meta.dirname, '..', 'schema', 'supergraph.graphql'), 'utf8'),
    transports,
    scalars,
    mode: factory.security.mode,
    identity: verify,
    sharedCaller,
    ...(developmentTokens ? { developmentTokens } : {}),
    allowedOrigins: factory.security.allowedOrigins,
    ready: () => ({ isReady: isReady() }),
    route: openWebhooks({ factory, db: parts.db, log }).route,
    log,
  });
  try {
    return { ...gateway, ...(await gateway.listen(environment.port, environment.host)) };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}
