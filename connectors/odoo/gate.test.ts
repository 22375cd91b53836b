import { expect, it } from 'vitest';
import { RejectedError, RetryableError } from '../../lib/errors.ts';
import { businessProblem } from '../../lib/problem.ts';
import { ReadGate } from './gate.ts';
import { HttpFailure } from './transport/http.ts';

const gateOf = (limits: { concurrency?: number; readTimeoutMs?: number } = {}) =>
  new ReadGate('erp', { concurrency: 2, readTimeoutMs: 60_000, ...limits });

const outage = () => new RetryableError('down', { why: 'UNAVAILABLE', cause: new HttpFailure('broken', 'x', true) });
const failing = (error: Error) => async () => {
  throw error;
};

it('lets no more reads through at once than the connection bears', async () => {
  const gate = gateOf();
  const waiting: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const reads = Array.from({ length: 6 }, () =>
    gate.run(undefined, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => waiting.push(resolve));
      now -= 1;
    }),
  );
  for (let done = 0; done < 6; ) {
    const next = waiting.shift();
    if (next) {
      next();
      done += 1;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(reads);
  expect(most).toBe(2);
});

it('gives a server that keeps failing a pause', async () => {
  const gate = gateOf();
  for (let i = 0; i < 5; i += 1) await expect(gate.run(undefined, failing(outage()))).rejects.toThrow('down');
  let asked = 0;
  const read = gate.run(undefined, async () => {
    asked += 1;
  });
  await expect(read).rejects.toMatchObject({ name: 'RetryableError', why: 'UNAVAILABLE', connection: 'erp' });
  expect(asked).toBe(0);
});

it.each([
  ['a refusal of the business', new RejectedError(businessProblem('ERP_REFUSED', 'no'))],
  ['a key that is not accepted', new RetryableError('key', { why: 'AUTH' })],
  ['a database that is not there', new RetryableError('database', { why: 'CONFIGURATION' })],
  [
    'a caller who went away',
    new RetryableError('gone', { why: 'UNAVAILABLE', cause: new HttpFailure('aborted', 'x', true) }),
  ],
])('does not hold %s against the server', async (_name, error) => {
  const gate = gateOf();
  for (let i = 0; i < 10; i += 1) await expect(gate.run(undefined, failing(error))).rejects.toBe(error);
  expect(await gate.run(undefined, async () => 'read')).toBe('read');
});

it('gives a read what is left of its time, and none whose turn came too late', async () => {
  const gate = gateOf({ concurrency: 1, readTimeoutMs: 30 });
  const first = gate.run(undefined, () => new Promise((resolve) => setTimeout(resolve, 80)));
  const second = gate.run(undefined, async () => 'read');
  await expect(second).rejects.toMatchObject({ why: 'TIMEOUT' });
  await first;
  expect(await gate.run(undefined, async ({ timeoutMs }) => timeoutMs <= 30)).toBe(true);
});

it('does not ask for a caller who is gone', async () => {
  await expect(gateOf().run(AbortSignal.abort(), async () => 'read')).rejects.toBeInstanceOf(RetryableError);
});
