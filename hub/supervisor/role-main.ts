import { flushCompileCache } from 'node:module';
import type { HubRole } from '../../lib/config/environment.ts';
import { createLog } from '../../lib/log.ts';
import { toRun } from '../data-folder.ts';
import { fillSimulators, holdNonconformingLot, startShopFloors } from '../demo-factory.ts';
import { explain } from '../explain.ts';
import { createProgress } from '../progress.ts';
import { type RunningHub, startHub } from '../start.ts';
import type { Beginning, Order, Report } from './messages.ts';

/** A part of the hub that the supervisor started: it is told what to do, and ends with whoever tells it. */
const role = process.argv[2] as HubRole;
/** Told by the supervisor itself, or by the other process. */
const UNTOLD: readonly string[] = role === 'gateway' ? ['database', 'tables'] : ['database'];
const report = (message: Report) => void process.send?.(message);
const print = (text: string) => report({ kind: 'line', text });
let progress = createProgress(print, UNTOLD);
const closers: (() => Promise<unknown>)[] = [];
let isStopping = false;
let hub: RunningHub | undefined;
let beginning: Beginning | undefined;

process.on('disconnect', () => process.exit(1));
process.on('message', (order: Order) => void obey(order).catch(fail));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());

async function obey(order: Order): Promise<void> {
  switch (order.kind) {
    case 'begin':
      return begin(order.beginning);
    case 'ready':
      hub?.becomeReady();
      return flushCompileCache(); // also for the start after a kill -9
    case 'serve':
      return serve(order.url, order.isFirst);
    case 'metrics': {
      const families = await hub?.metrics.read(order.what).catch(() => null);
      return report({ kind: 'metrics', id: order.id, families: families ?? null });
    }
    case 'stop':
      return stop();
  }
}

async function begin(given: Beginning): Promise<void> {
  beginning = given;
  const { environment, factory, simulators, tokenSecret, isFirst } = given;
  if (!isFirst) progress = createProgress(print, 'all');
  const log = createLog(environment.logLevel).with({ process: role });
  hub = await startHub({
    ...{ environment, factory, log, progress, simulators, tokenSecret, tellsMetrics: false },
    ...(role === 'background' ? { fill: fillSimulators(factory, progress, log) } : {}),
  });
  closers.push(hub.stop);
  if (isStopping) return;
  report({ kind: 'up', url: hub.url });
}

/** What the demo factory does through the graph, like anybody would. */
async function serve(url: string, isFirst: boolean): Promise<void> {
  if (!hub || !beginning) return;
  const { environment, factory, isDemo } = beginning;
  hub.becomeReady();
  if (isDemo) {
    const run = toRun({ ...hub, url }, factory, hub.connected);
    if (isFirst) await holdNonconformingLot(run, progress);
    const log = createLog(environment.logLevel).with({ process: role });
    if (environment.hasShopFloor) closers.push(startShopFloors(run, log));
  }
  flushCompileCache();
  report({ kind: 'serving' });
}

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  for (const close of closers.splice(0).reverse())
    await close().catch((error: unknown) => console.error('stopping', error));
  process.exit(0);
}

function fail(error: unknown): never {
  console.error(explain(error));
  process.exit(1);
}
