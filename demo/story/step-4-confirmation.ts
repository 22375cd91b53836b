import type { GraphUser } from '../http/graph.ts';
import { lotOf, openPumpOrder, outputLotOf, PLANT, pumpReport } from './material.ts';
import { readChain, readGenealogy, readLot } from './read-back.ts';
import type { Dashboard } from './step-2-dashboard.ts';
import type { Story } from './story.ts';
import { CONFIRM, commandOf, type Payload, send, settled, until } from './wait.ts';

/** The MES confirms 40 of 100; everything is read back from Odoo; wrong reports are refused by name. */
export async function confirmInPart(story: Story, dashboard: Dashboard): Promise<void> {
  story.step(4, 'The MES confirms 40 of 100 with lots');
  const { number } = await openPumpOrder(story, '', 100);
  const mes = await story.user('mes-hamburg', 'mes', [PLANT]);
  const key = `demo-${story.play}-confirm-40`;
  const input = pumpReport(story, number, 40);
  const payload = await send(mes, CONFIRM, { input, key });
  const command = await settled(mes, commandOf(payload));
  story.check(command.status === 'SUCCEEDED', `the command ends SUCCEEDED, certainty ${command.certainty}`);
  const chain = await readChain(story, number);
  for (const part of chain)
    story.changed('Odoo', `${part.name}: ${part.state}, ${part.product_qty} planned, ${part.qty_produced} produced`);
  const done = chain.find((part) => part.state === 'done');
  story.check(chain.length === 2 && done?.qty_produced === 40, 'Odoo posted 40 and made one backorder for 60');
  await checkStock(story, number, 360, 40);
  const genealogy = done ? await readGenealogy(story, done.id) : [];
  story.check(
    (story.kept.parts?.tracked ?? []).every((item) => genealogy.includes(lotOf(story, item))),
    `the output lot's genealogy names its lots: ${genealogy.join(', ')}`,
  );
  await checkOneOrder(story, mes, number);
  const heard = await until(
    () => dashboard.statuses.find((event) => event.orderNumber === number && event.kind === 'CONFIRMED'),
    20_000,
  );
  story.check(heard !== undefined, 'the dashboard heard of the confirmation');
  const again = await send(mes, CONFIRM, { input, key });
  story.check(again.isReplay && again.command?.id === command.id, 'the same key again gives the same command');
  story.check((await readChain(story, number)).length === 2, 'and posts nothing');
  await checkRefusals(story, mes, number);
}

async function checkStock(story: Story, number: string, left: number, made: number): Promise<void> {
  for (const item of story.kept.parts?.tracked ?? []) {
    const lot = await readLot(story, item, lotOf(story, item));
    story.check(lot.inStock === left, `lot ${lotOf(story, item)} has ${left} left in Odoo`);
  }
  const output = await readLot(story, 'GP-20', outputLotOf(number));
  story.check(output.inStock === made, `lot ${outputLotOf(number)} has ${made} in stock`);
}

async function checkOneOrder(story: Story, user: GraphUser, number: string): Promise<void> {
  const query =
    'query One($plant: ID!, $order: ID!) { productionOrder(plantCode: $plant, orderNumber: $order) { orderNumber planned { value } produced { value } } }';
  for (const name of [number, `${number}-002`]) {
    const { productionOrder: order } = await user.read<{
      productionOrder: { orderNumber: string; planned: { value: string }; produced: { value: string } } | null;
    }>(query, { plant: PLANT, order: name });
    story.check(
      order?.orderNumber === number && order.planned.value === '100' && order.produced.value === '40',
      `asked for ${name}, the graph shows one order ${order?.orderNumber}: ${order?.produced.value} of ${order?.planned.value}`,
    );
  }
}

async function checkRefusals(story: Story, mes: GraphUser, number: string): Promise<void> {
  const wrongLot = pumpReport(story, number, 1);
  (wrongLot.consumption as { lots: { lotNumber: string }[] }[])[0]?.lots.splice(0, 1, {
    lotNumber: lotOf(story, 'GP-20-ROT'),
  });
  const reports: [string, string[], Record<string, unknown>][] = [
    ['a lot of another item', ['LOT_WRONG_ITEM', 'LOT_NOT_FOUND'], wrongLot],
    ['a closed order', ['ORDER_NOT_OPEN'], pumpReport(story, 'HAM/MO/10013', 1)],
    ['a wrong revision', ['BOM_REVISION_MISMATCH'], pumpReport(story, number, 1, { bomRevision: 'Z' })],
  ];
  for (const [what, codes, input] of reports) {
    const payload: Payload = await send(mes, CONFIRM, { input, key: `demo-${story.play}-${codes[0]?.toLowerCase()}` });
    const command = await settled(mes, commandOf(payload));
    const found = command.problems.map((problem) => problem.code);
    story.check(
      command.status === 'REJECTED' && found.some((code) => codes.includes(code)),
      `${what} is refused: ${found.join(', ')}`,
    );
  }
  story.check((await readChain(story, number)).length === 2, 'and nothing of it was posted');
}
