import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // graphql as Node itself resolves it: a second copy of it would refuse the first one's schemas.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.data/**', 'bench/**'],
    pool: 'forks', // a test file may start servers and be killed: a process of its own, not a thread
    maxWorkers: Math.max(2, availableParallelism()), // much of a test is waiting for another process
    globalSetup: ['test/setup/servers.ts', 'test/setup/exchanges.ts'],
    reporters: ['./test/setup/reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
    passWithNoTests: false,
  },
});
