import net from 'node:net';
import { ConfigurationError, configFileOf, type Environment, readEnvironment } from '../lib/config/environment.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import { loadFactoryWithSecrets } from '../lib/config/load.ts';
import { DEMO_FACTORY_FILE } from './demo-file.ts';
import { listens } from './roles.ts';

/**
 * The environment and the factory file, checked whole before anything starts. What is wrong with one does not hide what
 * is wrong with the other. Errors: ConfigurationError, several of them in an AggregateError.
 */
export async function readConfiguration(): Promise<{ environment: Environment; factory: FactoryConfig }> {
  const wrong: ConfigurationError[] = [];
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      wrong.push(error);
      return undefined;
    }
  };
  const environment = attempt(() => readEnvironment());
  if (environment) {
    const unusable = await unusableAddresses(environment);
    if (unusable.length > 0) wrong.push(new ConfigurationError('the environment', unusable));
  }
  const factory = attempt(() => loadFactoryWithSecrets(configFileOf() ?? DEMO_FACTORY_FILE));
  if (wrong.length === 1) throw wrong[0];
  if (!environment || !factory || wrong.length > 0) throw new AggregateError(wrong);
  return { environment, factory };
}

/** Whether this machine has the addresses, found out by listening at a free port of each. */
async function unusableAddresses({ role, host, metricsHost }: Environment): Promise<string[]> {
  const wanted = [...(listens(role) ? [['HOST', host] as const] : []), ['HUB_METRICS_HOST', metricsHost] as const];
  const found = await Promise.all(wanted.map(async ([name, address]) => ((await isOurs(address)) ? [] : [name])));
  return found.flat().map((name) => `${name} must be an address of this machine`);
}

function isOurs(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer().once('error', () => resolve(false));
    server.listen(0, host, () => server.close(() => resolve(true)));
  });
}
