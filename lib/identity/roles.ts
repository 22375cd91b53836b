import { DOMAINS } from './caller.ts';

const READ_ALL = DOMAINS.map((domain) => `${domain}:read`);

/** The roles of the demo factory and the scopes of each, for development tokens. */
export const ROLES = {
  viewer: { clientId: 'dashboard', scopes: READ_ALL },
  mes: { clientId: 'mes', scopes: [...READ_ALL, 'production:write', 'quality:hold', 'maintenance:request'] },
  'integration-engineer': {
    clientId: 'mes',
    scopes: [...READ_ALL, 'production:write', 'maintenance:request', 'inventory:adjust', 'commands:operate'],
  },
  planner: { clientId: 'planning', scopes: [...READ_ALL, 'production:write', 'purchasing:receive'] },
  'engineering-manager': {
    clientId: 'engineering',
    scopes: [...READ_ALL, 'engineering:release', 'commands:approve'],
  },
  'quality-inspector': { clientId: 'quality', scopes: [...READ_ALL, 'quality:hold', 'quality:write'] },
  'quality-manager': {
    clientId: 'quality',
    scopes: [...READ_ALL, 'quality:hold', 'quality:release', 'quality:write', 'commands:approve'],
  },
  warehouse: { clientId: 'warehouse', scopes: [...READ_ALL, 'purchasing:receive', 'inventory:adjust'] },
  maintenance: { clientId: 'maintenance', scopes: [...READ_ALL, 'maintenance:request'] },
  operator: { clientId: 'operations', scopes: [...READ_ALL, 'commands:operate'] },
  administrator: {
    clientId: 'operations',
    scopes: [
      ...READ_ALL,
      'production:write',
      'engineering:release',
      'quality:hold',
      'quality:release',
      'quality:write',
      'purchasing:receive',
      'inventory:adjust',
      'maintenance:request',
      'commands:approve',
      'commands:operate',
    ],
  },
} as const satisfies Record<string, { clientId: string; scopes: readonly string[] }>;

export type Role = keyof typeof ROLES;
export const isRole = (name: string): name is Role => Object.hasOwn(ROLES, name);
