import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EffectLayer, openEffectLayer } from '../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../kit/effects.ts';
import { patient } from '../kit/patience.ts';
import { createTestDatabase } from '../kit/postgres.ts';

let effects: EffectsServer;
beforeAll(async () => {
  effects = await startEffects();
});
afterAll(() => effects.close());

/** Three commands that succeeded and are sealed, and a database administrator who can switch triggers off. */
async function sealedLedger() {
  const database = await createTestDatabase();
  const layer: EffectLayer = await openEffectLayer(database.db, effects.url);
  const ids: string[] = [];
  for (const order of ['A', 'B', 'C']) ids.push((await layer.make({ order })).commandId ?? '');
  await layer.worker?.runOnce();
  // other databases' open transactions hold the seal back
  await expect.poll(async () => (await seal()).n, { timeout: patient(30_000) }).toBe(9);
  const admin = new pg.Client(database.url);
  await admin.connect();
  await admin.query('SET session_replication_role = replica');

  async function seal() {
    await sql`SELECT hub.seal_now()`.execute(database.db);
    const { rows } = await sql<{ n: number }>`SELECT coalesce(sum(cnt), 0)::int AS n FROM hub.seal`.execute(
      database.db,
    );
    return rows[0] ?? { n: 0 };
  }
  const fault = async (text: string, values: unknown[] = []) =>
    (await admin.query(`SELECT ${text} AS fault`, values)).rows[0].fault;
  return {
    ids,
    admin,
    chainFault: (id: string | undefined) => fault('hub.chain_fault($1)', [id]),
    sealFault: () => fault('hub.seal_fault()'),
    [Symbol.asyncDispose]: async () => {
      await admin.end();
      await layer.stop();
      await database.drop();
    },
  };
}

test('M2 a chain is whole while nobody has touched it', async () => {
  await using ledger = await sealedLedger();
  for (const id of ledger.ids) expect(await ledger.chainFault(id)).toBeNull();
  expect(await ledger.sealFault()).toBeNull();
});

test('M2 a row of the history that was edited, deleted or moved is named', async () => {
  await using ledger = await sealedLedger();
  const [first, second, third] = ledger.ids;
  await ledger.admin.query(`UPDATE hub.command_event SET actor = 'eve' WHERE command_id = $1 AND n = 2`, [first]);
  expect(await ledger.chainFault(first)).toBe('event 2 was changed');
  await ledger.admin.query('DELETE FROM hub.command_event WHERE command_id = $1 AND n = 2', [second]);
  expect(await ledger.chainFault(second)).toBe('event 2 is missing');
  await ledger.admin.query(
    `UPDATE hub.command_event SET n = CASE n WHEN 1 THEN 102 WHEN 2 THEN 101 ELSE n END WHERE command_id = $1`,
    [third],
  );
  await ledger.admin.query('UPDATE hub.command_event SET n = n - 100 WHERE command_id = $1 AND n > 100', [third]);
  expect(await ledger.chainFault(third)).toBe('event 1 does not follow on the one before');
  expect(await ledger.sealFault()).not.toBeNull();
});

test('M2 what a command asked for, or came to, cannot be rewritten under its history', async () => {
  await using ledger = await sealedLedger();
  const [first, second] = ledger.ids;
  await ledger.admin.query(`UPDATE hub.command SET input = input || '{"note":"other"}' WHERE id = $1`, [first]);
  expect(await ledger.chainFault(first)).toBe('event 1 does not follow on the one before');
  await ledger.admin.query(`UPDATE hub.command SET status = 'REJECTED' WHERE id = $1`, [second]);
  expect(await ledger.chainFault(second)).toBe('the last event says SUCCEEDED, the command REJECTED');
});

test('M3 a whole command that is gone with its history breaks the seal', async () => {
  await using ledger = await sealedLedger();
  const [gone] = ledger.ids;
  for (const table of ['command_event', 'command_step', 'command_aggregate']) {
    await ledger.admin.query(`DELETE FROM hub.${table} WHERE command_id = $1`, [gone]);
  }
  await ledger.admin.query('DELETE FROM hub.command WHERE id = $1', [gone]);
  expect(await ledger.chainFault(gone)).toBe('the command is not there');
  expect(await ledger.sealFault()).toMatch(/^seal \d+: \d+ events expected, \d+ found$/);
});

test('M4 no status changes without its row of history', async () => {
  await using ledger = await sealedLedger();
  await ledger.admin.query('SET session_replication_role = DEFAULT');
  await ledger.admin.query('REVOKE INSERT ON hub.command_event FROM CURRENT_USER');
  await ledger.admin.query('ALTER TABLE hub.command_event ADD CONSTRAINT full_up CHECK (false) NOT VALID');
  const accept = `SELECT * FROM hub.accept('mes', 'a-key-of-16-letters', repeat('0', 64), 't', 1, '{P1}', '{}', '[]', '{a}', 'NORMAL', 'mia', 'c', null, null, null)`;
  await expect(ledger.admin.query(accept)).rejects.toThrow('full_up');
  const { rows } = await ledger.admin.query('SELECT count(*)::int AS n FROM hub.command');
  expect(rows[0].n).toBe(3);
});
