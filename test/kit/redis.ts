import { describe, inject } from 'vitest';

export { type RedisServer, startRedis } from './redis-server.ts';

/** The Redis of this run, shared by all test files: use a prefix of your own, and never flush it. */
export function redisUrl(): string {
  return inject('redisUrl');
}

/** A describe that needs a redis-server. Where none is installed its tests are skipped, and their names say why. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (inject('redisUrl')) describe(name, tests);
  else describe.skip(`${name} (no redis-server is installed)`, tests);
}
