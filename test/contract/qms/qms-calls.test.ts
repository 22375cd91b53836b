import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../lib/identity/caller.ts';
import { createQmsSubgraph } from '../../../subgraphs/qms/index.ts';
import { ownDatabase } from '../../kit/postgres.ts';
import { connectorTo, LIMITS, openWorkshop, pick, type Workshop } from '../arena/workshop.ts';
import { askSubgraph, entities } from '../ask-subgraph.ts';
import { type RoundsMeter, startRoundsMeter } from '../rest-rounds.ts';

const database = ownDatabase();

/** As for the PLM: docs/reads.md. */
describe('calls to the QMS', () => {
  let shop: Workshop;
  let meter: RoundsMeter;
  let qms: ReturnType<typeof createQmsSubgraph>;
  const numbers: string[] = [];

  beforeAll(async () => {
    shop = await openWorkshop();
    const template = { guid: await shop.setting('qualityprocesses/templates', 'Nonconformance') };
    for (let i = 0; i < 6; i += 1) {
      const item = (await shop.release(await shop.createItem(`SEAL-${i}`), 'A')).effective;
      const made = await shop.call('POST', '/qualityprocesses', { name: 'Leaking seals', template });
      const path = `/qualityprocesses/${pick<string>(made.body, 'guid')}/steps`;
      const step = pick<string>((await shop.call('GET', path)).body, 'results.0.guid');
      await shop.call('POST', `${path}/${step}/affected`, { affected: { guid: item } });
      numbers.push(pick<string>(made.body, 'number'));
    }
    meter = await startRoundsMeter(shop);
    const arena = connectorTo(meter.url, { limits: { ...LIMITS, concurrency: 100 } });
    qms = createQmsSubgraph({ backEnds: { qms: arena.qms }, db: database.db });
    await arena.qms.report();
  });
  afterAll(async () => {
    await meter?.close();
    await shop?.close();
  });

  async function ask(ncrNumbers: readonly string[], caller: Partial<Caller> = {}) {
    const keys = ncrNumbers.map((ncrNumber) => ({ __typename: 'Nonconformance', ncrNumber }));
    const source = entities('Nonconformance', 'ncrNumber title status item { itemNumber }');
    const asked = await askSubgraph(qms, source, { variables: { keys }, caller });
    expect(asked.errors).toEqual([]);
    expect(asked.data).toMatchObject({
      _entities: ncrNumbers.map((number) => ({ item: { itemNumber: `SEAL-${numbers.indexOf(number)}` } })),
    });
  }

  it('a nonconformance that is met for the first time, and again', async () => {
    expect(await meter.roundsOf(() => ask(numbers.slice(0, 1)))).toEqual([
      '1 qualityprocesses',
      '1 qualityprocesses/steps',
      '1 qualityprocesses/steps/affected',
      '1 items',
    ]);
    expect(await meter.roundsOf(() => ask(numbers.slice(0, 1)))).toEqual([
      '1 qualityprocesses + 1 qualityprocesses/steps + 1 qualityprocesses/steps/affected',
      '1 items',
    ]);
  });

  it('six nonconformances', async () => {
    await ask(numbers);
    expect(await meter.roundsOf(() => ask(numbers))).toEqual([
      '6 qualityprocesses + 6 qualityprocesses/steps + 6 qualityprocesses/steps/affected',
      '6 items',
    ]);
  });

  it('without their item', async () => {
    const keys = numbers.map((ncrNumber) => ({ __typename: 'Nonconformance', ncrNumber }));
    const source = entities('Nonconformance', 'ncrNumber title status');
    const run = () => askSubgraph(qms, source, { variables: { keys } });
    await run();
    expect(await meter.roundsOf(run)).toEqual(['6 qualityprocesses + 6 qualityprocesses/steps']);
  });

  it('fifty callers of the same rights at once cost what one costs, and callers of others do not', async () => {
    const one = numbers.slice(0, 1);
    const fifty = () => Promise.all(Array.from({ length: 50 }, () => ask(one)));
    expect(await meter.roundsOf(fifty)).toEqual(await meter.roundsOf(() => ask(one)));
    const two = await meter.roundsOf(() => Promise.all([ask(one), ask(one, { plants: new Set(['HAM']) })]));
    expect(two.at(-1)).toBe('2 items');
  });
});
