import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Ready {
  readonly url: string;
  readonly sideUrl: string;
  readonly version: number;
  readonly secret: string;
}

const MAIN = path.join(import.meta.dirname, 'main.ts');
let folder: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'odoo-simulator-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function start(...args: string[]): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = spawn(process.execPath, [MAIN, '--data', path.join(folder, 'odoo.db'), ...args]);
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ready: JSON.parse(line) as Ready };
}

async function call<Result>(ready: Ready, model: string, method: string, body: object = {}): Promise<Result> {
  const response = await fetch(`${ready.url}/json/2/${model}/${method}`, {
    method: 'POST',
    headers: { authorization: `bearer ${ready.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Result;
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer;
}

describe('the process', () => {
  it('keeps what it answered, and its journal, through a kill', async () => {
    const first = await start();
    const vals = { name: 'Kept', type: 'consu', is_storable: true };
    const [product] = await call<number[]>(first.ready, 'product.product', 'create', { vals_list: [vals] });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    const { ready } = await start();
    expect(await call(ready, 'product.product', 'read', { ids: [product], fields: ['name'] })).toEqual([
      { id: product, name: 'Kept' },
    ]);
    const journal = await (await fetch(`${ready.sideUrl}/journal`)).text();
    expect(
      journal
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { n: 1, call: 'product.product.create', model: 'product.product', id: product, effect: 'record.created' },
    ]);
    const [next] = await call<number[]>(ready, 'product.product', 'create', { vals_list: [{ ...vals, name: 'Next' }] });
    expect(next).toBeGreaterThan(Number(product));
  });

  it('commits before an answer that is cut, and undoes what fails', async () => {
    const { ready } = await start();
    const fault = { kind: 'cut-after', match: { model: 'res.partner', method: 'create' } };
    await fetch(`${ready.sideUrl}/faults`, { method: 'PUT', body: JSON.stringify(fault) });
    const lost = call(ready, 'res.partner', 'create', { vals_list: [{ name: 'Heard of' }] });
    await expect(lost).rejects.toThrow();
    const named = (name: string) => ({ domain: [['name', '=', name]] });
    expect(await call(ready, 'res.partner', 'search_count', named('Heard of'))).toBe(1);

    const batch = { vals_list: [{ name: 'Undone' }, { name: 'Undone', parent_id: 999_999 }] };
    const response = await fetch(`${ready.url}/json/2/res.partner/create`, {
      ...{ method: 'POST', body: JSON.stringify(batch) },
      headers: { authorization: `bearer ${ready.secret}`, 'content-type': 'application/json' },
    });
    expect(response.status).toBe(422);
    expect(await call(ready, 'res.partner', 'search_count', named('Undone'))).toBe(0);
  });

  it('goes back to the fresh installation on reset', async () => {
    const { ready } = await start();
    await call(ready, 'res.partner', 'create', { vals_list: [{ name: 'Gone' }] });
    const before = await call(ready, 'uom.uom', 'search_count', { domain: [] });
    await fetch(`${ready.sideUrl}/reset`, { method: 'POST' });
    expect(await call(ready, 'res.partner', 'search_count', { domain: [['name', '=', 'Gone']] })).toBe(0);
    expect(await call(ready, 'uom.uom', 'search_count', { domain: [] })).toBe(before);
    expect(await (await fetch(`${ready.sideUrl}/journal`)).text()).toBe('');
  });

  it('ends with its parent, and with code 0 on SIGTERM', async () => {
    const orphan = await start('--version', '17');
    expect(orphan.ready.version).toBe(17);
    orphan.child.stdin?.end();
    expect(await once(orphan.child, 'exit')).toEqual([0, null]);
    const stopped = await start('--stay');
    stopped.child.kill('SIGTERM');
    expect(await once(stopped.child, 'exit')).toEqual([0, null]);
  });

  it('lets an expired key in no more', async () => {
    const { ready } = await start('--key-expires', '2020-01-01 00:00:00');
    const response = await fetch(`${ready.url}/json/2/res.users/context_get`, {
      ...{ method: 'POST', body: '{}' },
      headers: { authorization: `bearer ${ready.secret}`, 'content-type': 'application/json' },
    });
    expect([response.status, await response.json()]).toMatchObject([401, { message: 'Invalid apikey' }]);
  });
});
