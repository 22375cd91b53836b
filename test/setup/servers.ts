import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../store/embedded/launch.ts';
import { processIdentity } from '../../store/embedded/processes.ts';
import { hasRedis, startRedis } from '../kit/redis-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A database on which tests may create others. */
    postgresUrl: string;
    /** Empty where no redis-server is installed. */
    redisUrl: string;
  }
}

/** One PostgreSQL and one Redis for a run of the tests; those named in the environment are used as they are. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = path.join(os.tmpdir(), `hub-tests-${process.pid}-${processIdentity(process.pid)}`);
  removeAbandoned();
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.toReversed()) await each();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    const given = process.env.TEST_DATABASE_URL || process.env.DATABASE_URL;
    if (given) project.provide('postgresUrl', given);
    else {
      const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'), { isDurable: false });
      stops.push(postgres.stop);
      project.provide('postgresUrl', postgres.url);
    }
    const givenRedis = process.env.TEST_REDIS_URL || process.env.REDIS_URL;
    if (givenRedis) project.provide('redisUrl', givenRedis);
    else if (hasRedis()) {
      const redis = await startRedis();
      stops.push(redis.stop);
      project.provide('redisUrl', redis.url);
    } else {
      console.log('no redis-server is installed: tests of the queue on Redis are skipped');
      project.provide('redisUrl', '');
    }
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Folders of runs that were killed. */
function removeAbandoned(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const [, pid, identity] = /^hub-tests-(\d+)-(\w+)$/.exec(name) ?? [];
    if (pid && processIdentity(Number(pid)) !== identity) {
      fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
    }
  }
}
