import { parseArgs } from 'node:util';
import { readEnvironment } from '../../lib/config/environment.ts';
import { loadFactory } from '../../lib/config/load.ts';
import { openSecret } from '../../lib/config/secret.ts';
import { readRunFile } from '../run-file.ts';
import { type SeedRun, seedConnection } from './index.ts';

const HELP = `npm run seed -- --connection NAME

Puts the demo factory into one back end through its own wire protocol. It may be done again: what is there is left
alone. The connection is one of a running hub, or of the factory file that HUB_CONFIG names.

  --connection NAME   as in the factory file, for example odoo-ham
  --list              print the connections
`;

const { values } = parseArgs({
  options: { connection: { type: 'string' }, list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help || (!values.connection && !values.list)) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
try {
  const run = findRun();
  if (values.list)
    for (const [name, { kind, url }] of Object.entries(run.connections)) console.log(`${name}  ${kind}  ${url}`);
  if (values.connection) await seedConnection(run, values.connection, (text) => console.log(text));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** Simulated connections are those of the running hub; real ones are read from the factory file. */
function findRun(): SeedRun {
  const environment = readEnvironment();
  const running = readRunFile(environment.dataFolder);
  if (running) return running;
  if (!environment.configFile)
    throw new Error('Nothing to seed: no hub is running here and HUB_CONFIG is not set: start one with npm start');
  const factory = loadFactory(environment.configFile);
  const real = Object.values(factory.connections).filter((connection) => !connection.isSimulated);
  return {
    plants: factory.plants.map((plant) => ({
      code: plant.code,
      name: plant.name,
      timeZone: plant.timeZone,
      erp: plant.erp.connection,
      warehouse: plant.erp.warehouse,
      mes: plant.mes?.connection ?? null,
    })),
    plm: factory.plm,
    qms: factory.qms,
    connections: Object.fromEntries(
      real.map(({ name, kind, url, database, login, secret, token }) => [
        name,
        {
          kind,
          url: url ?? '',
          sideUrl: null,
          database,
          login,
          secret: secret ? openSecret(secret, `connections.${name}.secret`)() : '',
          token: token ? openSecret(token, `connections.${name}.token`)() : null,
        },
      ]),
    ),
  };
}
