import { flushCompileCache } from 'node:module';
import { toRun, writeRunFile } from './data-folder.ts';
import { fillSimulators, holdNonconformingLot, startShopFloors } from './demo-factory.ts';
import { isWhole } from './roles.ts';
import type { RunOptions } from './run-supervised.ts';
import { startHub } from './start.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { tokenUrl, welcome } from './welcome.ts';

/** One role, or all of them, in this process. */
export async function runAlone(options: RunOptions): Promise<void> {
  const { environment, factory, isDemo, log, progress, simulators, tokenSecret, sharesDatabase = false } = options;
  const { role, dataFolder: folder } = environment;
  const stopping = stopOnSignals(log, folder);
  const hub = await startHub({
    ...{ environment, factory, log, progress, sharesDatabase },
    ...(simulators ? { simulators } : {}),
    ...(tokenSecret ? { tokenSecret } : {}),
    ...(isWhole(environment) ? { fill: fillSimulators(factory, progress, log) } : {}),
  });
  stopping.closers.push(hub.stop);
  await stopping.started();
  void hub.database.lost.then(() => {
    if (stopping.isWanted) return;
    console.error('The embedded database has ended; the hub stops. Start it again: nothing accepted is lost.');
    process.exit(1);
  });
  const run = toRun(hub, factory, hub.connected);
  const isDevelopment = factory.security.mode === 'development';
  if (isWhole(environment)) {
    if (isDemo) await holdNonconformingLot(run, progress);
    if (isDevelopment) writeRunFile(folder, run);
    if (isDemo && environment.hasShopFloor) stopping.closers.push(startShopFloors(run, log));
  }
  hub.becomeReady();
  flushCompileCache();
  if (isWhole(environment) && isDevelopment) progress.line(welcome(hub, factory, isDemo));
  else {
    progress.line(`  metrics  ${hub.metricsUrl}metrics`);
    if (role === 'gateway' && isDevelopment) progress.line(`  tokens   ${tokenUrl(hub)}`);
  }
  progress.line(`ready in ${progress.seconds()} s  ${hub.url || role}`);
}
