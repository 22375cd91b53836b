import { type Simulator, startSimulator } from '../kit/index.ts';
import { createOdoo } from './backend.ts';
import type { Account } from './install/install.ts';
import type { Version } from './orm/types.ts';

export interface OdooSimulatorOptions {
  readonly version?: Version;
  readonly port?: number;
  readonly sidePort?: number;
  readonly data?: string;
  readonly database?: string;
  readonly accounts?: readonly Account[];
  /** Further modules that are installed: manufacturing_hub, the hub's add-on. */
  readonly modules?: readonly string[];
  /** What the server's clock shows at its start; left out: this machine's time. */
  readonly startsAt?: Date;
}

/** Secrets of the demo; nobody is kept out by them. */
export const DEMO_ADMIN: Account = {
  ...{ login: 'admin', name: 'Administrator', role: 'admin', password: 'admin' },
  apiKey: 'demo-admin-key-0123456789abcdef0123456',
};
export const DEMO_HUB: Account = {
  ...{ login: 'hub', name: 'Hub Integration', role: 'manager', password: 'hub' },
  apiKey: 'demo-odoo-key-0123456789abcdef01234567',
};

/** Starts an Odoo simulator in this process. */
export function startOdooSimulator(options: OdooSimulatorOptions = {}): Promise<Simulator> {
  const { version = 19, port = 0, sidePort = 0, data = ':memory:', database = 'factory' } = options;
  const accounts = options.accounts ?? [DEMO_ADMIN, DEMO_HUB];
  const modules = options.modules ?? [];
  const aheadMs = options.startsAt === undefined ? 0 : options.startsAt.getTime() - Date.now();
  return startSimulator({
    port,
    sidePort,
    data,
    label: `odoo-${version}`,
    createBackend: (store, journal) => createOdoo(store, journal, { version, database, accounts, modules, aheadMs }),
  });
}
