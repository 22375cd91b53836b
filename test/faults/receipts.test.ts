import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandLayer, openCommandLayer } from '../../commands/index.ts';
import type { AnyCommandDefinition, CommandDefinition } from '../../commands/kit/types.ts';
import type { BackEnds, ErpPort, ScrapInput } from '../../connectors/ports.ts';
import { systemClock } from '../../lib/clock.ts';
import { createLog } from '../../lib/log.ts';
import { addonTargets, targets, World } from '../contract/erp/writes-world.ts';
import { TEST_PLANTS, testCaller } from '../kit/effect-commands.ts';
import { commandOf, path, stepsOf, until } from '../kit/ledger-view.ts';
import { patient } from '../kit/patience.ts';
import { ownDatabase } from '../kit/postgres.ts';

/** A request that was lost counts as quiet only after this test has long ended. */
const LIMITS = { rpcMaxMs: 5_000, quiescenceMs: 900_000, leaseMs: 12_000 };

const scrapItem = {
  type: 'scrapItem',
  version: 1,
  scope: 'production:write',
  risk: 'NORMAL',
  parse: (raw) => ({ input: raw as ScrapInput }),
  plantsOf: () => ['P1'],
  aggregatesOf: (input) => [`item:${input.itemNumber}`],
  check: async () => ({ problems: [] }),
  plan: ({ input }) => [
    { name: 'scrap', system: 'ERP', connection: 'erp', operation: 'stock.scrap/scrap', input: { ...input } },
  ],
} satisfies CommandDefinition<ScrapInput> as unknown as AnyCommandDefinition;

const database = ownDatabase();

const isSimulated = ({ name }: { name: string }) => name.startsWith('simulator 19');
describe.each(targets.filter(isSimulated))('a step whose request was lost, on $name', (target) => {
  const hasAddon = addonTargets.includes(target);
  let world: World;
  let layer: CommandLayer;

  beforeAll(async () => {
    world = await World.open(target);
    const erp = {
      connection: 'erp',
      plants: [{ code: 'P1', timeZone: 'Europe/Berlin', warehouse: 'WH' }],
      limits: LIMITS,
      postings: world.postings,
    } as unknown as ErpPort;
    const backEnds: BackEnds = {
      ...{ erp: () => erp, erps: [erp], mes: () => undefined, meses: [], plm: undefined, qms: undefined },
    };
    layer = await openCommandLayer({
      ...{ db: database.db, definitions: [scrapItem], backEnds, plants: TEST_PLANTS, clock: systemClock },
      ...{ log: createLog('silent'), queue: null, runsCommands: true, pollMs: 50, sweepMs: 100 },
    });
    await layer.start();
  });
  afterAll(async () => {
    await layer?.stop();
    await world?.close();
  });

  async function scrapped() {
    const { id, itemNumber } = await world.item('resin');
    await world.putStock(id, 20);
    const raw = { plantCode: world.plant, order: null, itemNumber, quantity: '3', lotNumber: null };
    const submit = async () => {
      const { commandId } = await layer.submit({
        ...{ type: 'scrapItem', raw: { ...raw, reasonCode: 'CRACK', from: 'STOCK' } },
        ...{ idempotencyKey: crypto.randomUUID(), overrides: [], isDryRun: false, caller: testCaller() },
      });
      return commandId;
    };
    return { submit, left: () => world.onHand(id) };
  }

  test('the step says what it is guaranteed by', async () => {
    const { submit, left } = await scrapped();
    const id = await submit();
    await until(database.db, id, 'SUCCEEDED');
    expect(await stepsOf(database.db, id)).toMatchObject([
      { guarantee: hasAddon ? 'RECEIPT' : 'DETECTABLE', certainty: 'CONFIRMED', attempts: 1 },
    ]);
    expect(await left()).toBe(17);
  });

  test('it was carried out: found, and not done again', async () => {
    const { submit, left } = await scrapped();
    world.cut('stock.scrap', 'action_validate', 'after');
    const id = await submit();
    await until(database.db, id, 'SUCCEEDED');
    expect(await path(database.db, id)).toContain('IN_DOUBT');
    expect(await stepsOf(database.db, id)).toMatchObject([{ certainty: 'PROBED', attempts: 1 }]);
    expect(await left()).toBe(17);
  });

  test('it was not carried out: with the add-on that is certain at once, without it only when all is quiet', async () => {
    const { submit, left } = await scrapped();
    world.cut('stock.scrap', 'action_validate', 'before');
    const id = await submit();
    if (hasAddon) {
      await until(database.db, id, 'SUCCEEDED');
      expect(await stepsOf(database.db, id)).toMatchObject([{ certainty: 'CONFIRMED', attempts: 2 }]);
      expect(await left()).toBe(17);
      return;
    }
    await expect
      .poll(async () => (await commandOf(database.db, id)).probes, { timeout: patient(40_000) })
      .toBeGreaterThan(1);
    expect(await commandOf(database.db, id)).toMatchObject({ status: 'IN_DOUBT' });
    expect(await stepsOf(database.db, id)).toMatchObject([{ state: 'IN_DOUBT', attempts: 1 }]);
    expect(await left()).toBe(20);
  });
});
