import { spawn } from 'node:child_process';
import path from 'node:path';
import type { MetricFamily } from '../../lib/metrics.ts';
import { diesWithParent } from '../../store/embedded/processes.ts';
import { DeadBeforeUpError, type Mortal } from './keep.ts';
import { deathOf } from './last-words.ts';
import type { Beginning, Order, Report } from './messages.ts';

/** A part of the hub in a process of its own, as the supervisor sees it. */
export interface RoleProcess extends Mortal {
  /** Where clients come in; empty where none do. */
  readonly url: string;
  send(order: Order): void;
  /** Resolves when it has placed what the demo factory has on hold; rejects when it ends before. */
  serve(url: string, isFirst: boolean): Promise<void>;
  /** Null where it does not answer in time. */
  metrics(what: 'own' | 'all'): Promise<readonly MetricFamily[] | null>;
}

const STOP_MS = 20_000;
const METRICS_MS = 3_000;
const MAIN = path.join(import.meta.dirname, 'role-main.ts');

/** Started, but not told yet what to do: it reads its code while the database starts. */
export interface SpawnedRole {
  begin(beginning: Beginning): Promise<RoleProcess>;
  kill(): void;
}

export function spawnRole(name: string, onLine: (text: string) => void): SpawnedRole {
  // A group of its own: a Ctrl-C at the terminal reaches the supervisor alone, which stops it.
  const words = [...diesWithParent('KILL'), process.execPath, '--disable-warning=ExperimentalWarning', MAIN, name];
  const child = spawn(words[0] as string, words.slice(1), {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    detached: true,
  });
  const exited = deathOf(child);
  const asked = new Map<number, (families: readonly MetricFamily[] | null) => void>();
  let [isUp, isServing] = [(_url: string) => {}, () => {}];
  const up = new Promise<string>((resolve) => {
    isUp = resolve;
  });
  const serving = new Promise<void>((resolve) => {
    isServing = resolve;
  });
  child.on('message', (report: Report) => {
    if (report.kind === 'line') onLine(report.text);
    else if (report.kind === 'up') isUp(report.url);
    else if (report.kind === 'serving') isServing();
    else asked.get(report.id)?.(report.families);
  });
  // It may end between the question whether it is there and the message.
  const send = (order: Order) => void (child.connected && child.send(order, () => {}));
  const orDead = <T>(wanted: Promise<T>): Promise<T> =>
    Promise.race([wanted, exited.then((death) => Promise.reject(new DeadBeforeUpError(name, death)))]);
  let questions = 0;

  return {
    kill: () => void child.kill('SIGKILL'),
    async begin(beginning) {
      send({ kind: 'begin', beginning });
      const url = await orDead(up);
      return {
        pid: child.pid as number,
        ...{ url, exited, send },
        serve(at, isFirst) {
          send({ kind: 'serve', url: at, isFirst });
          return orDead(serving);
        },
        metrics(what) {
          questions += 1;
          const id = questions;
          const answer = new Promise<readonly MetricFamily[] | null>((resolve) => {
            asked.set(id, resolve);
            setTimeout(resolve, METRICS_MS, null).unref();
            void exited.then(() => resolve(null));
          });
          send({ kind: 'metrics', id, what });
          return answer.finally(() => asked.delete(id));
        },
        async stop() {
          send({ kind: 'stop' });
          const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
          await exited;
          clearTimeout(late);
        },
      };
    },
  };
}
