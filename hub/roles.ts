import type { Environment, HubRole } from '../lib/config/environment.ts';
import type { SubgraphName } from './subgraphs.ts';

export type Part = 'gateway' | 'worker' | 'ingest';

const PARTS: Readonly<Record<HubRole, readonly Part[]>> = {
  supervisor: [],
  all: ['gateway', 'worker', 'ingest'],
  gateway: ['gateway'],
  background: ['worker', 'ingest'],
  worker: ['worker'],
  ingest: ['ingest'],
  ...{ odoo: [], plm: [], mes: [], qms: [], commands: [] },
};

/** Whether a process of this role runs that part. */
export const runs = (role: HubRole, part: Part): boolean => PARTS[role].includes(part);

/** The subgraph that a role serves by URL. */
export const subgraphOf = (role: HubRole): SubgraphName | undefined =>
  role in SERVED ? (role as SubgraphName) : undefined;

const SERVED: Readonly<Record<SubgraphName, true>> = { odoo: true, plm: true, mes: true, qms: true, commands: true };

/** Such a hub is whole: database, simulators, demo factory and data folder are its own. */
export const isWhole = ({ role }: Pick<Environment, 'role'>): boolean => role === 'supervisor' || role === 'all';

/** Whether clients, or a gateway, come in by PORT. */
export const listens = (role: HubRole): boolean =>
  role === 'supervisor' || runs(role, 'gateway') || subgraphOf(role) !== undefined;
