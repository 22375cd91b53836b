import { parseArgs } from 'node:util';
import { readRunFile } from '../demo/run-file.ts';
import { ConfigurationError, readEnvironment } from '../lib/config/environment.ts';
import { loadFactory } from '../lib/config/load.ts';
import { createLog } from '../lib/log.ts';
import { attach } from './attach.ts';
import { openBackEnds, resolveConnections } from './back-ends.ts';
import { DEMO_FACTORY_FILE } from './demo-factory.ts';

const HELP = `npm run doctor [-- --connection NAME]

Without an option: looks at what the hub needs of this machine. With a connection: asks the back end for its version,
what the hub's user may do there, what is missing, and when its key expires. Exits 1 when something is wrong.

  --connection NAME   as in the factory file that HUB_CONFIG names, or of the hub that runs here
`;

const { values } = parseArgs({ options: { connection: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) console.log(HELP);
else if (values.connection === undefined) await import('../scripts/doctor.ts');
else {
  process.exitCode = await examine(values.connection).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
}

async function examine(name: string): Promise<number> {
  const environment = readEnvironment();
  const factory = loadFactory(environment.configFile ?? DEMO_FACTORY_FILE);
  const connection = factory.connections[name];
  if (!connection) {
    throw new ConfigurationError('--connection', [
      `there is no connection ${name}; there are ${Object.keys(factory.connections).join(', ')}`,
    ]);
  }
  // What is asked of one connection needs no other: those may be down, or have secrets that are not here.
  const only = { ...factory, connections: { [name]: connection }, plm: null, qms: null };
  const simulators = connection.isSimulated
    ? attach({ ...environment, role: 'gateway' }, only, readRunFile(environment.dataFolder)).simulators
    : [];
  const isPlm = connection.kind === 'arena' ? { plm: name } : {};
  const backEnds = openBackEnds({ ...only, ...isPlm }, resolveConnections(only, simulators ?? []), createLog('error'));
  try {
    const port = [...backEnds.erps, ...backEnds.meses, backEnds.plm].find(
      (candidate) => candidate?.connection === name,
    );
    if (!port) throw new ConfigurationError('--connection', [`no plant uses ${name}`]);
    const report = await port.report();
    console.log(
      `${name}  ${report.kind} ${report.version ?? ''}  ${report.url}${report.isReachable ? '' : '  NOT REACHABLE'}`,
    );
    const marks = { ok: 'ok      ', warning: 'WARNING ', error: 'PROBLEM ' };
    for (const { level, text } of report.findings) console.log(`${marks[level]} ${text}`);
    return report.isReachable && report.findings.every((finding) => finding.level !== 'error') ? 0 : 1;
  } finally {
    await backEnds.close();
  }
}
