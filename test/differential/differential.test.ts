import { describe, expect, it } from 'vitest';
import { Chance } from './chance.ts';
import { randomOperation } from './random-operation.ts';
import { randomSupergraph } from './random-supergraph.ts';
import { World } from './world.ts';

/**
 * The judge of the gateway: random valid operations, answered by it over stand-in subgraphs and by graphql-js over one
 * schema. FUZZ_SEED repeats a run, FUZZ_COUNT makes it longer.
 */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);
const COUNT = Number(process.env.FUZZ_COUNT ?? 300);
const OPERATIONS_PER_SUPERGRAPH = 30;

interface Tally {
  asked: number;
  thrownAway: number;
  /** Operations that took more than one fetch, and the most that one took. */
  joined: number;
  most: number;
  unplanned: number;
  readonly differences: string[];
}

async function ask(world: World, seed: number, count: number, tally: Tally): Promise<void> {
  const chance = new Chance(seed);
  for (let asked = 0; asked < count; ) {
    const operation = randomOperation(chance, world.schema);
    if (!world.isValid(operation)) {
      tally.thrownAway += 1;
      continue;
    }
    asked += 1;
    const before = world.fetches;
    const verdict = await world.compare(operation);
    const fetches = world.fetches - before;
    tally.asked += 1;
    tally.joined += fetches > 1 ? 1 : 0;
    tally.most = Math.max(tally.most, fetches);
    if (verdict === 'NO_PLAN') tally.unplanned += 1;
    else if (verdict !== 'EQUAL')
      tally.differences.push(`FUZZ_SEED=${seed}, operation ${asked}: ${verdict.difference}`);
  }
}

const newTally = (): Tally => ({ asked: 0, thrownAway: 0, joined: 0, most: 0, unplanned: 0, differences: [] });

function summaryOf(what: string, { asked, thrownAway, joined, most, unplanned, differences }: Tally): string {
  const share = Math.round((100 * joined) / asked);
  return (
    `${what}, FUZZ_SEED=${SEED}: ${asked} operations (${thrownAway} were not valid), ${share} % of several fetches, ` +
    `at most ${most}; ${unplanned} without a plan, ${differences.length} differences`
  );
}

describe('the gateway answers as graphql-js does', () => {
  it("over the hub's own graph", async ({ task }) => {
    const tally = newTally();
    const world = await World.hub();
    try {
      await ask(world, SEED, Math.ceil(COUNT / 2), tally);
    } finally {
      await world.close();
    }
    task.meta.note = summaryOf("The hub's own graph", tally);
    expect(tally.differences.slice(0, 3).join('\n\n')).toBe('');
    expect(tally.unplanned).toBe(0);
    expect(tally.joined).toBeGreaterThan(tally.asked / 10);
  });

  it('over generated graphs', async ({ task }) => {
    const tally = newTally();
    for (let n = 0; n < Math.ceil(COUNT / 2 / OPERATIONS_PER_SUPERGRAPH); n += 1) {
      const { supergraphSdl, subgraphs } = randomSupergraph(new Chance(SEED + n));
      const world = await World.open(supergraphSdl, subgraphs);
      try {
        await ask(world, SEED + n, OPERATIONS_PER_SUPERGRAPH, tally);
      } finally {
        await world.close();
      }
    }
    task.meta.note = summaryOf('Generated graphs', tally);
    expect(tally.differences.slice(0, 3).join('\n\n')).toBe('');
    expect(tally.unplanned).toBeLessThan(tally.asked / 5);
    expect(tally.joined).toBeGreaterThan(tally.asked / 10);
  });
});
