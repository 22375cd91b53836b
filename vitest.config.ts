import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { withoutProto } from './scripts/kit/environment.mjs';
import { PATIENCE_ENVIRONMENT, patient } from './test/kit/patience.ts';

// Test files run as the hub does, and so does what they start: also where vitest was not started by `npm test`.
process.env.NODE_OPTIONS = withoutProto(process.env.NODE_OPTIONS);

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
    execArgv: ['--disable-proto=delete'], // as the launcher starts the hub
    setupFiles: ['test/setup/prototype.ts'],
    env: PATIENCE_ENVIRONMENT,
    testTimeout: patient(300_000),
    hookTimeout: patient(300_000),
    teardownTimeout: patient(30_000),
    expect: { poll: { timeout: patient(30_000) } },
    passWithNoTests: false,
  },
});
