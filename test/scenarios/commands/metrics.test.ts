import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { RELEASE_CHANGE, send, settled } from '../../../demo/story/wait.ts';
import { ownHub } from '../../kit/hub.ts';

const hub = ownHub();

test('/metrics counts the commands that have not ended, and says for how long the oldest waits', async () => {
  const read = async () => (await fetch(new URL('/metrics', hub().hub.metricsUrl))).text();
  expect(await read()).not.toContain('PENDING_APPROVAL');
  const manager = await hub().user('engineering-manager');
  const dispositions = ['FINISHED_GOODS', 'WORK_IN_PROCESS'].map((pool) => ({
    itemNumber: 'GP-20',
    pool,
    disposition: pool === 'FINISHED_GOODS' ? 'SHIP_AS_IS' : 'FINISH_AS_IS',
  }));
  const input = { changeNumber: 'ECO-000101', plants: [{ plantCode: 'PUE' }], dispositions };
  const payload = await send(manager, RELEASE_CHANGE, { input, key: randomUUID() });
  await settled(manager, payload.command?.id ?? '', ['PENDING_APPROVAL']);
  const text = await read();
  expect(text).toMatch(/^hub_commands_open\{status="PENDING_APPROVAL",plant="[A-Z]*"\} 1$/m);
  expect(text).toMatch(/^hub_command_oldest_seconds\{status="PENDING_APPROVAL",plant="[A-Z]*"\} \d+(\.\d)?$/m);
});
