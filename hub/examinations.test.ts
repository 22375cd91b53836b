import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { ConnectionReport, Finding } from '../connectors/ports.ts';
import { createLog } from '../lib/log.ts';
import { type ExaminationOptions, type Examinations, startExaminations } from './examinations.ts';

const ok: Finding = { level: 'ok', text: 'all is well' };
const note: Finding = { level: 'note', text: 'a field is missing' };
const rights: Finding = { level: 'warning', text: 'may not create a BOM', todo: 'Give the group', about: 'rights' };
const key = (days: number): Finding => ({
  level: 'warning',
  text: `the key ends in ${days} days`,
  about: 'key 3 warning',
});
const unseen: Finding = { level: 'error', text: 'Rights could not be looked at', about: 'unseen Rights' };
const away: Finding = { level: 'error', text: 'nobody answers', about: 'reach ERP_UNREACHABLE' };

/** A port whose reports are told in advance; the last one stays. */
class Port {
  readonly connection = 'erp';
  reports = 0;
  readonly #findings: Finding[][];
  constructor(...findings: Finding[][]) {
    this.#findings = findings;
  }
  async report(): Promise<ConnectionReport> {
    const findings = this.#findings[Math.min(this.reports, this.#findings.length - 1)] as Finding[];
    this.reports += 1;
    return {
      connection: 'erp',
      kind: 'odoo',
      url: 'http://erp',
      version: '19.0',
      isReachable: !findings.includes(away),
      findings,
    };
  }
  async until(reports: number): Promise<void> {
    while (this.reports < reports) await sleep(2);
    await sleep(5);
  }
}

let examinations: Examinations | undefined;
afterEach(async () => {
  await examinations?.close();
});

const NEVER = 3_600_000;
function start(port: Port, more: Partial<ExaminationOptions> = {}) {
  const lines: string[] = [];
  const logged: { level: string; message: string; problem?: string }[] = [];
  examinations = startExaminations({
    connections: [port],
    keyOf: () => 'key',
    log: createLog('debug', (line) => logged.push(JSON.parse(line) as (typeof logged)[number])),
    print: (line) => lines.push(line.trim()),
    pausesMs: { up: NEVER, down: NEVER, key: 1 },
    ...more,
  });
  return { lines, logged };
}

it('tells what is wrong once, with what to do, and that it is gone', async () => {
  const port = new Port([ok, note, rights, key(13)], [ok, note, rights, key(12)], [ok]);
  const { lines, logged } = start(port);
  await port.until(1);
  expect(lines).toEqual([
    'erp  WARNING  may not create a BOM. Give the group',
    'erp  WARNING  the key ends in 13 days',
  ]);
  examinations?.nudge('erp');
  await port.until(2);
  expect(lines).toHaveLength(2);
  examinations?.nudge('erp');
  await port.until(3);
  expect(lines.slice(2)).toEqual([
    'erp  ok       no longer: may not create a BOM',
    'erp  ok       no longer: the key ends in 12 days',
  ]);
  expect(logged.map(({ level, message, problem }) => [level, message, problem])).toEqual([
    ['warn', 'a connection has a problem', 'may not create a BOM'],
    ['warn', 'a connection has a problem', 'the key ends in 13 days'],
    ['warn', 'a problem of a connection is gone', 'may not create a BOM'],
    ['warn', 'a problem of a connection is gone', 'the key ends in 12 days'],
  ]);
});

it('what could not be looked at is not gone', async () => {
  const port = new Port([rights], [away], [unseen], [rights]);
  const { lines } = start(port);
  for (let reports = 1; reports <= 4; reports += 1) {
    await port.until(reports);
    examinations?.nudge('erp');
  }
  expect(lines).toEqual([
    'erp  WARNING  may not create a BOM. Give the group',
    'erp  PROBLEM  nobody answers',
    'erp  PROBLEM  Rights could not be looked at',
    'erp  ok       no longer: nobody answers',
    'erp  ok       no longer: Rights could not be looked at',
  ]);
});

it('looks again when the key is another, and soon while the connection is down', async () => {
  let current = 'old';
  const port = new Port([ok]);
  start(port, { keyOf: () => current });
  await port.until(1);
  await sleep(20);
  expect(port.reports).toBe(1);
  current = 'new';
  await port.until(2);
  await examinations?.close();
  const down = new Port([away]);
  start(down, { pausesMs: { up: NEVER, down: 1, key: 1 } });
  await down.until(3);
});

it('goes on although what was found cannot be kept, and keeps nothing after its end', async () => {
  const port = new Port([ok]);
  const kept: string[] = [];
  const { logged } = start(port, {
    record: async ({ connection }) => {
      if (port.reports === 1) throw new Error('the database is away');
      kept.push(connection);
    },
  });
  await port.until(1);
  expect(logged.map(({ message }) => message)).toEqual(['a connection could not be examined']);
  examinations?.nudge('erp');
  await port.until(2);
  await examinations?.close();
  examinations?.nudge('erp');
  await sleep(20);
  expect(kept).toEqual(['erp']);
});

it('an end does not wait for a back end that never answers', async () => {
  const { promise: never } = Promise.withResolvers<ConnectionReport>();
  examinations = startExaminations({
    connections: [{ connection: 'erp', report: () => never }],
    ...{ keyOf: () => 'key', log: createLog('silent'), print: () => {} },
  });
  await examinations.close();
});
