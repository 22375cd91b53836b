import { expect, test } from 'vitest';
import { productOf } from '../../../demo/seed/odoo-context.ts';
import { makeOrder } from '../../../demo/seed/odoo-orders.ts';
import { ownHub } from '../../kit/hub.ts';
import { settled } from '../../kit/ledger-view.ts';
import { patient } from '../../kit/patience.ts';

const hub = ownHub();
const CONFIRM = `mutation ($input: ConfirmProductionInput!, $key: ID!) {
  confirmProduction(input: $input, idempotencyKey: $key) { command { id } isReplay problems { code message } } }`;

interface Confirmed {
  confirmProduction: { command: { id: string } | null; isReplay: boolean; problems: { code: string }[] };
}

/** An order of HAM with material for all of it. */
async function openOrder(number: string, quantity: number) {
  const place = await hub().odoo('HAM');
  for (const item of ['STL-3', 'BLT-M8X40']) {
    await place.odoo.create(
      'stock.quant',
      {
        ...{ product_id: productOf(place, item).id, location_id: place.warehouse.stockId },
        inventory_quantity_auto_apply: 1_000_000,
      },
      { inventory_mode: true },
    );
  }
  await makeOrder(place, { number, item: 'BRK-12', quantity: String(quantity), state: 'confirmed', inDays: 0 });
  const mes = await hub().user('mes', ['HAM']);
  const confirm = async (good: number, key: string) => {
    const input = { plantCode: 'HAM', orderNumber: number, good: { value: String(good), unit: 'C62' } };
    const { data, errors } = await mes.ask<Confirmed>(CONFIRM, { input, key });
    if (!data) throw new Error(JSON.stringify(errors));
    return data.confirmProduction;
  };
  const posted = async () => {
    const names = await place.odoo.searchRead<{ id: number; name: string }>(
      'mrp.production',
      [['name', '=like', `${number}%`]],
      ['name'],
    );
    const ids = new Set(names.map((row) => row.id));
    const journal = await hub().side('odoo-ham').journal();
    return journal
      .filter((row) => row.effect === 'production.posted' && ids.has(Number(row.id)))
      .map((row) => Number(row.quantity));
  };
  return { confirm, posted };
}

test('E1 40 mutations with one key at once, through the gateway: one command, one posting', async () => {
  const { confirm, posted } = await openOrder('HAM/ONE/00001', 100);
  const answers = await Promise.all(Array.from({ length: 40 }, () => confirm(7, 'one-key-for-forty-mutations')));
  expect(answers.flatMap((answer) => answer.problems)).toEqual([]);
  expect(new Set(answers.map((answer) => answer.command?.id)).size).toBe(1);
  expect(answers.filter((answer) => !answer.isReplay)).toHaveLength(1);
  await settled(hub().database.db);
  expect(await posted()).toEqual([7]);
});

test('F7 100 confirmations of one order sent at once are posted in the order in which they were accepted', async () => {
  const { confirm, posted } = await openOrder('HAM/ONE/00002', 6_000);
  await Promise.all(Array.from({ length: 100 }, (_, n) => confirm(n + 1, `confirmation-number-${n + 1}`)));
  await settled(hub().database.db, patient(240_000));
  const turns = await hub()
    .database.db.selectFrom('command_aggregate')
    .innerJoin('command', 'command.id', 'command_aggregate.command_id')
    .select(['command.input', 'command.status'])
    .where('aggregate_key', '=', 'mo:HAM:HAM/ONE/00002')
    .orderBy('command_aggregate.seq')
    .execute();
  expect(new Set(turns.map((turn) => turn.status))).toEqual(new Set(['SUCCEEDED']));
  const accepted = turns.map((turn) => Number((turn.input as { good: { value: string } }).good.value));
  expect(accepted).toHaveLength(100);
  expect(await posted()).toEqual(accepted);
});
