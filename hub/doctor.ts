import path from 'node:path';
import { parseArgs } from 'node:util';
import { readRunFile } from '../demo/run-file.ts';
import { ConfigurationError, readEnvironment } from '../lib/config/environment.ts';
import { loadFactory } from '../lib/config/load.ts';
import { createLog } from '../lib/log.ts';
import { openBackEnds } from './back-ends.ts';
import { resolveConnections } from './connected.ts';
import { DEMO_FACTORY_FILE } from './demo-file.ts';
import { inWords } from './report-words.ts';
import type { SimulatorAddress } from './simulators.ts';

const HELP = `npm run doctor [-- --connection NAME [--json]]

Without an option: looks at what the hub needs of this machine. With a connection: asks the back end for its version,
what the hub's user may do there, what is missing, and when its key ends, and says of each thing what to do.
Exits 1 when something is wrong (PROBLEM); a WARNING says that a part of the hub will not work.

  --connection NAME   as in the factory file that HUB_CONFIG names, or of the hub that runs here
  --json              the same for programs
  --help
`;

const { values } = readArguments();
if (values.help) console.log(HELP);
else if (values.connection === undefined) await import('../scripts/doctor.ts');
else {
  process.exitCode = await examine(values.connection, values.json === true).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        connection: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

async function examine(name: string, isForPrograms: boolean): Promise<number> {
  const environment = readEnvironment();
  const factory = loadFactory(environment.configFile ?? DEMO_FACTORY_FILE);
  const connection = Object.hasOwn(factory.connections, name) ? factory.connections[name] : undefined;
  if (!connection) {
    throw new ConfigurationError('--connection', [
      `there is no connection ${name}; there are ${Object.keys(factory.connections).join(', ')}`,
    ]);
  }
  // What is asked of one connection needs no other: those may be down, or have secrets that are not here.
  const only = { ...factory, connections: { [name]: connection }, plm: null, qms: null };
  const simulators = connection.isSimulated ? [simulatorOf(name, environment.dataFolder)] : [];
  const isPlm = connection.kind === 'arena' ? { plm: name } : {};
  const backEnds = openBackEnds({ ...only, ...isPlm }, resolveConnections(only, simulators), createLog('error'));
  try {
    const port = [...backEnds.erps, ...backEnds.meses, backEnds.plm].find(
      (candidate) => candidate?.connection === name,
    );
    if (!port) throw new ConfigurationError('--connection', [`no plant uses ${name}`]);
    const report = await port.report();
    console.log(isForPrograms ? JSON.stringify(report, null, 2) : inWords(report));
    return report.isReachable && report.findings.every((finding) => finding.level !== 'error') ? 0 : 1;
  } finally {
    await backEnds.close();
  }
}

/** Simulators run with a hub. */
function simulatorOf(connection: string, dataFolder: string): SimulatorAddress {
  const { url, sideUrl } = readRunFile(dataFolder)?.connections[connection] ?? {};
  if (!url || !sideUrl)
    throw new ConfigurationError(`The connection ${connection}`, [
      `it is simulated, and no hub that has its simulator runs on ${path.resolve(dataFolder)}: start one with npm start`,
    ]);
  return { connection, url, sideUrl };
}
