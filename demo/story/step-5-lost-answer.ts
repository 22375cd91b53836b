import { openPumpOrder, PLANT, pumpReport } from './material.ts';
import { countOutputMoves, countPostings, journalEnd, readChain, readGenealogy } from './read-back.ts';
import type { Story } from './story.ts';
import { CONFIRM, commandOf, send, settled } from './wait.ts';

/** Odoo's answer is cut after it committed: the hub looks before it tries again. */
export async function loseAnAnswer(story: Story): Promise<void> {
  story.step(5, "Odoo's answer is lost after it committed");
  const { number, id } = await openPumpOrder(story, '-LOST', 10);
  const before = await journalEnd(story);
  await story.loseAnswer(PLANT, { model: 'mrp.production', method: 'button_mark_done', ids: [id] });
  const mes = await story.user('mes-hamburg', 'mes', [PLANT]);
  const payload = await send(mes, CONFIRM, {
    input: pumpReport(story, number, 10),
    key: `demo-${story.play}-lost-answer`,
  });
  const command = await settled(mes, commandOf(payload));
  const path = command.history.map((row) => row.to);
  story.say(`the command went ${path.join(' > ')}`);
  story.check(path.includes('IN_DOUBT'), 'it was IN_DOUBT, and said so');
  story.check(
    command.status === 'SUCCEEDED' && command.certainty === 'PROBED',
    `then ${command.status}, certainty ${command.certainty} ${command.problems.map((p) => p.code).join(' ')}`,
  );
  const [part] = await readChain(story, number);
  story.changed('Odoo', `${part?.name}: ${part?.state}, ${part?.qty_produced} produced`);
  const journaled = await countPostings(story, [id], before);
  if (journaled !== undefined) story.check(journaled === 1, "the simulator's journal shows one posting");
  else story.check((await countOutputMoves(story, id)) === 1, 'Odoo has one output move of it, not two');
  const lots = await readGenealogy(story, id);
  story.check(lots.length > 0, `its genealogy is whole, which a second call would have erased: ${lots.join(', ')}`);
}
