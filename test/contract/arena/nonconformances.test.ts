import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPump, connectorTo, openWorkshop, type Pump, pick, type Workshop } from './workshop.ts';

let shop: Workshop;
let parts: Pump;
beforeAll(async () => {
  shop = await openWorkshop();
  parts = await buildPump(shop);
});
afterAll(() => shop.close());

describe('nonconformances', () => {
  const step = async (process: string, order: number) => {
    const { body } = await shop.call('GET', `/qualityprocesses/${process}/steps`);
    return pick<{ guid: string; attributes: { guid: string; name: string }[] }>(body, `results.${order - 1}`);
  };
  const fill = async (process: string, order: number, values: Record<string, unknown>) => {
    const { guid, attributes } = await step(process, order);
    const given = Object.entries(values).map(([name, value]) => ({
      guid: attributes.find((attribute) => attribute.name === name)?.guid,
      value,
    }));
    expect((await shop.call('PUT', `/qualityprocesses/${process}/steps/${guid}`, { attributes: given })).status).toBe(
      201,
    );
  };
  const complete = async (process: string, order?: number) => {
    const of = order === undefined ? {} : { step: { guid: (await step(process, order)).guid } };
    await shop.call('POST', '/qualityprocesses/statuschanges', {
      qualityProcess: { guid: process, ...of },
      complete: true,
    });
  };
  const open = async () => {
    const template = { guid: await shop.setting('qualityprocesses/templates', 'Nonconformance') };
    const { body } = await shop.call('POST', '/qualityprocesses', { name: 'Leaking seals', template });
    return { guid: pick<string>(body, 'guid'), number: pick<string>(body, 'number') };
  };
  const readNcr = async (number: string) => {
    const reader = shop.arena.qms.open();
    const [found, itemNumber] = await Promise.all([reader.nonconformance(number), reader.itemNumber(number)]);
    return found && { ...found, itemNumber };
  };

  it('are read from the steps of a quality process', async () => {
    const { guid, number } = await open();
    await fill(guid, 1, { Plant: 'HAM', 'Lot Number(s)': 'S-1, S-2\nS-3', Quantity: 120, Unit: 'pcs' });
    const first = (await step(guid, 1)).guid;
    await shop.call('POST', `/qualityprocesses/${guid}/steps/${first}/affected`, { affected: { guid: parts.seal } });
    expect(await readNcr(number)).toMatchObject({
      ncrNumber: number,
      plantCode: 'HAM',
      title: 'Leaking seals',
      status: 'OPEN',
      itemNumber: 'SEAL-22',
      lotNumbers: ['S-1', 'S-2', 'S-3'],
      quantity: { value: '120', unit: 'C62' },
      dispositions: [],
      ref: { system: 'QMS', type: 'quality-process', id: guid },
    });
    await complete(guid, 1);
    await complete(guid, 2);
    expect((await readNcr(number))?.status).toBe('UNDER_REVIEW');
    await fill(guid, 3, { Disposition: 'Scrap', 'Disposition Quantity': 20, 'Disposition Lot': 'S-1' });
    await complete(guid, 3);
    expect(await readNcr(number)).toMatchObject({
      status: 'DISPOSITIONED',
      dispositions: [
        {
          disposition: 'SCRAP',
          lotNumber: 'S-1',
          quantity: { value: '20' },
          by: 'Integration Hub',
          at: expect.any(String),
        },
      ],
    });
    await complete(guid);
    expect((await readNcr(number))?.status).toBe('CLOSED');
  });

  it('are null where there is none of that number, and sparse where nothing is filled in', async () => {
    const { number } = await open();
    expect(await readNcr('NCMR-999999')).toBeNull();
    expect(await readNcr('*')).toBeNull();
    expect(await readNcr(number)).toMatchObject({ plantCode: null, itemNumber: null, lotNumbers: [], quantity: null });
  });

  it('name the QMS when it is down', async () => {
    const gone = connectorTo('http://127.0.0.1:9').qms.open();
    await expect(gone.nonconformance('NCMR-1')).rejects.toMatchObject({ system: 'QMS', connection: 'arena' });
  });
});
