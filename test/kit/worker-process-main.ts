import { createKillSwitch } from '../../commands/index.ts';
import { createLog } from '../../lib/log.ts';
import { createDatabase } from '../../store/db.ts';
import { openEffectLayer, QUICK_LIMITS } from './effect-commands.ts';
import type { WorkerProcessOptions } from './worker-process.ts';

/** A worker, or a door, in a process of its own, so that it can be killed. */
const options = JSON.parse(process.argv[2] ?? '{}') as WorkerProcessOptions;
const db = createDatabase(options.databaseUrl, { name: 'worker under test' });
const layer = await openEffectLayer(db, options.effectsUrl, {
  kill: createKillSwitch(options.kill, 'development'),
  log: createLog('warn'),
  queue: options.queue ?? null,
  runsCommands: options.submit === undefined,
  pollMs: options.pollMs ?? 50,
  sweepMs: 200,
  limits: options.limits ?? QUICK_LIMITS,
});
if (options.submit) {
  for (const { key, ...input } of options.submit) {
    const { commandId } = await layer.make(input, { key });
    process.stdout.write(`${JSON.stringify({ key, commandId })}\n`);
  }
  await new Promise((resolve) => setTimeout(resolve, 100)); // the last ring
} else {
  await layer.start();
}
process.stdout.write('"ready"\n');

const end = async () => {
  await layer.stop(3_000);
  await db.destroy();
  process.exit(0);
};
process.once('SIGTERM', end);
process.stdin.once('end', end).resume();
if (options.submit) await end();
