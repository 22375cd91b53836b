import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { GraphUser } from '../../../demo/http/graph.ts';
import { ownHub } from '../../kit/hub.ts';
import { openOrder, pieces } from '../rules/scene.ts';

/** Back ends that nobody looks at but the requests. */
const hub = ownHub({
  factory: ({ connections }) => {
    for (const { polling } of Object.values(connections))
      Object.assign(polling, { minMs: 3_600_000, maxMs: 3_600_000 });
  },
});
const CONNECTIONS = ['odoo-ham', 'odoo-pue', 'arena', 'mes-ham', 'mes-pue'];

/** Until the look that every back end gets at the start is over. */
async function untilQuiet(): Promise<void> {
  const all = async () =>
    (await Promise.all(CONNECTIONS.map((name) => hub().side(name).calls()))).reduce(
      (sum, { length }) => sum + length,
      0,
    );
  for (let before = -1, now = await all(); now !== before; ) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    now = await all();
  }
}

/** How often a request asked each back end: as it says itself, and as the back ends have counted. */
async function counted(user: GraphUser, source: string, variables: object) {
  const sides = CONNECTIONS.map((name) => [name, hub().side(name)] as const);
  for (const [, side] of sides) await side.forgetCalls();
  const answer = await user.ask(source, variables);
  expect(answer.errors).toBeUndefined();
  const said = Object.entries(answer.extensions?.backendCalls ?? {}).map(([name, kinds]) => [
    name,
    Object.values(kinds).reduce((sum, times) => sum + times, 0),
  ]);
  const seen = await Promise.all(sides.map(async ([name, side]) => [name, (await side.calls()).length]));
  return {
    said: Object.fromEntries(said) as Record<string, number>,
    seen: Object.fromEntries(seen.filter(([, times]) => times !== 0)) as Record<string, number>,
    kinds: answer.extensions?.backendCalls ?? {},
  };
}

test('a dry run says what it read', async () => {
  const user = await hub().user('administrator');
  const orderNumber = await openOrder(hub(), 'GP-20', 5);
  await untilQuiet();
  const dry = (name: string, input: object) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const source = `mutation ($input: ${type}!, $key: ID!, $dryRun: Boolean) {
      ${name}(input: $input, idempotencyKey: $key, dryRun: $dryRun) { command { id } problems { code } } }`;
    return counted(user, source, { input, key: randomUUID(), dryRun: true });
  };
  const report = { plantCode: 'HAM', orderNumber, good: pieces(1), endedAt: new Date().toISOString() };
  const confirmed = await dry('confirmProduction', report);
  expect(Object.keys(confirmed.said)).toEqual(['odoo-ham']);
  expect(confirmed.said).toEqual(confirmed.seen);
  expect(confirmed.kinds['odoo-ham']).toMatchObject({ 'mrp.production': expect.any(Number) });

  const changes = await user.read<{ engineeringChanges: { nodes: { changeNumber: string; title: string }[] } }>(
    '{ engineeringChanges { nodes { changeNumber title } } }',
  );
  const { changeNumber } = changes.engineeringChanges.nodes.find(({ title }) => title.startsWith('GP-20: FKM'))!;
  const plants = [{ plantCode: 'HAM' }, { plantCode: 'PUE' }];
  const released = await dry('releaseEngineeringChange', { changeNumber, plants });
  expect(Object.keys(released.said).sort()).toEqual(['arena', 'odoo-ham', 'odoo-pue']);
  expect(released.said).toEqual(released.seen);

  const held = await dry('placeQualityHold', { plantCode: 'HAM', itemNumber: 'PST-DBV6', reason: 'only asking' });
  expect(Object.keys(held.said)).toEqual(['odoo-ham']);
  expect(held.said).toEqual(held.seen);
});
