import path from 'node:path';
import type { RunFile } from '../demo/run-file.ts';
import { ConfigurationError, type Environment } from '../lib/config/environment.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import { isWhole } from './roles.ts';
import type { SimulatorAddress } from './simulators.ts';

export interface Attached {
  environment: Environment;
  /** Undefined: this process starts its own. */
  simulators: SimulatorAddress[] | undefined;
  /** Of the hub that runs on the same folder: it is good for all its gateways. */
  tokenSecret?: string;
  /** True: DATABASE_URL is not set, and the database is that of the hub that runs on the same folder. */
  sharesDatabase?: boolean;
}

/**
 * A whole hub owns its data folder. A process of one role uses DATABASE_URL and real systems, or, in
 * development, the database and the simulators of the hub that runs on the same folder.
 */
export function attach(environment: Environment, factory: FactoryConfig, running: RunFile | undefined): Attached {
  const { role, dataFolder } = environment;
  if (isWhole(environment)) {
    if (!running) return { environment, simulators: undefined };
    throw new ConfigurationError('The data folder', [
      `a hub (process ${running.pid}) runs on ${path.resolve(dataFolder)} at ${running.url}; stop it, or set HUB_DATA to another folder`,
    ]);
  }
  const simulated = Object.values(factory.connections).filter((connection) => connection.isSimulated);
  const databaseUrl = environment.databaseUrl ?? running?.databaseUrl;
  if (!databaseUrl || (simulated.length > 0 && !running)) {
    throw new ConfigurationError(`The role ${role}`, [
      `it needs ${databaseUrl ? '' : 'DATABASE_URL, or '}a whole hub (npm start) that runs on ${path.resolve(dataFolder)}`,
    ]);
  }
  return {
    environment: { ...environment, databaseUrl },
    sharesDatabase: environment.databaseUrl === null,
    ...(running ? { tokenSecret: running.tokenSecret } : {}),
    simulators: simulated.map(({ name }) => {
      const { url = '', sideUrl = '' } = running?.connections[name] ?? {};
      return { connection: name, url, sideUrl: sideUrl ?? '' };
    }),
  };
}
