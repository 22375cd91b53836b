import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { type EffectLayer, openEffectLayer } from '../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../kit/effects.ts';
import { historyOf, settled, until } from '../kit/ledger-view.ts';
import { patient } from '../kit/patience.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { describeWithRedis, redisUrl, startRedis } from '../kit/redis.ts';

let effects: EffectsServer;
beforeAll(async () => {
  effects = await startEffects();
});
afterAll(() => effects.close());

const log: string[] = [];

/** A hub whose worker all but never looks by itself: what is done was rung for, or swept. */
async function openHub(backend: 'redis' | 'postgres', options: Parameters<typeof openEffectLayer>[2] = {}) {
  const database = await createTestDatabase();
  const name = `test-${crypto.randomUUID()}`;
  const layer: EffectLayer = await openEffectLayer(database.db, effects.url, {
    queue: { databaseUrl: database.url, redisUrl: backend === 'redis' ? redisUrl() : null, name },
    pollMs: 3_600_000,
    sweepMs: 3_600_000,
    log: createLog('warn', (line) => void log.push(line)),
    ...options,
  });
  const redis = backend === 'redis' ? new Queue(name, { connection: { url: redisUrl() } }) : null;
  return {
    ...{ database, layer, name, redis },
    [Symbol.asyncDispose]: async () => {
      await redis?.close();
      await layer.stop();
      await database.drop();
    },
  };
}

const markersOf = (note: string) =>
  effects.journal.filter((effect) => effect.note === note).map((effect) => effect.marker);

describeWithRedis('on Redis', () => {
  test('a ring reaches the worker', async () => {
    await using hub = await openHub('redis');
    await using worker = await openHub('redis');
    await hub.layer.start();
    const { commandId } = await hub.layer.make({ note: 'ring redis' });
    await until(hub.database.db, commandId, 'SUCCEEDED');
    expect(worker.layer.worker?.lastClaimAt).toBeNull();
  });

  test('C1 after FLUSHALL with jobs waiting and running every command is done, once', async () => {
    const server = await startRedis(); // of its own: it is flushed
    const client = new Redis(server.url);
    const queue = { databaseUrl: '', redisUrl: server.url, name: 'flushed' };
    await using hub = await openHub('postgres', { queue, runsCommands: false });
    const worker = await openEffectLayer(hub.database.db, effects.url, { queue, pollMs: 3_600_000, sweepMs: 100 });
    try {
      for (let n = 0; n < 25; n++) await hub.layer.make({ order: `C1-${n}`, note: 'c1' });
      await expect.poll(() => client.dbsize(), { timeout: patient(20_000) }).toBeGreaterThan(0);
      await client.flushall();
      await worker.start();
      for (let n = 25; n < 50; n++) await hub.layer.make({ order: `C1-${n}`, note: 'c1' });
      await client.flushall();
      await settled(hub.database.db);
    } finally {
      await worker.stop();
      client.disconnect();
      await server.stop();
    }
    expect(new Set(markersOf('c1')).size).toBe(50);
    expect(markersOf('c1')).toHaveLength(50);
  });

  test('C4 C6 with the queue out of reach a command is accepted, and done by the sweep', async () => {
    await using hub = await openHub('redis', {
      queue: { databaseUrl: '', redisUrl: 'redis://127.0.0.1:1', name: 'nowhere' },
      sweepMs: 100,
    });
    void hub.layer.start();
    const { commandId, problems } = await hub.layer.make({ note: 'c4' });
    expect(problems).toEqual([]);
    await until(hub.database.db, commandId, 'SUCCEEDED');
  });

  test('C7 C8 C9 the same command rung for five times, also under one job id, is run once', async () => {
    await using hub = await openHub('redis', { runsCommands: false });
    const { commandId } = await hub.layer.make({ note: 'c9' });
    for (let n = 0; n < 5; n++) await hub.redis?.add('ring', { commandId });
    await hub.redis?.add('ring', { commandId }, { jobId: 'same', removeOnComplete: false });
    await hub.redis?.add('ring', { commandId }, { jobId: 'same' });
    const worker = await openEffectLayer(hub.database.db, effects.url, {
      queue: { databaseUrl: hub.database.url, redisUrl: redisUrl(), name: hub.name },
      ...{ pollMs: 3_600_000, sweepMs: 3_600_000 },
    });
    await worker.start();
    await until(hub.database.db, commandId, 'SUCCEEDED');
    await hub.redis?.add('ring', { commandId }, { jobId: 'same', removeOnComplete: true });
    await expect
      .poll(() => hub.redis?.getJobCounts('wait', 'active'), { timeout: patient(20_000) })
      .toEqual({ wait: 0, active: 0 });
    await worker.stop();
    expect(markersOf('c9')).toHaveLength(1);
    const statuses = (await historyOf(hub.database.db, commandId)).map((event) => event.to_status);
    expect(statuses).toEqual(['QUEUED', 'RUNNING', 'SUCCEEDED']);
  });

  test.each([
    { commandId: crypto.randomUUID() },
    { commandId: "'; DROP TABLE hub.command; --" },
    { commandId: 7 },
    null,
  ])('C10 a forged job %j has no effect and is reported', async (forged) => {
    await using hub = await openHub('redis');
    await hub.layer.start();
    const before = log.filter((line) => line.includes('SECURITY')).length;
    await hub.redis?.add('ring', forged);
    await expect
      .poll(() => log.filter((line) => line.includes('SECURITY')).length, { timeout: patient(20_000) })
      .toBe(before + 1);
    const { commandId } = await hub.layer.make({ note: `c10 ${JSON.stringify(forged)}` });
    await until(hub.database.db, commandId, 'SUCCEEDED');
  });
});

describe('on PostgreSQL', () => {
  test('a ring reaches a worker of another process, as one that shares only the database does', async () => {
    await using hub = await openHub('postgres', { runsCommands: false });
    const worker = await openEffectLayer(hub.database.db, effects.url, {
      queue: { databaseUrl: hub.database.url, redisUrl: null, name: hub.name },
      ...{ pollMs: 3_600_000, sweepMs: 3_600_000 },
    });
    await worker.start();
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, n) => hub.layer.make({ order: `PG-${n}`, note: 'pg' })),
    );
    for (const { commandId } of made) await until(hub.database.db, commandId, 'SUCCEEDED');
    await worker.stop();
    expect(markersOf('pg')).toHaveLength(20);
  });

  test('C1 with the queue emptied the sweeper has every command done, once', async () => {
    await using hub = await openHub('postgres', { runsCommands: false });
    for (let n = 0; n < 20; n++) await hub.layer.make({ order: `C1P-${n}`, note: 'c1 pg' });
    await hub.database.db.connection().execute(async (connection) => {
      await sql`RESET ROLE`.execute(connection);
      await sql`DROP SCHEMA hub_bell CASCADE`.execute(connection);
      await sql`SET ROLE hub_app`.execute(connection);
    });
    const worker = await openEffectLayer(hub.database.db, effects.url, {
      queue: { databaseUrl: hub.database.url, redisUrl: null, name: hub.name },
      ...{ pollMs: 3_600_000, sweepMs: 100 },
    });
    await worker.start();
    await settled(hub.database.db);
    await worker.stop();
    expect(markersOf('c1 pg')).toHaveLength(20);
  });
});
