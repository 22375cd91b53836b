import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigurationError } from './environment.ts';
import { openSecret } from './secret.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'secret-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (file: string) => openSecret({ file }, 'connections.erp.secret', {});

it('reads a file again when it was replaced, written over, or a link to it was turned', () => {
  const file = path.join(folder, 'key');
  writeFileSync(file, 'first\n');
  const secret = open(file);
  expect(secret()).toBe('first');
  writeFileSync(`${file}.new`, 'second');
  renameSync(`${file}.new`, file);
  expect(secret()).toBe('second');
  writeFileSync(file, 'third');
  expect(secret()).toBe('third');
});

it('follows the links that a cluster turns to new secrets', () => {
  for (const [version, key] of Object.entries({ v1: 'first', v2: 'second' })) {
    mkdirSync(path.join(folder, version));
    writeFileSync(path.join(folder, version, 'key'), key);
  }
  symlinkSync('v1', path.join(folder, 'data'));
  const secret = open(path.join(folder, 'data', 'key'));
  expect(secret()).toBe('first');
  symlinkSync('v2', path.join(folder, 'data.new'));
  renameSync(path.join(folder, 'data.new'), path.join(folder, 'data'));
  expect(secret()).toBe('second');
});

it('sees another key of the same length although the file looks the same', () => {
  const file = path.join(folder, 'key');
  const at = new Date();
  writeFileSync(file, 'aaaa');
  utimesSync(file, at, at);
  const secret = open(file);
  expect(secret()).toBe('aaaa');
  writeFileSync(file, 'bbbb');
  utimesSync(file, at, at);
  expect(secret()).toBe('bbbb');
});

it('keeps what it knew while a file is empty or gone', () => {
  const file = path.join(folder, 'key');
  writeFileSync(file, 'first');
  const secret = open(file);
  writeFileSync(file, '');
  expect(secret()).toBe('first');
  unlinkSync(file);
  expect(secret()).toBe('first');
  writeFileSync(file, 'second');
  expect(secret()).toBe('second');
});

it('names the variable or the file that is missing, never a value', () => {
  for (const source of [{ file: path.join(folder, 'none') }, { env: 'NO_KEY' }]) {
    expect(() => openSecret(source, 'connections.erp.secret', { OTHER: 'value' })).toThrow(ConfigurationError);
    expect(() => openSecret(source, 'connections.erp.secret', { OTHER: 'value' })).toThrow(/connections\.erp\.secret/);
  }
  expect(openSecret({ env: 'KEY' }, 'x', { KEY: 'value' })()).toBe('value');
});
