import { parseArgs } from 'node:util';
import { readRunFile } from '../demo/run-file.ts';
import { createLog } from '../lib/log.ts';
import { attach } from './attach.ts';
import { explain } from './explain.ts';
import { expectFreePorts } from './free-ports.ts';
import { createProgress } from './progress.ts';
import { readConfiguration } from './read-configuration.ts';
import { runSupervised } from './run-supervised.ts';

const HELP = `npm start

Starts the hub: database, simulators, gateway, subgraphs and worker. Settings come from the environment (PORT,
HUB_METRICS_PORT, DATABASE_URL, REDIS_URL, HUB_CONFIG, HUB_ROLE, HUB_DATA, LOG_LEVEL) and from the factory file that
HUB_CONFIG names; without one the demo factory runs on simulators. See docs/configuration.md.
`;

const { values } = readArguments();
if (values.help) console.log(HELP);
else
  await run().catch((error: unknown) => {
    console.error(explain(error));
    process.exit(1);
  });

function readArguments() {
  try {
    return parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

async function run(): Promise<void> {
  const { environment, factory } = await readConfiguration();
  const isDemo = environment.configFile === null;
  const attached = attach(environment, factory, readRunFile(environment.dataFolder));
  await expectFreePorts(environment);
  const log = createLog(environment.logLevel);
  const progress = createProgress((line) => console.log(line));
  const plants = factory.plants.map((plant) => `${plant.code} ${plant.name}`).join(', ');
  progress.line(`manufacturing graph hub  ${plants}${isDemo ? '  (demo factory)' : ''}`);
  const options = { ...attached, factory, isDemo, log, progress };
  if (environment.role === 'supervisor') return runSupervised(options);
  const { runAlone } = await import('./run-alone.ts'); // all of the hub's code, which the supervisor does without
  return runAlone(options);
}
