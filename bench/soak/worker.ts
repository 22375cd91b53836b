import { catalog } from '../../commands/catalog/index.ts';
import { createKillSwitch, openCommandLayer } from '../../commands/index.ts';
import { systemClock } from '../../lib/clock.ts';
import { createLog } from '../../lib/log.ts';
import { createDatabase } from '../../store/db.ts';
import { connect, type SimulatorAddress, soakFactory } from './factory.ts';
import { seeded } from './seeded.ts';

export interface SoakWorkerOptions {
  databaseUrl: string;
  simulator: SimulatorAddress;
  /** As HUB_KILL; null: it lives until it is told to end. */
  kill: string | null;
  seed: number;
}

/** A worker of the hub that dies at its kill points, and with its parent. */
const options = JSON.parse(process.argv[2] ?? '{}') as SoakWorkerOptions;
const log = createLog('error');
const db = createDatabase(options.databaseUrl, { name: 'soak worker' });
const backEnds = connect(options.simulator, log);
const layer = await openCommandLayer({
  db,
  definitions: catalog,
  backEnds,
  plants: soakFactory().plants,
  clock: systemClock,
  log,
  queue: { databaseUrl: options.databaseUrl, redisUrl: null },
  runsCommands: true,
  kill: createKillSwitch(options.kill, 'development', seeded(options.seed)),
  concurrencyPerPlant: 4,
  pollMs: 250,
  sweepMs: 500,
});
await layer.start();

const end = async () => {
  await layer.stop(5_000);
  await backEnds.close();
  await db.destroy();
  process.exit(0);
};
process.once('SIGTERM', end);
process.stdin.once('end', end).resume();
