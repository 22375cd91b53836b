import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const { differences } = (await import('./lock-diff.mjs' as string)) as {
  differences(root: string, options: { needsDevelopment: boolean }): string[];
};

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-lock-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const LOCK = {
  '': { name: 'project' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/a/node_modules/@x/b': { version: '2.0.0' },
  'node_modules/tool': { version: '3.0.0', dev: true },
  'node_modules/for-others': { version: '4.0.0', optional: true, os: ['aix'] },
};

function install(change: (packages: Record<string, { version: string }>) => void = () => {}): void {
  const { '': _, 'node_modules/for-others': __, ...packages } = LOCK;
  change(packages);
  for (const place of Object.keys(packages)) fs.mkdirSync(path.join(root, place), { recursive: true });
  fs.mkdirSync(path.join(root, 'node_modules'), { recursive: true });
  fs.writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
  fs.writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: LOCK }));
}

test('nothing differs after a whole install, also where packages of other platforms are absent', () => {
  install();
  expect(differences(root, { needsDevelopment: true })).toEqual([]);
});

test('another version, a package too many and a removed folder are differences', () => {
  install((packages) => {
    packages['node_modules/a'] = { version: '1.0.1' };
    packages['node_modules/extra'] = { version: '1.0.0' };
  });
  fs.rmSync(path.join(root, 'node_modules/tool'), { recursive: true });
  expect(differences(root, { needsDevelopment: true })).toEqual(['a', 'tool', 'extra']);
});

test('what only developers need may be absent where it is not needed', () => {
  install((packages) => {
    delete packages['node_modules/tool'];
    delete packages['node_modules/a/node_modules/@x/b'];
  });
  expect(differences(root, { needsDevelopment: true })).toEqual(['@x/b', 'tool']);
  expect(differences(root, { needsDevelopment: false })).toEqual(['@x/b']);
});
