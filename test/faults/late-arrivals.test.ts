import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AnyCommandDefinition } from '../../commands/kit/types.ts';
import type { ErpPort } from '../../connectors/ports.ts';
import { RejectedError } from '../../lib/errors.ts';
import { businessProblem } from '../../lib/problem.ts';
import { createDatabase, type HubDatabase } from '../../store/db.ts';
import { type EffectLayer, effectBackEnds, effectDefinitions, openEffectLayer } from '../kit/effect-commands.ts';
import { type EffectsServer, effectPosting, startEffects } from '../kit/effects.ts';
import { stepsOf, until } from '../kit/ledger-view.ts';
import { ownDatabase } from '../kit/postgres.ts';

const database = ownDatabase();
const NOT_OPEN = () => businessProblem('ORDER_NOT_OPEN', 'The order is done');
let effects: EffectsServer;
let db: HubDatabase;
let layer: EffectLayer;
/** Runs right before the second try of a posting is prepared, and before the second time of its command's checks. */
let beforeSecond: { prepare?: (marker: string) => Promise<void>; check?: () => Promise<void> } = {};
let prepared = 0;
let checked = 0;

beforeAll(async () => {
  effects = await startEffects();
  db = createDatabase(database.url);
  const backEnds = effectBackEnds(effects.url);
  const plain = effectPosting(effects.url);
  const posting: typeof plain = {
    ...plain,
    async prepare(input, context) {
      prepared += 1;
      if (prepared === 2) await beforeSecond.prepare?.(context.stepKey);
      return plain.prepare(input, context);
    },
  };
  Object.assign(backEnds.erps[0] as ErpPort, { postings: { apply: posting } });
  const definitions = effectDefinitions.map((definition) => ({
    ...definition,
    async check(context: never) {
      checked += 1;
      if (checked === 2) await beforeSecond.check?.();
      return definition.check(context);
    },
  })) as unknown as readonly AnyCommandDefinition[];
  layer = await openEffectLayer(db, effects.url, { backEnds, definitions });
  await layer.start();
});
afterAll(async () => {
  await layer.stop();
  await db.destroy();
  await effects.close();
});
beforeEach(() => {
  const first = effects.applies + 1;
  effects.trouble = ({ n }) => (n === first ? 'busy' : null);
  prepared = 0;
  checked = 0;
  beforeSecond = {};
});
/** What the first try had left with, from elsewhere: the request was said to be refused, and arrives all the same. */
async function arrive(marker: string, note: string): Promise<void> {
  effects.trouble = () => null;
  await fetch(`${effects.url}/${marker}`, { method: 'POST', body: JSON.stringify({ note, order: note }) });
}

const notesOf = (note: string) => effects.journal.filter((effect) => effect.note === note);

test('a second try that is refused because the first one arrived after all is found, not rejected', async () => {
  beforeSecond.prepare = async (marker) => {
    await arrive(marker, 'prepare');
    throw new RejectedError(NOT_OPEN());
  };
  const { commandId } = await layer.make({ order: 'prepare', note: 'prepare' });
  await until(db, commandId, 'SUCCEEDED');
  expect(await stepsOf(db, commandId)).toMatchObject([{ state: 'APPLIED', certainty: 'PROBED', attempts: 1 }]);
  expect(notesOf('prepare')).toHaveLength(1);
});

test('checks that refuse because the first try arrived after all do not reject the command', async () => {
  const { commandId } = await layer.make({ order: 'check', note: 'check' }, { key: 'late-arrival-of-a-check' });
  beforeSecond.check = async () => {
    const [step] = await stepsOf(db, commandId);
    await arrive(step?.marker ?? '', 'check');
    throw new RejectedError(NOT_OPEN());
  };
  await until(db, commandId, 'SUCCEEDED');
  expect(await stepsOf(db, commandId)).toMatchObject([{ state: 'APPLIED', certainty: 'PROBED', attempts: 1 }]);
  expect(notesOf('check')).toHaveLength(1);
});

test.each(['prepare', 'check'] as const)('a refusal by %s of what never arrived is believed', async (where) => {
  beforeSecond[where] = async () => {
    throw new RejectedError(NOT_OPEN());
  };
  const note = `never ${where}`;
  const { commandId } = await layer.make({ order: note, note });
  const { problems } = await until(db, commandId, 'REJECTED');
  expect(problems).toMatchObject([{ code: 'ORDER_NOT_OPEN' }]);
  expect(notesOf(note)).toEqual([]);
});
