import { expect, it, vi } from 'vitest';
import { RejectedError, RetryableError } from '../../../lib/errors.ts';
import { businessProblem } from '../../../lib/problem.ts';
import { patient } from '../../../test/kit/patience.ts';
import { type GateLimits, ReadGate } from './gate.ts';
import { HttpFailure } from './http.ts';
import { OWN_LIMIT } from './session.ts';

const gateOf = (limits: Partial<GateLimits> = {}) =>
  new ReadGate('erp', { concurrency: 2, readTimeoutMs: patient(60_000), ...limits }, { isOfSeveralPlants: true });

const outage = () => new RetryableError('down', { why: 'UNAVAILABLE', cause: new HttpFailure('broken', 'x', true) });
const failing = (error: Error) => async () => {
  throw error;
};

const timeout = () => new RetryableError('slow', { why: 'TIMEOUT', cause: new HttpFailure('timeout', 'x', true) });

it('lets no more reads through at once than the connection bears', async () => {
  const gate = gateOf({ concurrency: 3 });
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

it('gives a pause to the plant whose reads run out of time, and to no other', async () => {
  const gate = gateOf();
  for (let i = 0; i < 5; i += 1) await expect(gate.run(undefined, failing(timeout()), ['HAM'])).rejects.toThrow('slow');
  const read = async () => 'read';
  await expect(gate.run(undefined, read, ['HAM'])).rejects.toMatchObject({ why: 'UNAVAILABLE' });
  expect(await gate.run(undefined, read, ['PUE'])).toBe('read');
  expect(await gate.run(undefined, read, ['HAM', 'PUE'])).toBe('read');
});

it('tries out one read after the pause, and goes on when it is answered', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const gate = gateOf();
    for (let i = 0; i < 5; i += 1) await expect(gate.run(undefined, failing(outage()))).rejects.toThrow('down');
    vi.setSystemTime(Date.now() + 5_001);
    await expect(gate.run(undefined, failing(outage()))).rejects.toThrow('down');
    await expect(gate.run(undefined, async () => 'read')).rejects.toMatchObject({ why: 'UNAVAILABLE' });
    vi.setSystemTime(Date.now() + 5_001);
    expect(await gate.run(undefined, async () => 'read')).toBe('read');
    expect(await gate.run(undefined, async () => 'read')).toBe('read');
  } finally {
    vi.useRealTimers();
  }
});

it('says in time that a read could not be made while another tries out the server', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const gate = gateOf({ concurrency: 4, readTimeoutMs: 50 });
    for (let i = 0; i < 5; i += 1) await expect(gate.run(undefined, failing(outage()))).rejects.toThrow('down');
    vi.setSystemTime(Date.now() + 5_001);
    const { promise: answer, resolve } = Promise.withResolvers<string>();
    const trial = gate.run(undefined, () => answer);
    await expect(gate.run(undefined, async () => 'read', ['HAM'])).rejects.toMatchObject({ why: 'TIMEOUT' });
    resolve('read');
    expect(await trial).toBe('read');
  } finally {
    vi.useRealTimers();
  }
});

it('says that too many wait', async () => {
  const gate = gateOf({ concurrency: 1 });
  const gone = new AbortController();
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  const first = gate.run(undefined, () => answer);
  const waiting = Array.from({ length: 2_000 }, () => gate.run(gone.signal, async () => 'read').catch(() => 'gone'));
  await expect(gate.run(undefined, async () => 'read')).rejects.toMatchObject({ why: 'UNAVAILABLE' });
  gone.abort();
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['gone']));
  resolve('first');
  expect(await first).toBe('first');
  expect(await gate.run(undefined, async () => 'read')).toBe('read');
});

it('has no more reads under way than the server takes requests in a second', async () => {
  const gate = gateOf({ concurrency: 8, requestsPerSecond: 2 });
  let now = 0;
  let most = 0;
  const reads = Array.from({ length: 6 }, () =>
    gate.run(undefined, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    }),
  );
  await Promise.all(reads);
  expect(most).toBe(1);
});

it.each([
  ['a refusal of the business', new RejectedError(businessProblem('ERP_REFUSED', 'no'))],
  ['a key that is not accepted', new RetryableError('key', { why: 'AUTH' })],
  ['a database that is not there', new RetryableError('database', { why: 'CONFIGURATION' })],
  ['the connection’s own limit', new RetryableError('pace', { why: 'THROTTLED', cause: OWN_LIMIT })],
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
