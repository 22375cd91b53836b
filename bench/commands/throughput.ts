import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import type { BackEnds, ErpPort } from '../../connectors/ports.ts';
import { silentLog } from '../../lib/log.ts';
import { createDatabase, type HubDatabase } from '../../store/db.ts';
import { startEmbeddedPostgres } from '../../store/embedded/launch.ts';
import { migrateToLatest } from '../../store/migrate.ts';
import { effectBackEnds, openEffectLayer } from '../../test/kit/effect-commands.ts';

/**
 * What the command layer itself costs: accepts and whole commands per second over a posting that takes no time, held
 * against plain inserts of a row of the same size into the same database.
 */
const COMMANDS = Number(process.argv[2] ?? 2_000);
const AT_ONCE = 16;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-bench-'));
const postgres = await startEmbeddedPostgres(folder);
const db = createDatabase(postgres.url, { maxConnections: 12 });
try {
  await migrateToLatest(db);
  await floor(db);
  const backEnds = instantBackEnds();
  const layer = await openEffectLayer(db, 'http://127.0.0.1:9', { backEnds, log: silentLog, concurrencyPerPlant: 16 });
  await report('accepts', COMMANDS, async (n) => {
    await layer.make({ order: `O-${n % 400}`, note: `c${n}` }, { key: `bench-key-${String(n).padStart(12, '0')}` });
  });
  const started = performance.now();
  await layer.worker?.runOnce();
  show('commands run to SUCCEEDED', COMMANDS, performance.now() - started);
  const { rows } = await sql`SELECT status, count(*) FROM hub.command GROUP BY status`.execute(db);
  console.log(JSON.stringify(rows));
  await layer.stop();
} finally {
  await db.destroy();
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function floor(database: HubDatabase): Promise<void> {
  await sql`RESET ROLE`.execute(database);
  await database.connection().execute(async (connection) => {
    await sql`RESET ROLE`.execute(connection);
    await sql`CREATE TABLE public.floor (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), input jsonb)`.execute(
      connection,
    );
    await sql`GRANT ALL ON public.floor TO PUBLIC`.execute(connection);
    await sql`SET ROLE hub_app`.execute(connection);
  });
  const input = JSON.stringify({
    plantCode: 'P1',
    order: 'O-1',
    note: 'a row of the same size',
    steps: 1,
    findings: [],
  });
  await report('plain inserts (floor)', COMMANDS, async () => {
    await sql`INSERT INTO public.floor (input) VALUES (${input}::jsonb)`.execute(database);
  });
}

async function report(name: string, count: number, work: (n: number) => Promise<void>): Promise<void> {
  const latencies: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) {
        const n = next++;
        const at = performance.now();
        await work(n);
        latencies.push(performance.now() - at);
      }
    }),
  );
  show(name, count, performance.now() - started, latencies);
}

function show(name: string, count: number, ms: number, latencies: number[] = []): void {
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)]?.toFixed(1);
  const spread = latencies.length > 0 ? `  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms` : '';
  console.log(`${name}: ${count} in ${(ms / 1000).toFixed(2)} s = ${((count / ms) * 1000).toFixed(0)}/s${spread}`);
}

function instantBackEnds(): BackEnds {
  const real = effectBackEnds('http://127.0.0.1:9').erps[0];
  const apply = {
    operation: 'test.effect/apply',
    guarantee: 'RECEIPT',
    because: 'it does nothing',
    prepare: async () => null,
    apply: async (_input: unknown, _before: unknown, context: { beforeSend(): void }) => {
      context.beforeSend();
      return { partId: '1' };
    },
    probe: async () => ({ outcome: 'absent' }),
  };
  const erp = { ...real, postings: { apply } } as unknown as ErpPort;
  return { erp: () => erp, erps: [erp], mes: () => undefined, meses: [], plm: undefined, qms: undefined };
}
