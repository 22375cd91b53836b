import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { catalog } from '../../commands/catalog/index.ts';
import { openCommandLayer } from '../../commands/index.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import { createLog } from '../../lib/log.ts';
import { createDatabase, type HubDatabase } from '../../store/db.ts';
import { startEmbeddedPostgres } from '../../store/embedded/launch.ts';
import { migrateToLatest } from '../../store/migrate.ts';
import { type SeenCall, sidePort } from '../../test/kit/side-port.ts';
import { CONNECTION, connect, PLANT, seedOrdersOf, soakFactory, startOdoo } from '../soak/factory.ts';

/**
 * Calls to Odoo of whole commands, checks and read-backs included, without the hub's add-on and with it.
 * node bench/odoo-writes/commands.ts
 */
const READS = /^(search_read|read|check_object_reference|fields_get|about|context_get|authenticate|version_info)$/;
/** The first one of each kind learns fields and places; it is left out. */
const ROUNDS = 3;

interface Counted {
  reads: number;
  writes: number;
}

const confirmed = (orderNumber: string, more: object) => ({
  ...{ plantCode: PLANT, orderNumber, good: { value: '5', unit: 'C62' } },
  ...more,
});
const COMMANDS: readonly [name: string, input: (order: string) => object][] = [
  ['confirmProduction, part of an order', (order) => confirmed(order, {})],
  ['confirmProduction, all of an order', (order) => confirmed(order, { good: { value: '20', unit: 'C62' } })],
  [
    'confirmProduction, with scrap',
    (order) => confirmed(order, { scrap: [{ quantity: { value: '1', unit: 'C62' }, reasonCode: 'DENT' }] }),
  ],
];

async function run(db: HubDatabase, folder: string, modules: string[]): Promise<Map<string, Counted>> {
  const odoo = await startOdoo(path.join(folder, modules.join() || 'plain'), modules);
  const backEnds = connect(odoo, createLog('error'));
  const layer = await openCommandLayer({
    ...{ db, definitions: catalog, backEnds, plants: soakFactory().plants, clock: systemClock },
    ...{ log: createLog('error'), queue: null, runsCommands: true, pollMs: 20 },
  });
  const caller: Caller = {
    ...{ sub: 'bench', clientId: 'bench', scopes: new Set(['production:write', 'commands:read']) },
    ...{ plants: new Set([PLANT]), expiresAt: Number.POSITIVE_INFINITY },
  };
  try {
    await layer.start();
    const orders = COMMANDS.flatMap((_, kind) =>
      Array.from({ length: ROUNDS }, (_, n) => `${PLANT}/B${modules.length}${kind}/${String(n + 1).padStart(5, '0')}`),
    );
    await seedOrdersOf(odoo, orders, 20);
    const { calls } = sidePort(odoo.sideUrl);
    const counted = new Map<string, Counted>();
    for (const [kind, [name, input]] of COMMANDS.entries()) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const from = (await calls()).at(-1)?.n ?? 0;
        const { commandId, problems } = await layer.submit({
          ...{ type: 'confirmProduction', raw: input(orders[kind * ROUNDS + round] as string) },
          ...{ idempotencyKey: crypto.randomUUID(), overrides: [], isDryRun: false, caller },
        });
        if (commandId === null) throw new Error(JSON.stringify(problems));
        await succeeded(db, commandId);
        counted.set(name, count((await calls()).filter(({ n }) => n > from)));
      }
    }
    return counted;
  } finally {
    await layer.stop();
    await backEnds.close();
    await odoo.stop();
  }
}

async function succeeded(db: HubDatabase, id: string): Promise<void> {
  for (;;) {
    const { status, problems } = await db
      .selectFrom('command')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (status === 'SUCCEEDED') return;
    if (status !== 'QUEUED' && status !== 'RUNNING') throw new Error(`${status}: ${JSON.stringify(problems)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function count(calls: readonly SeenCall[]): Counted {
  const reads = calls.filter(({ method }) => READS.test(method)).length;
  return { reads, writes: calls.length - reads };
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-bench-'));
const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'));
try {
  const db = createDatabase(postgres.url);
  await migrateToLatest(db);
  const plain = await run(db, folder, []);
  const withAddon = await run(db, folder, ['manufacturing_hub']);
  await db.destroy();
  console.log(`calls to Odoo of a whole command (${CONNECTION}, simulated)`);
  console.log(`${'command'.padEnd(40)}${'reads'.padStart(7)}${'writes'.padStart(8)} | with the add-on: reads  writes`);
  for (const [name, { reads, writes }] of plain) {
    const other = withAddon.get(name) as Counted;
    const beside = `${String(other.reads).padStart(23)}${String(other.writes).padStart(8)}`;
    console.log(`${name.padEnd(40)}${String(reads).padStart(7)}${String(writes).padStart(8)} |${beside}`);
  }
} finally {
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
