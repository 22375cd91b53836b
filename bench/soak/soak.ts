import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { catalog } from '../../commands/catalog/index.ts';
import { type CommandLayer, openCommandLayer } from '../../commands/index.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import { createLog } from '../../lib/log.ts';
import { createDatabase, type HubDatabase } from '../../store/db.ts';
import { connect, PLANT, type SimulatorAddress, seedOrdersOf, soakFactory } from './factory.ts';
import { confirmNaively } from './naive.ts';
import { countPostings, type Postings } from './oracle.ts';
import { seeded } from './seeded.ts';
import type { SoakWorkerOptions } from './worker.ts';

export interface SoakOptions {
  databaseUrl: string;
  simulator: SimulatorAddress;
  commands: number;
  /** Workers are killed until so many have died; then they are left alone. */
  kills: number;
  /** Share of the ERP's answers that are cut off after it has done its work. */
  cutShare: number;
  seed: number;
  /** How many commands the naive baseline runs. */
  naiveCommands: number;
  /** Where they are not to meet the same faults: what the simulator's side port takes. */
  naiveFault?: object;
  workers?: number;
  say?: (text: string) => void;
}

export interface SoakReport extends Postings {
  seed: number;
  commands: number;
  kills: number;
  answersCut: number;
  /** Commands by the status that they ended in. */
  statuses: Record<string, number>;
  /** Commands that were in doubt at some time, and those of them whose effect was found by looking. */
  inDoubt: number;
  probed: number;
  /** Commands that a person had to send on, by reason. */
  parked: Record<string, number>;
  brokenChains: number;
  seconds: number;
  naive: Postings & { commands: number };
}

const PER_ORDER = 10;
const SETTLE_MS = 15 * 60_000;
/** A worker dies at one of these, at random; the last but one with the answer of the ERP in hand. */
const KILL_POINTS = [
  'after_claim',
  'after_intent_commit',
  'after_request_sent',
  'after_response',
  'after_settle',
  'after_finish',
];

/** Confirmations in parts over many orders while workers die and answers are lost; then the ERP's own journal is counted. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { databaseUrl, simulator, commands, cutShare, seed } = options;
  const say = options.say ?? (() => {});
  const random = seeded(seed);
  const db = createDatabase(databaseUrl, { name: 'soak' });
  const log = createLog('error');
  const backEnds = connect(simulator, log);
  const door = await openCommandLayer({
    ...{ db, definitions: catalog, backEnds, plants: soakFactory().plants, clock: systemClock, log },
    queue: { databaseUrl, redisUrl: null },
    runsCommands: false,
  });
  const orders = Array.from(
    { length: Math.ceil(commands / PER_ORDER) },
    (_, n) => `${PLANT}/SOAK/${String(n + 1).padStart(5, '0')}`,
  );
  const naiveOrders = Array.from(
    { length: Math.ceil(options.naiveCommands / PER_ORDER) },
    (_, n) => `${PLANT}/NAIVE/${String(n + 1).padStart(5, '0')}`,
  );
  const quantities = Array.from({ length: PER_ORDER }, (_, n) => n + 1);
  const orderQuantity = quantities.reduce((sum, each) => sum + each, 0);
  const place = await seedOrdersOf(simulator, [...orders, ...naiveOrders], orderQuantity * 2);
  const faults = { kind: 'cut-after', probability: cutShare, seed, match: { method: '*' } };
  const fleet = createFleet(options, random, say);
  const started = performance.now();
  try {
    await putFaults(simulator, [faults]);
    fleet.start();
    await submitAll(door, orders, quantities, commands, seed, random);
    say(`${commands} commands accepted after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    const parked = await settle(db, door, say);
    await fleet.stop();
    const answersCut = await takeFaults(simulator);
    const seconds = (performance.now() - started) / 1000;
    const wanted = wantedOf(orders, quantities, commands);
    const counted = await countPostings(simulator.sideUrl, place.odoo, wanted);
    const ledger = await readLedger(db);

    await putFaults(simulator, [options.naiveFault ?? faults]);
    const naive = wantedOf(naiveOrders, quantities, options.naiveCommands);
    const erp = backEnds.erp(PLANT);
    const [plant] = soakFactory().plants;
    const services = { backEnds, clock: systemClock, log, plants: soakFactory().plants, plant: () => plant };
    await Promise.all(
      [...naive].map(async ([order, each]) => {
        for (const n of each) await confirmNaively(order, n, { erp, services, db, stepKey: `naive-${order}-${n}` });
      }),
    );
    await takeFaults(simulator);
    const naiveCount = await countPostings(simulator.sideUrl, place.odoo, naive);
    return {
      ...{ seed, commands, kills: fleet.kills, answersCut, ...counted, ...ledger, parked, seconds },
      naive: { commands: options.naiveCommands, ...naiveCount },
    };
  } finally {
    await fleet.stop();
    await door.stop();
    await backEnds.close();
    await db.destroy();
  }
}

function wantedOf(orders: readonly string[], quantities: readonly number[], commands: number): Map<string, number[]> {
  return new Map(orders.map((order, n) => [order, quantities.slice(0, Math.max(0, commands - n * PER_ORDER))]));
}

/** The commands of an order one after another, so that the order in which they are accepted is known; orders side by side. */
async function submitAll(
  door: CommandLayer,
  orders: readonly string[],
  quantities: readonly number[],
  commands: number,
  seed: number,
  random: () => number,
): Promise<void> {
  const caller: Caller = {
    ...{ sub: 'soak', clientId: 'soak', expiresAt: Number.POSITIVE_INFINITY },
    scopes: new Set(['production:write', 'commands:operate', 'commands:read']),
    plants: new Set([PLANT]),
  };
  await Promise.all(
    [...wantedOf(orders, quantities, commands)].map(async ([order, each]) => {
      for (const quantity of each) {
        const submission = {
          type: 'confirmProduction',
          raw: { plantCode: PLANT, orderNumber: order, good: { value: String(quantity), unit: 'C62' } },
          idempotencyKey: `soak-${seed}-${order}-${quantity}`,
          overrides: [],
          isDryRun: false,
          caller,
        };
        const first = await door.submit(submission);
        if (first.commandId === null) throw new Error(JSON.stringify(first.problems));
        if (random() < 0.2) {
          const again = await door.submit(submission); // as a client whose answer was lost
          if (again.commandId !== first.commandId) throw new Error('the same key made another command');
        }
      }
    }),
  );
}

/** Waits until nothing is open; what is parked is sent on by an operator, once it is clear that nothing else moves. */
async function settle(
  db: HubDatabase,
  door: CommandLayer,
  say: (text: string) => void,
): Promise<Record<string, number>> {
  const parked: Record<string, number> = {};
  const operator: Caller = {
    ...{ sub: 'operator', clientId: 'operations', expiresAt: Number.POSITIVE_INFINITY },
    scopes: new Set(['commands:operate', 'commands:read']),
    plants: new Set([PLANT]),
  };
  const end = performance.now() + SETTLE_MS;
  for (let lastSaid = ''; performance.now() < end; await sleep(500)) {
    const rows = await db
      .selectFrom('command')
      .select(['id', 'status', 'reason'])
      .where('finished_at', 'is', null)
      .execute();
    if (rows.length === 0) return parked;
    for (const row of rows.filter((each) => each.status === 'NEEDS_ATTENTION')) {
      parked[row.reason ?? ''] = (parked[row.reason ?? ''] ?? 0) + 1;
      await door.replay({ id: row.id, caller: operator });
    }
    const text = `${rows.length} open`;
    if (text !== lastSaid) say(text);
    lastSaid = text;
  }
  throw new Error('the commands did not settle');
}

interface Fleet {
  start(): void;
  stop(): Promise<void>;
  readonly kills: number;
}

/** Workers that die at random points of their work, and are started again. */
function createFleet(options: SoakOptions, random: () => number, say: (text: string) => void): Fleet {
  const { databaseUrl, simulator, workers = 3 } = options;
  const children = new Set<ChildProcess>();
  let kills = 0;
  let isStopping = false;
  const spawnOne = () => {
    const point = KILL_POINTS[Math.floor(random() * KILL_POINTS.length)];
    const kill = kills < options.kills ? `${point}:0.2` : null;
    const worker: SoakWorkerOptions = { databaseUrl, simulator, kill, seed: Math.floor(random() * 2 ** 31) };
    const main = path.join(import.meta.dirname, 'worker.ts');
    const child = spawn(process.execPath, ['--no-warnings', main, JSON.stringify(worker)], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    children.add(child);
    child.once('exit', (_code, signal) => {
      children.delete(child);
      if (signal === 'SIGKILL' && !isStopping) {
        kills += 1;
        if (kills % 10 === 0) say(`${kills} workers killed`);
      }
      if (!isStopping) spawnOne();
    });
  };
  return {
    get kills() {
      return kills;
    },
    start() {
      for (let n = 0; n < workers; n++) spawnOne();
    },
    async stop() {
      isStopping = true;
      await Promise.all(
        [...children].map(async (child) => {
          const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
          child.kill('SIGTERM');
          await Promise.race([exited, sleep(10_000).then(() => child.kill('SIGKILL'))]);
        }),
      );
    },
  };
}

async function readLedger(
  db: HubDatabase,
): Promise<Pick<SoakReport, 'statuses' | 'inDoubt' | 'probed' | 'brokenChains'>> {
  const { rows } = await sql<{ statuses: Record<string, number>; in_doubt: number; probed: number; broken: number }>`
    SELECT (SELECT jsonb_object_agg(status, n) FROM (SELECT status, count(*) AS n FROM hub.command GROUP BY 1) AS s) AS statuses,
      (SELECT count(DISTINCT command_id) FROM hub.command_event WHERE to_status = 'IN_DOUBT')::int AS in_doubt,
      (SELECT count(*) FROM hub.command_step WHERE certainty = 'PROBED')::int AS probed,
      (SELECT count(*) FROM hub.command WHERE NOT hub.chain_ok(id))::int AS broken`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('the ledger gave no answer');
  return { statuses: row.statuses, inDoubt: row.in_doubt, probed: row.probed, brokenChains: row.broken };
}

async function putFaults({ sideUrl }: SimulatorAddress, faults: object[]): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${sideUrl}/faults`, { method: 'PUT', headers, body: JSON.stringify(faults) });
  if (!response.ok) throw new Error(await response.text());
}

/** Ends the faults; how often they fired. */
async function takeFaults({ sideUrl }: SimulatorAddress): Promise<number> {
  const faults = (await (await fetch(`${sideUrl}/faults`)).json()) as { fired: number }[];
  await fetch(`${sideUrl}/faults`, { method: 'DELETE' });
  return faults.reduce((sum, fault) => sum + fault.fired, 0);
}
