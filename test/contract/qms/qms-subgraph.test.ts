import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQmsSubgraph } from '../../../subgraphs/qms/index.ts';
import { ownDatabase } from '../../kit/postgres.ts';
import { buildPump, connectorTo, openWorkshop, pick, type Workshop } from '../arena/workshop.ts';
import { askSubgraph, entities } from '../ask-subgraph.ts';

const database = ownDatabase();
let shop: Workshop;
let qms: ReturnType<typeof createQmsSubgraph>;
let ham: string;
let withoutItem: string;

beforeAll(async () => {
  shop = await openWorkshop();
  const { seal } = await buildPump(shop);
  ham = await report({ Plant: 'HAM', 'Lot Number(s)': 'S-1,S-2', Quantity: 12, Unit: 'pcs' }, seal);
  withoutItem = await report({ 'Lot Number(s)': 'S-1' });
  qms = createQmsSubgraph({ backEnds: { qms: shop.arena.qms }, db: database.db });
});
afterAll(() => shop.close());

async function report(values: Record<string, unknown>, item?: string): Promise<string> {
  const template = { guid: await shop.setting('qualityprocesses/templates', 'Nonconformance') };
  const made = await shop.call('POST', '/qualityprocesses', { name: 'Leaking seals', template });
  const path = `/qualityprocesses/${pick<string>(made.body, 'guid')}/steps`;
  const step = pick<{ guid: string; attributes: { guid: string; name: string }[] }>(
    (await shop.call('GET', path)).body,
    'results.0',
  );
  const attributes = Object.entries(values).map(([name, value]) => ({
    guid: step.attributes.find((attribute) => attribute.name === name)?.guid,
    value,
  }));
  await shop.call('PUT', `${path}/${step.guid}`, { attributes });
  if (item) await shop.call('POST', `${path}/${step.guid}/affected`, { affected: { guid: item } });
  return pick<string>(made.body, 'number');
}

const FIELDS = `ncrNumber plantCode title status item { itemNumber } lots { itemNumber lotNumber }
  quantity { value unit } dispositions { disposition } openedAt`;

describe('nonconformances', () => {
  it('are read with their item, lots and quantity', async () => {
    const asked = await askSubgraph(qms, `{ nonconformance(ncrNumber: "${ham}") { ${FIELDS} } }`);
    expect(asked).toMatchObject({
      errors: [],
      data: {
        nonconformance: {
          ncrNumber: ham,
          plantCode: 'HAM',
          title: 'Leaking seals',
          status: 'OPEN',
          item: { itemNumber: 'SEAL-22' },
          lots: [
            { itemNumber: 'SEAL-22', lotNumber: 'S-1' },
            { itemNumber: 'SEAL-22', lotNumber: 'S-2' },
          ],
          quantity: { value: '12', unit: 'C62' },
          dispositions: [],
        },
      },
    });
  });

  it('of a plant that the caller may not see are not there; those of none are', async () => {
    const caller = { plants: new Set(['PUE']) };
    const keys = [ham, withoutItem, 'NCMR-9'].map((ncrNumber) => ({ __typename: 'Nonconformance', ncrNumber }));
    const asked = await askSubgraph(qms, entities('Nonconformance', 'ncrNumber'), { variables: { keys }, caller });
    expect(asked).toMatchObject({ data: { _entities: [null, { ncrNumber: withoutItem }, null] }, errors: [] });
  });

  it('say which key is missing where lots are named without an item', async () => {
    const asked = await askSubgraph(
      qms,
      `{ nonconformance(ncrNumber: "${withoutItem}") { title lots { lotNumber } } }`,
    );
    expect(asked).toMatchObject({
      data: { nonconformance: { title: 'Leaking seals', lots: null } },
      errors: [{ path: 'nonconformance.lots', code: 'KEY_MISSING', system: 'QMS' }],
    });
  });

  it('need a scope of quality, and a QMS', async () => {
    const caller = { scopes: new Set(['production:read']) };
    const source = `{ nonconformance(ncrNumber: "${ham}") { title } }`;
    expect(await askSubgraph(qms, source, { caller })).toMatchObject({ errors: [{ code: 'FORBIDDEN' }], calls: {} });
    const none = createQmsSubgraph({ backEnds: { qms: undefined }, db: database.db });
    expect(await askSubgraph(none, source)).toMatchObject({ data: { nonconformance: null }, errors: [] });
    const gone = createQmsSubgraph({ backEnds: { qms: connectorTo('http://127.0.0.1:9').qms }, db: database.db });
    expect((await askSubgraph(gone, source)).errors).toMatchObject([
      { code: 'BACKEND_UNAVAILABLE', system: 'QMS', connection: 'arena', isRetryable: true },
    ]);
  });
});
