import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { appendEvents } from '../../events/log.ts';
import { createDatabase, type HubDatabase } from '../../store/db.ts';
import { startEmbeddedPostgres } from '../../store/embedded/launch.ts';
import { migrateToLatest } from '../../store/migrate.ts';
import type { Usage } from './servers/told.ts';

const HELP = `What a message of a subscription costs, when many listen.

  node bench/fanout/main.ts [--full] [--rounds N] [--seconds N] [--only NAME,…]

Three servers, each a process of its own, take turns: the hub (gateway, commands subgraph and event log; its ERP answers
at once), graphql-ws over one schema, and a bare loop of ws that sends a text made once. The clients are one process,
what makes events another. CPU is that of the server's process for each message that arrived; joins are calls of another
subgraph per event; kB are resident memory per socket with its subscription.

  --full      5,000 clients too, and three rounds (minutes); else 100 and 1,000 clients in one round (under a minute)
  --rounds N  how often each is measured; the median is shown
  --seconds N for how long events are made each time (2)
  --only      cells to run, for example "100 same,1000 joined"`;

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

interface Cell {
  readonly clients: number;
  readonly perSecond: number;
  readonly kind: 'same' | 'joined' | 'different';
}
const SIZES = [
  { clients: 100, perSecond: 10 },
  { clients: 1_000, perSecond: 10 },
  ...(values.full ? [{ clients: 5_000, perSecond: 2 }] : []),
];
const cells = SIZES.flatMap((size) =>
  (['same', 'joined', 'different'] as const).map((kind): Cell => ({ ...size, kind })),
);
const only = values.only?.split(',').map((name) => name.trim());
const nameOf = ({ clients, kind }: Cell): string => `${clients} ${kind}`;
const chosen = only ? cells.filter((cell) => only.includes(nameOf(cell))) : cells;
const rounds = Number(values.rounds ?? (values.full ? 3 : 1));
const seconds = Number(values.seconds);

const CONTESTANTS = ['hub', 'one-schema', 'bare'] as const;
type Contestant = (typeof CONTESTANTS)[number];
interface Measured {
  readonly cpuMicros: number;
  readonly joins: number;
  readonly kilobytes: number;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-bench-'));
const postgres = await startEmbeddedPostgres(folder);
const db = createDatabase(postgres.url, { maxConnections: 2 });
try {
  await migrateToLatest(db);
  console.log(versions());
  for (const cell of chosen) await compare(cell);
} finally {
  await db.destroy();
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

/** One line: each contestant in turn, and the hub held against the bare loop of the same rounds. */
async function compare(cell: Cell): Promise<void> {
  const all: Record<Contestant, Measured[]> = { hub: [], 'one-schema': [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of CONTESTANTS) all[name].push(await measure(name, cell));
  }
  const cpu = (name: Contestant) => median(all[name].map((one) => one.cpuMicros));
  const kb = (name: Contestant) => median(all[name].map((one) => one.kilobytes)).toFixed(0);
  console.log(
    `${nameOf(cell).padEnd(15)} µs a message: hub ${cpu('hub').toFixed(1)}, graphql-ws ${cpu('one-schema').toFixed(1)}, bare ${cpu('bare').toFixed(1)}` +
      ` (hub/bare ${(cpu('hub') / cpu('bare')).toFixed(2)})   joins an event: ${median(all.hub.map((one) => one.joins)).toFixed(1)}` +
      `   kB a socket: ${kb('hub')}, ${kb('one-schema')}, ${kb('bare')}`,
  );
}

async function measure(name: Contestant, { clients, perSecond, kind }: Cell): Promise<Measured> {
  const server = start(`servers/${name}.ts`, [postgres.url]);
  const crowd = start('clients.ts', []);
  try {
    const { url } = (await answer(server)) as { url: string };
    const empty = (await ask(server, { ask: 'usage' })) as Usage;
    await ask(crowd, { ask: 'open', url, clients, kind });
    await untilAllListen(crowd, clients, () => makeEvent(name, server, 0));
    await ask(crowd, { ask: 'reset' });
    const before = (await ask(server, { ask: 'usage' })) as Usage;
    const events = Math.max(1, Math.round(seconds * perSecond));
    for (let n = 1; n <= events; n += 1) {
      await makeEvent(name, server, n);
      await sleep(1000 / perSecond);
    }
    await untilTold(crowd, clients * events);
    const after = (await ask(server, { ask: 'usage' })) as Usage;
    return {
      cpuMicros: (after.cpuMicros - before.cpuMicros) / (clients * events),
      joins: (after.joins - before.joins) / events,
      kilobytes: (before.rssBytes - empty.rssBytes) / 1024 / clients,
    };
  } finally {
    server.kill('SIGKILL');
    crowd.kill('SIGKILL');
  }
}

/** Until an event reaches every client: who subscribed while it was made has missed it. */
async function untilAllListen(crowd: ChildProcess, clients: number, make: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await ask(crowd, { ask: 'reset' });
    await make();
    for (let wait = 0; wait < 50; wait += 1) {
      await sleep(40);
      if ((await toldSoFar(crowd)) >= clients) return;
    }
  }
  throw new Error('Not all clients listen');
}

async function untilTold(crowd: ChildProcess, count: number): Promise<void> {
  const deadline = performance.now() + 120_000;
  while ((await toldSoFar(crowd)) < count) {
    if (performance.now() > deadline) throw new Error(`${await toldSoFar(crowd)} of ${count} messages arrived`);
    await sleep(20);
  }
}

async function toldSoFar(crowd: ChildProcess): Promise<number> {
  return ((await ask(crowd, { ask: 'count' })) as { told: number }).told;
}

async function makeEvent(name: Contestant, server: ChildProcess, n: number): Promise<void> {
  if (name === 'hub') await append(db, n);
  else server.send({ ask: 'publish', n });
}

function append(database: HubDatabase, n: number): Promise<number> {
  return database.transaction().execute((tx) =>
    appendEvents(tx, [
      {
        stream: 'productionStatus',
        plantCodes: ['HAM'],
        payload: {
          kind: 'PROGRESS',
          orderNumber: `HAM/MO/${n % 40}`,
          operationNumber: null,
          state: 'RUNNING',
          good: { value: `${n}`, unit: 'C62' },
          scrap: null,
        },
      },
    ]),
  );
}

function start(file: string, args: string[]): ChildProcess {
  const env = { ...process.env, NODE_ENV: 'production' };
  return fork(path.join(import.meta.dirname, file), args, { execArgv: ['--expose-gc'], env });
}

function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A process of the benchmark ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      const { failed } = message as { failed?: string };
      if (failed === undefined) resolve(message);
      else reject(new Error(failed));
    });
  });
}

function ask(child: ChildProcess, message: object): Promise<unknown> {
  const answered = answer(child);
  child.send(message);
  return answered;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function versions(): string {
  const require = createRequire(import.meta.url);
  const packages = ['graphql', 'graphql-ws', 'ws', '@graphql-hive/router-query-planner'].map((name) => {
    const folderOf = path.join(import.meta.dirname, '../../node_modules', name, 'package.json');
    return `${name} ${require(folderOf).version}`;
  });
  const machine = `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown processor'}`;
  return `node ${process.version}, ${packages.join(', ')}; ${machine}; ${rounds} rounds of ${seconds} s, medians`;
}
