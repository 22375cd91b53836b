import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArenaClient } from '../../../connectors/arena/client.ts';
import { Memory } from '../../../connectors/arena/memory.ts';
import { openPlmReader } from '../../../connectors/arena/plm-reader.ts';
import { openQmsReader } from '../../../connectors/arena/qms-reader.ts';
import { CallCounter } from '../../../lib/call-counter.ts';
import { openWorkshop, optionsFor, pick, type Workshop } from './workshop.ts';

/** What was remembered is a hint: it saves a search where it is right, and costs no wrong answer where it is not. */
describe('a GUID that is remembered', () => {
  let shop: Workshop;
  const changes: { guid: string; number: string }[] = [];
  const processes: { guid: string; number: string; item: string }[] = [];

  beforeAll(async () => {
    shop = await openWorkshop();
    const template = { guid: await shop.setting('qualityprocesses/templates', 'Nonconformance') };
    for (const name of ['FIRST', 'SECOND']) {
      const item = await shop.createItem(name);
      const change = await shop.createChange({ title: name });
      await shop.addToChange(change.guid, item, 'A');
      changes.push(change);
      const { body } = await shop.call('POST', '/qualityprocesses', { name, template });
      const guid = pick<string>(body, 'guid');
      const path = `/qualityprocesses/${guid}/steps`;
      const step = pick<string>((await shop.call('GET', path)).body, 'results.0.guid');
      await shop.call('POST', `${path}/${step}/affected`, { affected: { guid: item } });
      processes.push({ guid, number: pick<string>(body, 'number'), item: name });
    }
  });
  afterAll(() => shop.close());

  /** Readers of a connection that remembers this. */
  function withMemory(fill: (memory: Memory) => void) {
    const memory = new Memory();
    fill(memory);
    const calls = new CallCounter();
    const client = new ArenaClient(optionsFor(shop.url));
    return {
      calls,
      plm: openPlmReader(client, optionsFor(shop.url), memory, { calls }),
      qms: openQmsReader(client, optionsFor(shop.url), memory, { calls }),
    };
  }

  const nowhere = 'AAAAAAAAAAAAAAAAAAAA';
  const wrong = [
    ['leads to another record', () => [changes[0]?.guid ?? '', processes[0]?.guid ?? '']],
    ['leads nowhere', () => [nowhere, nowhere]],
  ] as const;

  it.each(wrong)('of a change and %s is looked for again, once', async (_name, guids) => {
    const [first, second] = changes;
    const { plm, calls } = withMemory((memory) => memory.changes.set(second?.number ?? '', guids()[0] ?? ''));
    expect(await plm.change(second?.number ?? '')).toMatchObject({
      changeNumber: second?.number,
      title: 'SECOND',
      affectedItems: [{ itemNumber: 'SECOND' }],
    });
    expect((await plm.changeContent(second?.number ?? '')).map(({ itemNumber }) => itemNumber)).toEqual(['SECOND']);
    expect((await plm.change(first?.number ?? ''))?.title).toBe('FIRST');
    expect(calls.toJSON().arena).toMatchObject({ changes: guids()[0] === nowhere ? 5 : 4 });
  });

  it.each(wrong)('of a nonconformance and %s is looked for again', async (_name, guids) => {
    const number = processes[1]?.number ?? '';
    const { qms } = withMemory((memory) =>
      memory.processes.set(number, { guid: guids()[1] ?? '', itemStep: guids()[1] ?? '' }),
    );
    const [found, item] = await Promise.all([qms.nonconformance(number), qms.itemNumber(number)]);
    expect([found?.ncrNumber, found?.title, item]).toEqual([number, 'SECOND', 'SECOND']);
  });

  it('with a step that is not the one of the item any more gives the item all the same', async () => {
    const { guid, number } = processes[0]!;
    const steps = (await shop.call('GET', `/qualityprocesses/${guid}/steps`)).body;
    const { qms } = withMemory((memory) =>
      memory.processes.set(number, { guid, itemStep: pick<string>(steps, 'results.1.guid') }),
    );
    expect(await qms.itemNumber(number)).toBe('FIRST');
  });

  it('of what is not there at all is forgotten', async () => {
    const { plm, qms } = withMemory((memory) => {
      memory.changes.set('ECO-9', nowhere);
      memory.processes.set('NCMR-9', { guid: nowhere, itemStep: nowhere });
    });
    expect(await plm.change('ECO-9')).toBeNull();
    expect([await qms.nonconformance('NCMR-9'), await qms.itemNumber('NCMR-9')]).toEqual([null, null]);
  });
});
