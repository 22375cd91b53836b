import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { CONFIRM, type Payload, settled } from '../../../demo/story/wait.ts';
import { createLog } from '../../../lib/log.ts';
import { ownHub } from '../../kit/hub.ts';
import { operationsOfPage } from '../../kit/ready-operations.ts';
import type { SeenCall } from '../../kit/side-port.ts';

const lines: Record<string, unknown>[] = [];
const hub = ownHub({ log: createLog('info', (line) => lines.push(JSON.parse(line))) });

const CONNECTIONS = ['odoo-ham', 'odoo-pue', 'arena', 'mes-ham'];
const idsOf = (id: string) => {
  const traceId = randomUUID().replaceAll('-', '');
  return { 'x-correlation-id': id, traceparent: `00-${traceId}-00f067aa0ba902b7-01`, tracestate: `rojo=${id}` };
};
const traceIdOf = (call: { traceparent?: string }) => call.traceparent?.split('-')[1];
const spanOf = (traceparent: string | undefined) => traceparent?.split('-')[2];

async function token(role: string): Promise<string> {
  const query = new URLSearchParams({ secret: hub().hub.tokenSecret, role, plants: 'HAM,PUE' });
  const answer = await fetch(new URL(`/dev/token?${query}`, hub().hub.url));
  return ((await answer.json()) as { token: string }).token;
}

async function post(headers: Record<string, string>, query: string, variables: object) {
  const authorization = `Bearer ${await token('administrator')}`;
  const response = await fetch(new URL('/graphql', hub().hub.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return {
    headers: response.headers,
    body: (await response.json()) as { data: Record<string, Payload>; errors?: object[] },
  };
}

/** Calls that carried the id, of every simulator. */
async function callsWith(id: string): Promise<Record<string, SeenCall[]>> {
  const found = await Promise.all(
    CONNECTIONS.map(async (name) => {
      const calls = await hub().side(name).calls();
      return [name, calls.filter(({ trace }) => trace?.['x-correlation-id'] === id)] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, calls]) => calls.length > 0));
}

const expectTrace = (calls: readonly SeenCall[], ids: ReturnType<typeof idsOf>) => {
  for (const { trace } of calls) expect(traceIdOf(trace ?? {})).toBe(traceIdOf(ids));
  for (const { trace } of calls) expect(trace?.tracestate).toBe(ids.tracestate);
  const spans = [ids.traceparent, ...calls.map(({ trace }) => trace?.traceparent)].map(spanOf);
  expect(new Set(spans).size, 'every call is a span of its own').toBe(calls.length + 1);
};

test('a query: from the header to every back end that it asks, and back', async () => {
  const ids = idsOf('query-1');
  const { query = '', variables = {} } = operationsOfPage().find(({ name }) => name === 'OrdersOfAPlant') ?? {};
  const answer = await post(ids, query, variables);
  expect(answer.body.errors).toBeUndefined();
  expect(answer.headers.get('x-correlation-id')).toBe('query-1');
  const calls = await callsWith('query-1');
  expect(Object.keys(calls)).toEqual(expect.arrayContaining(['arena', 'mes-ham', 'odoo-ham']));
  expectTrace(Object.values(calls).flat(), ids);
});

test('a command: to the ledger, the log lines of the worker and its calls', async () => {
  const ids = idsOf('mes/shift-2:report.17');
  const input = { plantCode: 'HAM', orderNumber: 'HAM/MO/10007', good: { value: '1', unit: 'C62' } };
  const before = await writes('odoo-ham');
  const { body } = await post(ids, CONFIRM, { input, key: randomUUID() });
  const user = await hub().user('administrator');
  const { id, status } = await settled(user, body.data.confirmProduction?.command?.id ?? '');
  expect(status).toBe('SUCCEEDED');
  const { command } = await user.read('query ($id: ID!) { command(id: $id) { correlationId } }', { id });
  expect(command).toEqual({ correlationId: ids['x-correlation-id'] });
  const calls = (await callsWith(ids['x-correlation-id']))['odoo-ham'] ?? [];
  expect(calls.length).toBeGreaterThan(1);
  expectTrace(calls, ids);
  expect((await writes('odoo-ham')) - before).toBeGreaterThan(0);
  expect(calls.filter(isWrite).length, 'of the worker').toBe((await writes('odoo-ham')) - before);
  const line = lines.find(({ commandId, message }) => commandId === id && message === 'a command was run');
  expect(line).toMatchObject({ correlationId: ids['x-correlation-id'], traceId: traceIdOf(ids) });
});

const isWrite = ({ method }: SeenCall) => ['button_mark_done', 'create', 'action_confirm', 'web_save'].includes(method);
const writes = async (connection: string) =>
  (await hub().side(connection).calls()).filter((call) => isWrite(call) && call.model?.startsWith('mrp')).length;

test('an id that is no id is replaced; an error names the one that counts', async () => {
  const { headers, body } = await post({ 'x-correlation-id': 'a b' }, '{ nothing }', {});
  const own = headers.get('x-correlation-id');
  expect(own).toMatch(/^[0-9a-f-]{36}$/);
  expect(body.errors).toMatchObject([{ extensions: { correlationId: own } }]);
});

test('over WebSocket: of connection_init for all operations, of extensions for one', async () => {
  const [all, one] = [idsOf('socket-all'), idsOf('socket-one')];
  const client = createClient({
    url: new URL('/graphql', hub().hub.url.replace(/^http/, 'ws')).href,
    connectionParams: { authorization: `Bearer ${await token('administrator')}`, ...all },
  });
  const ask = async (order: string, extensions?: Record<string, unknown>) => {
    const query = `{ productionOrder(plantCode: "HAM", orderNumber: "${order}") { state execution { state } } }`;
    for await (const answer of client.iterate({ query, ...(extensions ? { extensions } : {}) })) {
      expect(answer.errors).toBeUndefined();
    }
  };
  await ask('HAM/MO/10001');
  await ask('HAM/MO/10003', one);
  await client.dispose();
  expectTrace(Object.values(await callsWith('socket-all')).flat(), all);
  expectTrace(Object.values(await callsWith('socket-one')).flat(), one);
  expect(Object.keys(await callsWith('socket-one')).sort()).toEqual(['mes-ham', 'odoo-ham']);
});

test('every look of ingest has an id of its own', async () => {
  const ids = async () => {
    const calls = (await hub().side('mes-ham').calls()).filter(({ path }) => path?.includes('completions'));
    return calls.map(({ trace }) => trace?.['x-correlation-id']);
  };
  await expect.poll(async () => new Set(await ids()).size).toBeGreaterThan(2);
  const all = await ids();
  expect(all).not.toContain(undefined);
  expect(all.length, 'the four calls of one look are one trace').toBeGreaterThan(new Set(all).size);
});
