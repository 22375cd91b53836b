import { expect, it } from 'vitest';
import { patient } from '../../../test/kit/patience.ts';
import { type Lane, Places } from './lanes.ts';

const ham: Lane = { name: 'HAM', isOfOnePlant: true };
const pue: Lane = { name: 'PUE', isOfOnePlant: true };
const brn: Lane = { name: 'BRN', isOfOnePlant: true };
const both: Lane = { name: 'HAM PUE', isOfOnePlant: false };
const TIME = { timeoutMs: patient(60_000) };

const placesOf = (count: number, isOfSeveralPlants = true) => new Places(count, { isOfSeveralPlants });

/** Asks for so many places; what was given so far, in order, and how to give one back. */
function crowd(places: Places) {
  const given: { lane: string; giveBack: () => void }[] = [];
  const tick = () => new Promise((resolve) => setImmediate(resolve));
  return {
    async ask(lane: Lane, count: number) {
      for (let i = 0; i < count; i += 1) {
        places.take(lane, TIME).then((giveBack) => given.push({ lane: lane.name, giveBack }));
      }
      await tick();
    },
    async giveBack(lane: Lane) {
      const at = given.findIndex((place) => place.lane === lane.name);
      given.splice(at, 1)[0]?.giveBack();
      await tick();
    },
    held: (lane: Lane) => given.filter((place) => place.lane === lane.name).length,
    total: () => given.length,
  };
}

it('gives one plant that asks alone all places but one', async () => {
  const all = crowd(placesOf(8));
  await all.ask(ham, 20);
  expect(all.held(ham)).toBe(7);
});

it('gives every place to the reads of a connection that serves one plant', async () => {
  const all = crowd(placesOf(8, false));
  await all.ask(ham, 20);
  expect(all.held(ham)).toBe(8);
});

it('has a place for a plant while the reads of others hang', async () => {
  const all = crowd(placesOf(8));
  await all.ask(ham, 100);
  await all.ask(both, 100);
  expect(all.held(both)).toBe(0);
  await all.ask(pue, 3);
  expect(all.held(pue)).toBe(1);
  await all.giveBack(pue);
  expect(all.held(pue)).toBe(1);
  await all.giveBack(pue);
  await all.giveBack(pue);
  expect(all.held(pue)).toBe(0);
  expect(all.total()).toBe(7);
});

it('keeps a place for each plant that asked lately, half of all at most', async () => {
  const all = crowd(placesOf(8));
  for (const lane of [pue, brn]) {
    await all.ask(lane, 1);
    await all.giveBack(lane);
  }
  await all.ask(ham, 20);
  expect(all.held(ham)).toBe(5);
  await all.ask(pue, 1);
  await all.ask(brn, 1);
  expect([all.held(pue), all.held(brn)]).toEqual([1, 1]);
  const many = crowd(placesOf(8));
  for (let i = 0; i < 20; i += 1) {
    const lane = { name: `P${i}`, isOfOnePlant: true };
    await many.ask(lane, 1);
    await many.giveBack(lane);
  }
  await many.ask(ham, 20);
  expect(many.held(ham)).toBe(4);
});

it('lets lanes that wait take turns', async () => {
  const places = placesOf(2);
  const started: string[] = [];
  const waiting: (() => void)[] = [];
  const read = async (lane: Lane) => {
    const giveBack = await places.take(lane, TIME);
    started.push(lane.name);
    await new Promise<void>((resolve) => waiting.push(resolve));
    giveBack();
  };
  const reads = [...Array.from({ length: 4 }, () => read(ham)), ...Array.from({ length: 4 }, () => read(pue))];
  while (started.length < 8 || waiting.length > 0) {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(reads);
  const firstHalf = started.slice(0, 4);
  expect(firstHalf.filter((name) => name === 'HAM')).toHaveLength(2);
});

it('uses a single place for whoever comes', async () => {
  const all = crowd(placesOf(1));
  await all.ask(both, 1);
  await all.ask(ham, 1);
  expect([all.held(both), all.held(ham)]).toEqual([1, 0]);
  await all.giveBack(both);
  expect(all.held(ham)).toBe(1);
});

it('forgets who leaves or whose time is over, and takes no more than can be answered', async () => {
  const places = placesOf(1);
  const giveBack = await places.take(ham, TIME);
  const gone = new AbortController();
  const left = places.take(pue, { ...TIME, signal: gone.signal });
  const late = places.take(pue, { timeoutMs: 1 });
  await expect(late).rejects.toMatchObject({ why: 'late' });
  gone.abort();
  await expect(left).rejects.toMatchObject({ why: 'gone' });
  const waiting = Array.from({ length: 2_000 }, () => places.take(pue, TIME));
  await expect(places.take(pue, TIME)).rejects.toMatchObject({ why: 'full' });
  giveBack();
  giveBack();
  for (const next of waiting) (await next)();
  expect(await places.take(ham, TIME)).toBeInstanceOf(Function);
});
