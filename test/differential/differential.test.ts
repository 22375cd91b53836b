import { describe, expect, it } from 'vitest';
import { Chance } from './chance.ts';
import { randomOperation } from './random-operation.ts';
import { World } from './world.ts';

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const COUNT = Number(process.env.FUZZ_COUNT ?? 300);

/** Asks the world so many random operations; says what differed, and how the operations were. */
async function ask(world: World, count: number, seed: number): Promise<string[]> {
  const chance = new Chance(seed);
  const differences: string[] = [];
  let [asked, thrownAway, joined, deepest] = [0, 0, 0, 0];
  while (asked < count) {
    const operation = randomOperation(chance, world.schema);
    if (!world.isValid(operation)) {
      thrownAway += 1;
      continue;
    }
    asked += 1;
    const before = world.fetches;
    const difference = await world.difference(operation);
    const fetches = world.fetches - before;
    if (fetches > 1) joined += 1;
    deepest = Math.max(deepest, fetches);
    if (difference !== undefined) differences.push(`seed ${seed}, operation ${asked}: ${difference}`);
  }
  console.log(
    `seed ${seed}: ${asked} operations (${thrownAway} invalid ones thrown away), ${joined} took several fetches, at most ${deepest}`,
  );
  return differences;
}

describe('the gateway answers as one schema would', () => {
  it(`over the hub's own graph (FUZZ_SEED=${SEED})`, async () => {
    const world = await World.hub();
    try {
      expect((await ask(world, Math.ceil(COUNT / 2), SEED)).slice(0, 5).join('\n\n')).toBe('');
    } finally {
      await world.close();
    }
  });
});
