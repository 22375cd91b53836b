import { expect, it } from 'vitest';
import { SharedReads } from './shared-reads.ts';

/** A read that waits until it is told to end, and says how often it was made. */
function heldRead() {
  const ends: { resolve(value: string): void; reject(error: Error): void; signal: AbortSignal }[] = [];
  return {
    ends,
    read: (signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        ends.push({ resolve, reject, signal });
        signal.addEventListener('abort', () => reject(new Error('given up')));
      }),
  };
}

it('asks once for all who ask the same at the same time, and again afterwards', async () => {
  const shared = new SharedReads({ system: 'ERP', connection: 'erp' });
  const { ends, read } = heldRead();
  const asked = Array.from({ length: 50 }, () => shared.run('a', undefined, read));
  expect(ends).toHaveLength(1);
  ends[0]?.resolve('answer');
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['answer']));
  const again = shared.run('a', undefined, read);
  expect(ends).toHaveLength(2);
  ends[1]?.resolve('new');
  expect(await again).toBe('new');
});

it('shares nothing between different keys', async () => {
  const shared = new SharedReads({ system: 'ERP', connection: 'erp' });
  const { ends, read } = heldRead();
  const asked = ['HAM', 'PUE'].map((key) => shared.run(key, undefined, read));
  expect(ends).toHaveLength(2);
  for (const [i, end] of ends.entries()) end.resolve(String(i));
  expect(await Promise.all(asked)).toEqual(['0', '1']);
});

it('fails for all, and is asked anew by the next', async () => {
  const shared = new SharedReads({ system: 'ERP', connection: 'erp' });
  const { ends, read } = heldRead();
  const asked = [shared.run('a', undefined, read), shared.run('a', undefined, read)];
  ends[0]?.reject(new Error('down'));
  for (const one of asked) await expect(one).rejects.toThrow('down');
  const next = shared.run('a', undefined, read);
  ends[1]?.resolve('up');
  expect(await next).toBe('up');
});

it('goes on while somebody waits, and ends when nobody does', async () => {
  const shared = new SharedReads({ system: 'ERP', connection: 'erp' });
  const { ends, read } = heldRead();
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [first, second].map(({ signal }) => shared.run('a', signal, read));
  first.abort();
  await expect(asked[0]).rejects.toMatchObject({ name: 'RetryableError', why: 'UNAVAILABLE', connection: 'erp' });
  expect(ends[0]?.signal.aborted).toBe(false);
  second.abort();
  await expect(asked[1]).rejects.toMatchObject({ why: 'UNAVAILABLE' });
  expect(ends[0]?.signal.aborted).toBe(true);
  const next = shared.run('a', undefined, read);
  ends[1]?.resolve('fresh');
  expect(await next).toBe('fresh');
  await expect(shared.run('a', AbortSignal.abort(), read)).rejects.toMatchObject({ why: 'UNAVAILABLE' });
  expect(ends).toHaveLength(2);
});
