import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArenaConnector } from '../../../connectors/arena/index.ts';
import { createPlmSubgraph } from '../../../subgraphs/plm/index.ts';
import { connectorTo, LIMITS, openWorkshop, type Workshop } from '../arena/workshop.ts';
import { askSubgraph, entities } from '../ask-subgraph.ts';
import { type RoundsMeter, startRoundsMeter } from '../rest-rounds.ts';

const COMPONENTS = Array.from({ length: 8 }, (_, i) => `PART-${i}`);
const itemKeys = COMPONENTS.map((itemNumber) => ({ __typename: 'Item', itemNumber }));

/**
 * What reading costs the PLM, counted by the PLM itself: how many calls, and in how many rounds of which each waits for
 * the one before. docs/reads.md says why some kinds of call come once for each parent.
 */
describe('calls to the PLM', () => {
  let shop: Workshop;
  let meter: RoundsMeter;
  let arena: ArenaConnector;
  const changes: string[] = [];

  beforeAll(async () => {
    shop = await openWorkshop();
    const parts: string[] = [];
    for (const number of COMPONENTS) parts.push((await shop.release(await shop.createItem(number), 'A')).working);
    const substitute = (await shop.release(await shop.createItem('OTHER'), 'A')).effective;
    const pumps: string[] = [];
    for (const number of ['PUMP-1', 'PUMP-2']) {
      const pump = await shop.createItem(number);
      for (const part of parts) {
        const line = await shop.addLine(pump, part, 2);
        const body = { item: { guid: substitute }, quantity: 1, rank: 1 };
        await shop.call('POST', `/items/${pump}/bom/${line}/substitutes`, body);
      }
      pumps.push((await shop.release(pump, 'A')).working);
    }
    for (const pump of pumps) {
      const change = await shop.createChange({ title: 'New revision' });
      await shop.addToChange(change.guid, pump);
      await shop.changeStatus(change.guid, 'SUBMITTED');
      await shop.changeStatus(change.guid, 'APPROVED');
      changes.push(change.number);
    }
    meter = await startRoundsMeter(shop);
    arena = connectorTo(meter.url, { limits: { ...LIMITS, concurrency: 100 } });
    // The login is no part of a read.
    await arena.plm.report();
  });
  afterAll(async () => {
    await meter?.close();
    await shop?.close();
  });

  async function ask(source: string, variables: Record<string, unknown> = {}) {
    const plm = createPlmSubgraph({ backEnds: { plm: arena.plm } });
    const asked = await askSubgraph(plm, source, { variables });
    expect(asked.errors).toEqual([]);
    return asked.data;
  }
  const roundsOf = (source: string, variables: Record<string, unknown> = {}) =>
    meter.roundsOf(() => ask(source, variables));

  it('eight items’ current revision', async () => {
    const source = entities('Item', 'currentRevision { revision name state effectiveFrom }');
    expect(await roundsOf(source, { keys: itemKeys })).toEqual(['1 items']);
  });

  it('eight items’ current revision and what released it', async () => {
    const source = entities('Item', 'currentRevision { revision releasedBy { changeNumber } }');
    expect(await roundsOf(source, { keys: itemKeys })).toEqual(['1 items', '8 items/revisions']);
  });

  it('eight items and all their revisions', async () => {
    const source = entities('Item', 'itemNumber revisions { revision state effectiveFrom }');
    expect(await roundsOf(source, { keys: itemKeys })).toEqual(['1 items', '8 items/revisions']);
  });

  it('two engineering BOMs of eight lines with their substitutes', async () => {
    const keys = ['PUMP-1', 'PUMP-2'].map((itemNumber) => ({ __typename: 'Item', itemNumber }));
    const lines =
      'lines { lineNumber component { itemNumber } quantity { value unit } substitutes { rank item { itemNumber } quantity { value } } }';
    const source = entities('Item', `currentRevision { engineeringBom { ${lines} } }`);
    await ask(source, { keys });
    expect(await roundsOf(source, { keys })).toEqual(['1 items', '1 items + 16 items/bom/substitutes', '1 items']);
  });

  it('a change by its number with what it affects, met for the first time and again', async () => {
    const source = `{ engineeringChange(changeNumber: "${changes[0]}") {
      title status effectivity effectiveOn affectedItems { item { itemNumber } toRevision } } }`;
    arena = connectorTo(meter.url, { limits: { ...LIMITS, concurrency: 100 } });
    await arena.plm.report();
    const levels = await meter.levelsOf(() => ask(source));
    expect(levels).toEqual(['1 changes', '1 changes + 1 changes/items']);
    expect(await roundsOf(source)).toEqual(['1 changes + 1 changes/items']);
  });

  it('a list of changes with what they affect', async () => {
    const source =
      '{ engineeringChanges { nodes { changeNumber title effectiveOn affectedItems { item { itemNumber } } } } }';
    expect(await roundsOf(source)).toEqual(['1 changes', '2 changes + 2 changes/items']);
  });

  it('fifty callers of the same rights at once, as one', async () => {
    const source = entities('Item', 'currentRevision { revision releasedBy { changeNumber } }');
    const fifty = () => Promise.all(Array.from({ length: 50 }, () => ask(source, { keys: itemKeys })));
    expect(await meter.roundsOf(fifty)).toEqual(await roundsOf(source, { keys: itemKeys }));
  });
});
