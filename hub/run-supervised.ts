import { flushCompileCache } from 'node:module';
import type { FactoryConfig } from '../lib/config/factory.ts';
import type { Log } from '../lib/log.ts';
import type { Attached } from './attach.ts';
import { resolveConnections } from './connected.ts';
import { toRun, writeRunFile } from './data-folder.ts';
import type { Progress } from './progress.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { supervise } from './supervisor/supervise.ts';
import { welcome } from './welcome.ts';

export interface RunOptions extends Attached {
  factory: FactoryConfig;
  isDemo: boolean;
  log: Log;
  progress: Progress;
}

/** `npm start`: a supervisor, and the hub in two processes of its own. */
export async function runSupervised(options: RunOptions): Promise<void> {
  const { environment, factory, isDemo, log, progress } = options;
  const folder = environment.dataFolder;
  const stopping = stopOnSignals(log, folder);
  const hub = await supervise({ ...options, closers: stopping.closers }).catch(async (error: unknown) => {
    for (const close of stopping.closers.splice(0).reverse()) await close().catch(() => {});
    throw error;
  });
  void hub.failed.then((reason) => {
    if (stopping.isWanted) return;
    progress.line('\nstopping ...');
    return stopping.stop(1, `The hub stops: ${reason}`);
  });
  const isDevelopment = factory.security.mode === 'development';
  if (isDevelopment) writeRunFile(folder, toRun(hub, factory, resolveConnections(factory, hub.simulators)));
  hub.becomeReady();
  flushCompileCache();
  await stopping.started();
  if (isDevelopment) progress.line(welcome(hub, factory, isDemo));
  else progress.line(`  metrics  ${hub.metricsUrl}metrics`);
  progress.line(`ready in ${progress.seconds()} s  ${hub.url}`);
}
