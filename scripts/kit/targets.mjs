/**
 * What an npm script runs: the file, the arguments before the caller's, whether it needs what only developers install,
 * and whether it is a part of the running hub (NODE_ENV=production makes graphql-js faster and decides nothing else).
 */
export const targets = {
  start: { file: 'hub/main.ts', isHub: true },
  demo: { file: 'demo/main.ts', isHub: true },
  seed: { file: 'demo/seed/main.ts', isHub: true },
  gateway: { file: 'gateway/main.ts', isHub: true },
  doctor: { file: 'hub/doctor.ts' },
  test: { file: 'node_modules/vitest/vitest.mjs', before: ['run'], needsDevelopment: true },
  verify: { file: 'scripts/verify.mjs', needsDevelopment: true },
  compose: { file: 'schema/compose.ts' },
  codegen: { file: 'node_modules/@graphql-codegen/cli/cjs/bin.js', needsDevelopment: true },
  format: { file: 'node_modules/@biomejs/biome/bin/biome', before: ['check', '--write', '.'], needsDevelopment: true },
  lint: {
    file: 'node_modules/@biomejs/biome/bin/biome',
    before: ['ci', '--error-on-warnings', '.'],
    needsDevelopment: true,
  },
  types: { file: 'node_modules/typescript/bin/tsc', before: ['--noEmit', '-p', '.'], needsDevelopment: true },
};
