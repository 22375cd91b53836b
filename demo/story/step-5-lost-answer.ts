import { openPumpOrder, PLANT, pumpReport } from './material.ts';
import { countPostings, journalEnd, readChain } from './read-back.ts';
import type { Story } from './story.ts';
import { CONFIRM, send, settled } from './wait.ts';

/** Odoo's answer is cut after it committed: the hub looks before it tries again. */
export async function loseAnAnswer(story: Story): Promise<void> {
  story.step(5, "Odoo's answer is lost after it committed");
  const { number, id } = await openPumpOrder(story, '-LOST', 10);
  const { sideUrl } = story.connectionOf(PLANT, 'erp');
  if (!sideUrl) throw new Error('this step cuts an answer at the simulator; the ERP of this hub is a real one');
  const before = await journalEnd(story);
  await fetch(`${sideUrl}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      kind: 'cut-after',
      match: { model: 'mrp.production', method: 'button_mark_done', ids: [id] },
    }),
  });
  const mes = await story.user('mes-hamburg', 'mes', [PLANT]);
  const payload = await send(mes, CONFIRM, {
    input: pumpReport(story, number, 10),
    key: `demo-${story.play}-lost-answer`,
  });
  const command = await settled(mes, payload.command?.id ?? '');
  const path = command.history.map((row) => row.to);
  story.say(`the command went ${path.join(' > ')}`);
  story.check(path.includes('IN_DOUBT'), 'it was IN_DOUBT, and said so');
  story.check(
    command.status === 'SUCCEEDED' && command.certainty === 'PROBED',
    `then ${command.status}, certainty ${command.certainty} ${command.problems.map((p) => p.code).join(' ')}`,
  );
  const [part] = await readChain(story, number);
  story.changed('Odoo', `${part?.name}: ${part?.state}, ${part?.qty_produced} produced`);
  story.check((await countPostings(story, [id], before)) === 1, "the simulator's journal shows one posting");
}
