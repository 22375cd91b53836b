import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled, stepsOf } from '../../kit/ledger-view.ts';
import { patient } from '../../kit/patience.ts';
import { type Cell, CONFIGURATIONS, crossed, lateCommit, NO_PROXIES, PASSING_ON } from '../../kit/proxies/index.ts';
import { type FactoryBehindProxies, type Site, startFactory, WAYS, type Way } from './factory-behind-proxies.ts';

/**
 * Proxies that pass a posting on and answer by themselves before the ERP does, crossed with ways of posting. 24 cells of
 * the table in every run; all of it with PROXY_TABLE=whole.
 */
const CLOSING = CONFIGURATIONS.filter(({ passesOn }) => !passesOn);
const isWhole = process.env.PROXY_TABLE === 'whole';
const batches: readonly (readonly Cell<Way>[])[] = isWhole
  ? WAYS.map((way) => crossed(PASSING_ON, [way]))
  : [crossed(PASSING_ON, WAYS, 24)];

/** The calls that post. A call before them that is late as well is absolute, and may be made again. */
const POSTING_CALLS = [
  { model: 'mrp.production', method: 'button_mark_done' },
  { model: 'stock.scrap', method: 'action_validate' },
  { model: 'manufacturing.hub.receipt', method: 'post' },
];
const GOOD = 4;

const CONFIRM = `mutation ($input: ConfirmProductionInput!, $key: ID!) {
  confirmProduction(input: $input, idempotencyKey: $key) { command { id } problems { code message } } }`;

/** What became of a site: of the command, and in the ERP's own books. */
async function outcomeOf(factory: FactoryBehindProxies, site: Site, commandId: string) {
  const { test } = factory;
  const { status, reason } = await test.database.db
    .selectFrom('command')
    .select(['status', 'reason'])
    .where('id', '=', commandId)
    .executeTakeFirstOrThrow();
  const steps = await stepsOf(test.database.db, commandId);
  const { odoo } = site.place;
  const ids = await odoo.searchRead('mrp.production', [['name', '=like', `${site.orderNumber}%`]], ['state']);
  const journal = await test.side(site.connection).journal();
  const scraps = await odoo.searchRead('stock.scrap', [['production_id', 'in', ids.map(({ id }) => id)]], ['state']);
  const of = (effect: string, records: readonly { id: number }[]) =>
    journal
      .filter((row) => row.effect === effect && records.some(({ id }) => id === Number(row.id)))
      .map((row) => Number(row.quantity));
  const lines = await odoo.searchRead<{ id: number; consume_line_ids: number[] }>(
    'stock.move.line',
    [
      ['move_id.production_id', '=', site.orderId],
      ['state', '=', 'done'],
      ['move_id.scrap_id', '=', false],
      ['lot_id.name', '=', `OUT-${site.plantCode}`],
    ],
    ['consume_line_ids'],
  );
  return {
    ...{ status, reason, steps: steps.map(({ state }) => state) },
    produced: of('production.posted', ids),
    scrapped: of('scrap.done', scraps),
    genealogy: lines.map((line) => line.consume_line_ids.length > 0),
  };
}

async function confirm(factory: FactoryBehindProxies, site: Site): Promise<string> {
  const mes = await factory.test.user('mes', [site.plantCode]);
  const { plantCode, orderNumber, lot, cell } = site;
  const quantity = (value: number, unit = 'C62') => ({ value: String(value), unit });
  const scrapped = cell.case.scrap ? 1 : 0;
  const input = {
    ...{ plantCode, orderNumber, good: quantity(GOOD) },
    outputLots: [{ lotNumber: `OUT-${plantCode}`, quantity: quantity(GOOD + scrapped) }],
    consumption: [
      {
        ...{ itemNumber: 'CST-GP20', quantity: quantity(GOOD + scrapped) },
        lots: [{ lotNumber: lot, quantity: quantity(GOOD + scrapped) }],
      },
    ],
    ...(cell.case.scrap ? { scrap: [{ quantity: quantity(1), reasonCode: 'DIMENSION' }] } : {}),
  };
  const answer = await mes.ask<{
    confirmProduction: { command: { id: string } | null; problems: { code: string; message: string }[] };
  }>(CONFIRM, { input, key: `proxy-${plantCode}-confirm-0001` });
  const id = answer.data?.confirmProduction.command?.id;
  if (!id) throw new Error(JSON.stringify(answer));
  return id;
}

const right = (site: Site) => ({
  ...{ status: 'SUCCEEDED', reason: 'ALL_STEPS_APPLIED' },
  ...{ steps: site.cell.case.scrap ? ['APPLIED', 'APPLIED'] : ['APPLIED'] },
  ...{ produced: [site.cell.case.scrap ? GOOD + 1 : GOOD], scrapped: site.cell.case.scrap ? [1] : [] },
  genealogy: [true],
});

describe.skipIf(NO_PROXIES)(`a proxy before the ERP${NO_PROXIES ? ` (no ${NO_PROXIES} here)` : ''}`, () => {
  describe.each(batches.map((cells, index) => ({ cells, index })))(
    'that answers by itself, part $index',
    ({ cells }) => {
      let factory: FactoryBehindProxies;
      const commands = new Map<string, string>();
      beforeAll(async () => {
        factory = await startFactory(cells);
        for (const connection of new Set(factory.sites.map((site) => site.connection))) {
          await factory.test
            .side(connection)
            .fault(POSTING_CALLS.map((match) => ({ ...lateCommit(match), times: 1_000 })));
        }
      });
      afterAll(() => factory?.stop());

      it('lets every command come to an end', async () => {
        await Promise.all(
          factory.sites.map(async (site) => commands.set(site.plantCode, await confirm(factory, site))),
        );
        await settled(factory.test.database.db, patient(90_000));
      });

      it.each(cells.map((cell, index) => ({ name: cell.name, index })))('$name: posted once', async ({ index }) => {
        const site = factory.sites[index] as Site;
        const outcome = await outcomeOf(factory, site, commands.get(site.plantCode) ?? '');
        expect(outcome).toEqual(right(site));
      });
    },
  );

  it('that lets nothing pass for a while: posted once, afterwards', async () => {
    const factory = await startFactory(crossed(CLOSING, WAYS, CLOSING.length));
    try {
      // The hub has asked each ERP who it is, and what there is, before the door is shut.
      await Promise.all(factory.proxies.map((proxies) => proxies.shut()));
      const ids = await Promise.all(factory.sites.map((site) => confirm(factory, site)));
      await Promise.all(factory.proxies.map((proxies) => proxies.reopen()));
      await settled(factory.test.database.db, patient(90_000));
      for (const [index, site] of factory.sites.entries()) {
        const outcome = await outcomeOf(factory, site, ids[index] ?? '');
        expect({ name: site.cell.name, ...outcome }).toEqual({ name: site.cell.name, ...right(site) });
      }
    } finally {
      await factory.stop();
    }
  });
});
