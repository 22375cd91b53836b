import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect } from 'vitest';

/**
 * At the end of every test file nothing has been put on Object.prototype: not here, and not in a process that the
 * file's tests started. Names from outside that are keys of plain objects end there (`__proto__`).
 */
const folder = mkdtempSync(path.join(tmpdir(), 'hub-prototype-'));
const watch = pathToFileURL(path.join(import.meta.dirname, 'prototype-watch.mjs')).href;
process.env.HUB_PROTOTYPE_REPORTS = folder;
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --disable-proto=delete --import=${watch}`.trim();

afterAll(() => {
  const reports = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  expect(reports, 'of processes that this file started').toEqual([]);
  expect(Object.keys(Object.prototype), 'in the process of this file').toEqual([]);
});
