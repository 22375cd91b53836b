import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EffectLayer, openEffectLayer } from '../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../kit/effects.ts';
import { ownDatabase } from '../kit/postgres.ts';

const database = ownDatabase();
let effects: EffectsServer;
let layer: EffectLayer;
let app: pg.Client;
let owner: pg.Client;

beforeAll(async () => {
  effects = await startEffects();
  layer = await openEffectLayer(database.db, effects.url);
  [app, owner] = [new pg.Client(database.url), new pg.Client(database.url)];
  await Promise.all([app.connect(), owner.connect()]);
  await app.query('SET ROLE hub_app');
});
afterAll(async () => {
  await Promise.all([app.end(), owner.end(), effects.close()]);
});

const make = async (input: Parameters<EffectLayer['make']>[0] = {}) => {
  const { commandId } = await layer.make({ order: crypto.randomUUID(), ...input });
  if (commandId === null) throw new Error('the door refused it');
  return commandId;
};

const succeeded = async () => {
  const id = await make();
  await layer.worker?.runOnce();
  return id;
};

/** The SQLSTATE that a statement fails with. */
async function stateOf(client: pg.Client, text: string, values: unknown[] = []): Promise<string | undefined> {
  try {
    await client.query(text, values);
    return undefined;
  } catch (error) {
    return (error as pg.DatabaseError).code;
  }
}

const DENIED = '42501';

describe('D11 the ledger refuses a direct change', () => {
  test('by the role of the hub: no statement at all, only the functions', async () => {
    const id = await make();
    expect(await stateOf(app, 'UPDATE hub.command SET status = $2 WHERE id = $1', [id, 'SUCCEEDED'])).toBe(DENIED);
    expect(await stateOf(app, 'DELETE FROM hub.command WHERE id = $1', [id])).toBe(DENIED);
    expect(await stateOf(app, 'UPDATE hub.command_step SET state = $1', ['APPLIED'])).toBe(DENIED);
    expect(await stateOf(app, 'DELETE FROM hub.command_event')).toBe(DENIED);
    expect(await stateOf(app, 'TRUNCATE hub.command_event')).toBe(DENIED);
    expect(await stateOf(app, 'UPDATE hub.seal SET cnt = 0')).toBe(DENIED);
    expect(await stateOf(app, 'UPDATE hub.aggregate_counter SET next_seq = 1')).toBe(DENIED);
    expect(await stateOf(app, `INSERT INTO hub.approval VALUES ($1, 1, 'eve', now(), true, '')`, [id])).toBe(DENIED);
  });

  test('by the owner: a history row, HB001', async () => {
    await make();
    expect(await stateOf(owner, `UPDATE hub.command_event SET actor = 'eve'`)).toBe('HB001');
    expect(await stateOf(owner, 'DELETE FROM hub.command_event')).toBe('HB001');
    expect(await stateOf(owner, 'TRUNCATE hub.command_event')).toBe('HB001');
    expect(await stateOf(owner, 'DELETE FROM hub.command')).toBe('HB001');
  });

  test('by the owner: a command that has ended, HB002', async () => {
    const id = await succeeded();
    expect(await stateOf(owner, `UPDATE hub.command SET status = 'QUEUED' WHERE id = $1`, [id])).toBe('HB002');
    expect(await stateOf(owner, `UPDATE hub.command SET problems = '[]' WHERE id = $1`, [id])).toBe('HB002');
  });

  test('by the owner: what a command is, HB003', async () => {
    const id = await make();
    for (const change of [`input = '{}'`, `requested_by = 'eve'`, `plants = '{P9}'`, `fingerprint = repeat('0', 64)`]) {
      expect(await stateOf(owner, `UPDATE hub.command SET ${change} WHERE id = $1`, [id])).toBe('HB003');
    }
  });

  test('by the owner: a fence that goes back, HB004', async () => {
    const id = await make();
    await owner.query('UPDATE hub.command SET fence = 5 WHERE id = $1', [id]);
    expect(await stateOf(owner, 'UPDATE hub.command SET fence = 4 WHERE id = $1', [id])).toBe('HB004');
  });

  test('by the owner: a transition that there is not, HB005', async () => {
    const id = await make();
    for (const status of ['SUCCEEDED', 'REJECTED', 'IN_DOUBT', 'COMPENSATED']) {
      expect(await stateOf(owner, 'UPDATE hub.command SET status = $2 WHERE id = $1', [id, status])).toBe('HB005');
    }
  });
});

describe('what a run may not end as', () => {
  const run = async (state: string) => {
    const id = await make({ steps: 2 });
    const { rows } = await owner.query(`SELECT * FROM hub.claim('w1', 'P1', 60000, 100)`);
    const claimed = rows.find((row) => row.id === id);
    const step = (n: number) => ({
      ...{ name: 'x', system: 'ERP', connection: 'effects', operation: 'o', input: {}, guarantee: 'DETECTABLE' },
      marker: `${id}-${n}`,
    });
    await owner.query(`SELECT hub.plan($1, 'w1', $2, $3, '[]')`, [
      id,
      claimed.fence,
      JSON.stringify([step(1), step(2)]),
    ]);
    if (state !== 'PLANNED') await intent(id, claimed.fence);
    if (state === 'APPLIED')
      await owner.query(`SELECT hub.settle($1, 'w1', $2, 1, 'APPLIED', 'CONFIRMED', null, null, null, false)`, [
        id,
        claimed.fence,
      ]);
    return { id, fence: claimed.fence };
  };
  const intent = async (id: string, fence: string, owned = 'w1') =>
    (await owner.query(`SELECT hub.intent($1, $3, $2, 1, 'null', 60000, 1000, 1000)`, [id, fence, owned])).rows[0]
      .intent;
  const finish = (id: string, fence: string, to: string) =>
    stateOf(owner, `SELECT hub.finish($1, 'w1', $2, $3, 'TEST', null, 0, false, null)`, [id, fence, to]);

  test('HB006: SUCCEEDED with a step that is not applied', async () => {
    const { id, fence } = await run('APPLIED');
    expect(await finish(id, fence, 'SUCCEEDED')).toBe('HB006');
  });

  test.each(['INTENT', 'APPLIED'])('HB007: REJECTED or EXPIRED with a step that is %s', async (state) => {
    const { id, fence } = await run(state);
    expect(await finish(id, fence, 'REJECTED')).toBe('HB007');
    expect(await finish(id, fence, 'EXPIRED')).toBe('HB007');
  });

  test('HB008: QUEUED with an open intent', async () => {
    const { id, fence } = await run('INTENT');
    expect(await finish(id, fence, 'QUEUED')).toBe('HB008');
  });

  test('HB009: a proven step stays what it is, one on its way keeps its content', async () => {
    const applied = await run('APPLIED');
    expect(
      await stateOf(owner, `UPDATE hub.command_step SET state = 'PLANNED' WHERE command_id = $1 AND step_no = 1`, [
        applied.id,
      ]),
    ).toBe('HB009');
    const open = await run('INTENT');
    expect(
      await stateOf(owner, `UPDATE hub.command_step SET input = '[]' WHERE command_id = $1 AND step_no = 1`, [open.id]),
    ).toBe('HB009');
    expect(await stateOf(owner, `SELECT hub.plan($1, 'w1', $2, '[]', '[]')`, [open.id, open.fence])).toBe('HB009');
  });

  test('an intent needs the fence, the lease and its turn', async () => {
    const { id, fence } = await run('PLANNED');
    expect(await intent(id, String(BigInt(fence) + 1n))).toBe('FENCED');
    expect(await intent(id, fence, 'w2')).toBe('FENCED');
    const second = `SELECT hub.intent($1, 'w1', $2, 2, 'null', 60000, 1000, 1000) AS answer`;
    expect((await owner.query(second, [id, fence])).rows[0].answer).toBe('ORDER');
    expect(await intent(id, fence)).toBe('OK');
    await owner.query(`UPDATE hub.command SET lease_until = now() - interval '1 s' WHERE id = $1`, [id]);
    expect(await intent(id, fence)).toBe('FENCED');
  });

  test('a negative probe is no proof before the back end must be quiet', async () => {
    const { id, fence } = await run('INTENT');
    const settle = `SELECT hub.settle($1, 'w1', $2, 1, 'PLANNED', null, null, null, null, $3) AS answer`;
    expect((await owner.query(settle, [id, fence, false])).rows[0].answer).toBe(false);
    expect((await owner.query(settle, [id, fence, true])).rows[0].answer).toBe(true);
  });

  test('a worker that was overtaken changes nothing', async () => {
    const { id, fence } = await run('INTENT');
    await owner.query(`UPDATE hub.command SET lease_until = now() - interval '1 s' WHERE id = $1`, [id]);
    expect((await owner.query(`SELECT hub.sweep($1, 'sweeper') AS to`, [id])).rows[0].to).toBe('IN_DOUBT');
    const { rows } = await owner.query(`SELECT * FROM hub.claim('w2', 'P1', 60000, 100)`);
    expect(BigInt(rows.find((row) => row.id === id).fence)).toBe(BigInt(fence) + 1n);
    const settle = `SELECT hub.settle($1, 'w1', $2, 1, 'APPLIED', 'CONFIRMED', null, null, null, false) AS answer`;
    expect((await owner.query(settle, [id, fence])).rows[0].answer).toBe(false);
    const end = `SELECT hub.finish($1, 'w1', $2, 'SUCCEEDED', 'TEST', null, 0, false, null) AS answer`;
    expect((await owner.query(end, [id, fence])).rows[0].answer).toBe('FENCED');
    expect((await owner.query(`SELECT hub.renew($1, 'w1', $2, 1000) AS answer`, [id, fence])).rows[0].answer).toBe(
      false,
    );
  });
});
