import { describe, expect, it } from 'vitest';
import { createPace } from './pace.ts';

describe('a pace', () => {
  it('lets calls leave one interval after the other, and at once after a pause', async () => {
    let time = 0;
    const pace = createPace(1000, () => time);
    const left: number[] = [];
    const call = async (name: number) => {
      await pace();
      left.push(name);
    };
    await Promise.all([call(1), call(2), call(3)]);
    expect(left).toEqual([1, 2, 3]);
    time = 60_000;
    await call(4);
    expect(left).toHaveLength(4);
  });

  it('without a limit does not wait, and ends a wait that nobody needs any more', async () => {
    const unlimited = createPace(null);
    await Promise.all(Array.from({ length: 1000 }, () => unlimited()));
    const slow = createPace(0.001, () => 0);
    await slow();
    await expect(slow(AbortSignal.abort())).rejects.toThrow();
  });
});
