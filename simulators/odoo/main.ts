import { runSimulator } from '../kit/index.ts';
import type { Version } from './orm/types.ts';
import { DEMO_ADMIN, DEMO_HUB, startOdooSimulator } from './start.ts';

await runSimulator({
  kind: 'odoo',
  about:
    'Odoo 17, 18 or 19 for tests and demos: JSON-2 (19) and JSON-RPC, durable, with a journal and faults on demand.',
  options: {
    version: { help: '17, 18 or 19', default: '19' },
    database: { help: 'name of the database', default: 'factory' },
    login: { help: 'login of the integration user', default: DEMO_HUB.login },
    'api-key': { help: "the integration user's API key", default: DEMO_HUB.apiKey },
    modules: { help: "further modules that are installed: manufacturing_hub, the hub's add-on", default: '' },
    'key-expires': { help: 'end of the API key, YYYY-MM-DD HH:MM:SS in UTC', default: '' },
  },
  start({ port, sidePort, data, extra }) {
    const version = Number(extra.version);
    if (version !== 17 && version !== 18 && version !== 19)
      throw new Error(`--version is 17, 18 or 19, not ${extra.version}`);
    const keyExpires = extra['key-expires'];
    const hub = { ...DEMO_HUB, login: extra.login ?? DEMO_HUB.login, apiKey: extra['api-key'] ?? DEMO_HUB.apiKey };
    return startOdooSimulator({
      ...{ version: version as Version, port, sidePort, data, database: extra.database ?? 'factory' },
      modules: (extra.modules ?? '').split(',').filter((name) => name !== ''),
      accounts: [DEMO_ADMIN, keyExpires ? { ...hub, keyExpires } : hub],
    });
  },
  ready: ({ extra }) => ({
    version: Number(extra.version),
    database: extra.database,
    login: extra.login,
    secret: extra['api-key'],
  }),
});
