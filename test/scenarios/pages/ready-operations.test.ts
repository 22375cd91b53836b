import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandOf, type Payload, settled } from '../../../demo/story/wait.ts';
import { DEMO_FACTORY_FILE } from '../../../hub/demo-file.ts';
import { loadFactory } from '../../../lib/config/load.ts';
import { ownHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';
import {
  makeEvents,
  operationsOfPage,
  operationsOfReadme,
  operationsOfWelcome,
  type ReadyOperation,
} from '../../kit/ready-operations.ts';

/** Whoever pastes what the page, README or the terminal offer gets an answer, as an administrator of the demo factory. */
const hub = ownHub();
const offered = {
  'the page': operationsOfPage(),
  README: operationsOfReadme(),
  'the terminal': operationsOfWelcome(loadFactory(DEMO_FACTORY_FILE)),
};

beforeAll(() => makeEvents(hub().user)); // so that there is something to read

describe.each(Object.entries(offered))('what %s offers', (_place, operations) => {
  test('is there', () => expect(operations.length).toBeGreaterThan(2));

  test.each(operations.filter(({ type }) => type === 'query'))('query $name', async ({ query, variables }) => {
    const answer = await (await hub().user('administrator')).ask(query, variables);
    expect(answer.errors).toBeUndefined();
    expect(leaves(answer.data)).toBeGreaterThan(0);
  });

  test.each(operations.filter(({ type }) => type === 'mutation'))('mutation $name', async ({ query, variables }) => {
    const user = await hub().user('administrator');
    const data = await user.read<Record<string, Payload>>(query, variables);
    expect(stopping(data)).toEqual([]);
    expect(Object.keys(data)).toHaveLength(1);
  });

  test.each(operations.filter(({ type }) => type === 'subscription'))('subscription $name', async (operation) => {
    expect(await firstEvent(operation)).toBeGreaterThan(0);
  });
});

test('a mutation that is offered as a dry run can be posted, as its comment says', async () => {
  const user = await hub().user('administrator');
  const dry = offered['the page'].filter(({ query }) => query.includes('dryRun: true'));
  expect(dry.length).toBeGreaterThan(0);
  for (const { query, variables } of dry) {
    const wet = query
      .replace(/,?\s*dryRun: true/, '')
      .replace(/idempotencyKey: "[^"]*"/, `idempotencyKey: "${randomUUID()}"`);
    const data = await user.read<Record<string, Payload>>(wet, variables);
    const command = await settled(user, commandOf(Object.values(data)[0] as Payload));
    expect(command).toMatchObject({ status: 'SUCCEEDED' });
  }
});

/** Leaves of the first event that a subscription tells of, over WebSocket. */
async function firstEvent({ query, variables }: ReadyOperation): Promise<number> {
  const user = await hub().user('administrator');
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    setTimeout(() => reject(new Error('no event came')), patient(60_000)).unref();
    const stop = user.listen(query, variables, (event) => {
      clearInterval(timer);
      stop();
      resolve(leaves(event));
    });
    const cause = () => makeEvents(hub().user).catch(reject);
    void cause();
    timer = setInterval(cause, 10_000); // the subscription may begin after the first
  });
}

const stopping = (data: Record<string, Payload>) =>
  Object.values(data).flatMap(({ problems }) =>
    problems.filter(({ severity }) => severity !== undefined && severity !== 'NOTE'),
  );

function leaves(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value !== 'object') return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + leaves(each), 0);
}
