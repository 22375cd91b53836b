// All that must hold before a change is handed in: the quick checks first, the tests last. Stops at the first failure.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { targets } from './kit/targets.mjs';

const root = path.join(import.meta.dirname, '..');
const target = (name, ...args) => [targets[name].file, ...(targets[name].before ?? []), ...args];

const steps = [
  ['the lock is complete', ['scripts/fix-lock.mjs', '--check']],
  ['format and lint', target('lint')],
  ['types', target('types')],
  ['the supergraph is as composed', target('compose', '--check')],
  ['the resolver types are as generated', target('codegen', '--check')],
  ['the contract is kept', ['schema/contract-check.ts']],
  ['tests', target('test')],
];

for (const [name, words] of steps) {
  const started = performance.now();
  console.log(`== ${name}`);
  const args = ['--disable-warning=ExperimentalWarning', ...words];
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) {
    console.error(`== FAILED: ${name}`);
    process.exit(result.status ?? 1);
  }
  if (name !== 'tests') console.log(`   ok (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}
