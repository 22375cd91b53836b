import type { HubProcess } from '../hub-process.ts';
import { isListed } from '../run-file.ts';
import { openPumpOrder, PLANT, pumpReport } from './material.ts';
import { countPostings, journalEnd, readChain } from './read-back.ts';
import { continueWith, type Story } from './story.ts';
import { CONFIRM, type Payload, settled, until } from './wait.ts';

const REPORTS = 10;

/** The hub is killed in the middle of ten confirmations and started again: ten postings, no more, no fewer. */
export async function killInTheMiddle(story: Story, start: (port: string) => Promise<HubProcess>): Promise<void> {
  story.step(7, `The hub is killed with kill -9 in the middle of ${REPORTS} confirmations`);
  const { number } = await openPumpOrder(story, '-KILL', 50);
  const before = await journalEnd(story);
  const mes = await story.user('mes-hamburg', 'mes', [PLANT]);
  const key = (n: number) => `demo-${story.play}-kill-${n}-of-${REPORTS}`;
  // A minute apart: the same report at the same second under another key would be a suspected duplicate.
  const endOf = (n: number) => new Date(Date.now() - (REPORTS - n) * 60_000).toISOString();
  const inputs = Array.from({ length: REPORTS }, (_, n) => pumpReport(story, number, 5, { endedAt: endOf(n) }));
  const first = inputs.map((input, n) => mes.ask(CONFIRM, { input, key: key(n) }).catch(() => undefined));
  const posted = await until(async () => {
    const parts = await readChain(story, number);
    const done = parts.filter((part) => part.state === 'done').length;
    return done >= 3 ? done : undefined;
  });
  process.kill(story.run.pid, 'SIGKILL');
  story.say(`killed process ${story.run.pid} after ${posted} postings; its simulators and its database went with it`);
  await Promise.all(first);
  await until(() => !isListed(story.run.pid)); // a hub does not start where another one seems to run
  const again = await start(new URL(story.run.url).port);
  continueWith(story, again.run);
  story.say(`started again as process ${again.run.pid}; the MES sends all ten again with the same keys`);
  await sendAll(story, inputs, key);
  const chain = await readChain(story, number);
  const done = chain.filter((part) => part.state === 'done');
  story.changed(
    'Odoo',
    `${done.length} parts of ${number} are done, ${done.reduce((sum, part) => sum + part.qty_produced, 0)} pumps`,
  );
  story.check(done.length === REPORTS && done.every((part) => part.qty_produced === 5), 'Odoo has ten parts of five');
  const count = await countPostings(
    story,
    chain.map((part) => part.id),
    before,
  );
  if (count !== undefined) story.check(count === REPORTS, `the simulator's journal shows ${count} postings`);
}

async function sendAll(story: Story, inputs: object[], key: (n: number) => string): Promise<void> {
  const mes = await story.user('mes-hamburg', 'mes', [PLANT]);
  const ids: string[] = [];
  for (const [n, input] of inputs.entries()) {
    const answer = await mes.ask<{ confirmProduction: Payload | null }>(CONFIRM, { input, key: key(n) }, 30_000);
    ids.push(answer.data?.confirmProduction?.command?.id ?? '');
  }
  const ends = await Promise.all(ids.map(async (id) => (await settled(mes, id)).status));
  story.check(
    ends.every((status) => status === 'SUCCEEDED'),
    `all commands end SUCCEEDED: ${ends.join(' ')}`,
  );
  story.check(new Set(ids).size === inputs.length, 'ten commands, whoever asked how often');
}
