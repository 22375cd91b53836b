import { expect, test } from 'vitest';
import type { GraphUser } from '../../../demo/http/graph.ts';
import { ownHub } from '../../kit/hub.ts';
import { bracket, readOrder } from './order-scene.ts';
import { carryOut, dryRun, openOrder, pieces, stops } from './scene.ts';

const hub = ownHub();
const mes = () => hub().user('mes');

const ended = Date.now() - 60_000;
const at = (laterMs: number) => new Date(ended + laterMs).toISOString();
const report = (orderNumber: string, different: object = {}) =>
  bracket(orderNumber, { good: pieces(5), endedAt: at(0), operator: 'kim', ...different });
const confirm = (user: GraphUser, input: object, overrides: { code: string; reason: string }[] = []) =>
  carryOut(user, 'confirmProduction', input, overrides);
const produced = async (user: GraphUser, orderNumber: string) => (await readOrder(user, orderNumber)).produced.value;

test('C-02: the same report under another key is stopped, with the id of the first, and posts nothing', async () => {
  const user = await mes();
  const orderNumber = await openOrder(hub(), 'BRK-12', 50);
  const first = await confirm(user, report(orderNumber));
  expect(first.status).toBe('SUCCEEDED');
  const again = await confirm(user, report(orderNumber, { endedAt: at(2000) }));
  expect(again.status).toBe('REJECTED');
  expect(again.problems).toContainEqual(
    expect.objectContaining({
      ...{ code: 'SUSPECTED_DUPLICATE', rule: 'C-02', severity: 'WARNING', path: ['endedAt'] },
      detail: { commandIds: [first.id], count: 1 },
    }),
  );
  expect(await produced(user, orderNumber)).toBe('5');
});

test('C-02: under another number of the order it is the same report', async () => {
  const user = await mes();
  const orderNumber = await openOrder(hub(), 'BRK-12', 50);
  expect((await confirm(user, report(orderNumber))).status).toBe('SUCCEEDED');
  expect(stops((await confirm(user, report(`${orderNumber}-002`))).problems)).toEqual(['SUSPECTED_DUPLICATE']);
});

test('C-02: an override with a reason says that it was done twice', async () => {
  const user = await mes();
  const orderNumber = await openOrder(hub(), 'BRK-12', 50);
  await confirm(user, report(orderNumber));
  const override = { code: 'SUSPECTED_DUPLICATE', reason: 'two presses, one operator' };
  expect((await confirm(user, report(orderNumber), [override])).status).toBe('SUCCEEDED');
  expect(await produced(user, orderNumber)).toBe('10');
});

test('C-02: later, of another quantity, by another operator, without an end: posted', async () => {
  const user = await mes();
  const orderNumber = await openOrder(hub(), 'BRK-12', 50);
  await confirm(user, report(orderNumber));
  const others = [
    { endedAt: at(2001) },
    { good: pieces(6) },
    { operator: 'lee' },
    { endedAt: null },
    { endedAt: null },
  ];
  for (const different of others) {
    const other = await confirm(user, report(orderNumber, different));
    expect([different, other.status, stops(other.problems)]).toEqual([different, 'SUCCEEDED', []]);
  }
  expect(await produced(user, orderNumber)).toBe('31');
});

test('C-02: a report that was refused does not count', async () => {
  const user = await mes();
  const orderNumber = await openOrder(hub(), 'BRK-12', 50);
  const wrong = await confirm(
    user,
    report(orderNumber, { consumption: [{ itemNumber: 'NONE', quantity: pieces(1), lots: [] }] }),
  );
  expect(wrong.status).toBe('REJECTED');
  expect((await confirm(user, report(orderNumber))).status).toBe('SUCCEEDED');
  expect(await produced(user, orderNumber)).toBe('5');
});

test("C-02: of another client's report a stored finding tells no id, and a dry run tells whoever may see it", async () => {
  const orderNumber = await openOrder(hub(), 'BRK-12', 50);
  const first = await confirm(await mes(), report(orderNumber));
  const planner = await hub().user('planner');
  const again = await confirm(planner, report(orderNumber));
  const about = (problems: typeof again.problems) => problems.find(({ code }) => code === 'SUSPECTED_DUPLICATE');
  expect(about(again.problems)).toMatchObject({ detail: { commandIds: [], count: 1 } });
  expect(JSON.stringify(again.problems)).not.toContain(first.id);
  expect(about(await dryRun(planner, 'confirmProduction', report(orderNumber)))).toMatchObject({
    detail: { commandIds: [first.id], count: 1 },
  });
});
