/**
 * What an npm script runs: the file, the arguments before the caller's, whether it needs what only developers install,
 * and whether it is a part of the running hub (NODE_ENV=production makes graphql-js faster and decides nothing else).
 * `help`: what `-- --help` prints, where the program has no help of its own; nothing is installed or run for it.
 */
export const targets = {
  start: { file: 'hub/main.ts', isHub: true },
  demo: { file: 'demo/main.ts', isHub: true },
  seed: { file: 'demo/seed/main.ts', isHub: true },
  gateway: { file: 'gateway/main.ts', isHub: true },
  doctor: { file: 'hub/doctor.ts' },
  test: {
    file: 'node_modules/vitest/vitest.mjs',
    before: ['run'],
    needsDevelopment: true,
    help: `npm test [-- PATH … [-t NAME]]

Runs every test, or those of the files whose paths contain one of the words, and whose names match. Tests bring their
own PostgreSQL. TEST_DATABASE_URL, TEST_REDIS_URL and TEST_ODOO_URL name servers to use instead, TEST_PATIENCE how
much longer than on a free machine they wait. Every further option is one of vitest.`,
  },
  verify: {
    file: 'scripts/verify.mjs',
    needsDevelopment: true,
    help: `npm run verify

Checks all that must hold before a change is handed in, and stops at the first failure: lock, format and lint, types,
composition, generated types, the contract, and at last all tests.`,
  },
  compose: {
    file: 'schema/compose.ts',
    help: `npm run compose [-- --check]

Composes the supergraph of the subgraphs' SDL: schema/*.graphql to schema/supergraph.graphql.

  --check   writes nothing; fails where the file is not what would be written`,
  },
  codegen: {
    file: 'node_modules/@graphql-codegen/cli/cjs/bin.js',
    needsDevelopment: true,
    help: `npm run codegen [-- --check]

Writes the types of the resolvers (schema/generated/), as codegen.yml says.

  --check   writes nothing; fails where a file is not what would be written`,
  },
  format: {
    file: 'node_modules/@biomejs/biome/bin/biome',
    before: ['check', '--write', '.'],
    needsDevelopment: true,
    help: `npm run format

Formats every file, orders imports and mends what can be mended safely. What is left is printed.`,
  },
  lint: {
    file: 'node_modules/@biomejs/biome/bin/biome',
    before: ['ci', '--error-on-warnings', '.'],
    needsDevelopment: true,
    help: `npm run lint

Checks format and lint rules; writes nothing, and fails on warnings too.`,
  },
  types: {
    file: 'node_modules/typescript/bin/tsc',
    before: ['--noEmit', '-p', '.'],
    needsDevelopment: true,
    help: `npm run types

Checks the types of everything; writes nothing.`,
  },
};
