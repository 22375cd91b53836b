import { CHANGES } from '../factory.ts';
import { type ArenaClient, connectArena, engineerOf } from '../http/arena.ts';
import type { GraphUser } from '../http/graph.ts';
import { makeChange } from '../seed/arena.ts';
import { PLANT, PUMP } from './material.ts';
import type { Story } from './story.ts';
import {
  APPROVE,
  type CommandView,
  commandOf,
  type Payload,
  RELEASE_CHANGE,
  readCommand,
  send,
  settled,
  until,
} from './wait.ts';

const OTHER_PLANT = 'PUE';
const LETTERS = 'ABCDEFGHJKLMNPRTUVWY';
/** What becomes of each pool; all of these are carried out by leaving things as they are. */
const DISPOSITIONS: Record<string, string> = {
  STOCK: 'USE_UP',
  FINISHED_GOODS: 'SHIP_AS_IS',
  WORK_IN_PROCESS: 'FINISH_AS_IS',
  ON_ORDER: 'ACCEPT',
};

/**
 * An approved change is dry-run, released for two plants at two times, approved by a second person, and is in Odoo.
 * A factory without the second plant releases it for the first.
 */
export async function releaseAChange(story: Story): Promise<void> {
  const hasOther = story.run.plants.some(({ code }) => code === OTHER_PLANT);
  story.step(3, `An engineering change is released for ${hasOther ? 'two plants with different dates' : 'the plant'}`);
  const arena = await openArena(story);
  const before = await activeBom(story, PLANT);
  const change = await nextChange(arena, before.code);
  story.say(`${change.number} brings ${PUMP} revision ${change.to}; ${PLANT} builds to revision ${before.code}`);
  const manager = await story.user('ines.engineering', 'engineering-manager');
  await refuseTheUnapproved(story, arena, manager);
  const later = new Date(Date.now() + 12_000);
  const plants = [
    { plantCode: PLANT },
    ...(hasOther ? [{ plantCode: OTHER_PLANT, activateAt: later.toISOString() }] : []),
  ];
  const dispositions = await dryRun(story, manager, change.number, plants);
  const command = await release(story, manager, { changeNumber: change.number, plants, dispositions });
  if (command.status !== 'SUCCEEDED') return;
  await checkPlant(story, PLANT, change.to, before.id);
  if (hasOther) await checkLaterPlant(story, change.to, later);
  const told = await until(
    async () => ((await statusInArena(arena, change.number)) === 'DONE' ? true : undefined),
    30_000,
  );
  story.changed('Arena', `implementation status of ${change.number}: ${await statusInArena(arena, change.number)}`);
  story.check(told === true, `the PLM was told when ${hasOther ? 'both plants were' : 'the plant was'} done`);
}

async function checkLaterPlant(story: Story, revision: string, date: Date): Promise<void> {
  const early = await activeBom(story, OTHER_PLANT);
  story.check(
    early.code !== revision || new Date() >= date,
    `${OTHER_PLANT} still builds to revision ${early.code}, its date has not come`,
  );
  await checkPlant(story, OTHER_PLANT, revision, early.id);
}

function openArena(story: Story): Promise<ArenaClient> {
  const connection = story.run.connections[story.run.plm ?? ''];
  if (!connection) throw new Error('this hub has no PLM');
  return connectArena({ ...connection, login: engineerOf(connection) });
}

/** The demo factory's own approved change; where a play has released it already, a new one like it. */
async function nextChange(arena: ArenaClient, current: string): Promise<{ number: string; to: string }> {
  const [first] = CHANGES;
  const [item] = first.items;
  const rows = await arena.all<{ number: string; title: string }>('/changes');
  if (current === item.from)
    return { number: rows.find((row) => row.title === first.title)?.number ?? '', to: item.to };
  const to = LETTERS[LETTERS.indexOf(current) + 1] ?? 'A';
  const bolts = LETTERS.indexOf(to) % 2 === 0 ? '6' : '8';
  const lines = item.lines.map(([number, quantity]) => [number, number === 'BLT-M8X40' ? bolts : quantity] as const);
  const number = await makeChange(arena, {
    title: `${PUMP}: ${bolts} bolts`,
    isApproved: true,
    newItems: [],
    items: [{ number: PUMP, to, lines }],
  });
  return { number, to };
}

async function refuseTheUnapproved(story: Story, arena: ArenaClient, manager: GraphUser): Promise<void> {
  const rows = await arena.all<{ number: string; title: string }>('/changes');
  const changeNumber = rows.find((row) => row.title === CHANGES[1].title)?.number ?? '';
  const payload = await send(manager, RELEASE_CHANGE, {
    input: { changeNumber, plants: [{ plantCode: PLANT }] },
    key: `demo-${story.play}-not-approved`,
  });
  const command = await settled(manager, commandOf(payload));
  const codes = command.problems.map((problem) => problem.code);
  story.check(
    command.status === 'REJECTED' && codes.includes('CHANGE_NOT_APPROVED'),
    `${changeNumber} is not approved and is refused: ${codes.join(', ')}`,
  );
}

/** The dry run names what the change touches; every pool gets its disposition. */
async function dryRun(story: Story, manager: GraphUser, changeNumber: string, plants: object[]): Promise<object[]> {
  const payload: Payload = await send(manager, RELEASE_CHANGE, {
    input: { changeNumber, plants },
    key: `demo-${story.play}-dry-run-1`,
    dryRun: true,
  });
  story.check(payload.command === null, 'the dry run records nothing');
  const missing = payload.problems.filter((problem) => problem.code === 'DISPOSITION_MISSING');
  for (const problem of missing) story.say(`finding: ${problem.message}`);
  const orders = JSON.stringify(missing.map((problem) => [problem.message, problem.detail]));
  const { odoo, products, warehouse } = await story.odoo(PLANT);
  const open = await odoo.searchRead<{ id: number; name: string }>(
    'mrp.production',
    [
      ['product_id', '=', products.get(PUMP)?.id],
      ['picking_type_id', '=', warehouse.productionTypeId],
      ['state', 'in', ['confirmed', 'progress', 'to_close']],
    ],
    ['name'],
  );
  const roots = [...new Set(open.map((row) => row.name.replace(/-\d{3}$/, '')))];
  story.check(
    roots.every((number) => orders.includes(number)),
    `the findings name every open order in Odoo: ${roots.join(', ')}`,
  );
  const pools = new Map(
    missing.map((problem) => {
      const { itemNumber, pool } = problem.detail as { itemNumber: string; pool: string };
      return [`${itemNumber} ${pool}`, { itemNumber, pool, disposition: DISPOSITIONS[pool] }];
    }),
  );
  return [...pools.values()];
}

async function release(story: Story, manager: GraphUser, input: object): Promise<CommandView> {
  const payload = await send(manager, RELEASE_CHANGE, { input, key: `demo-${story.play}-release-change` });
  const id = commandOf(payload);
  const waiting = await settled(manager, id, ['PENDING_APPROVAL']);
  story.check(
    waiting.status === 'PENDING_APPROVAL',
    `the checks passed, it waits for a second person: ${waiting.status} ${waiting.problems.map((p) => p.code).join(' ')}`,
  );
  const variables = { id, fingerprint: waiting.fingerprint };
  const own = await manager.ask<{ approveCommand: Payload | null }>(APPROVE, variables);
  const still = await readCommand(manager, id);
  story.check(
    still.status === 'PENDING_APPROVAL',
    `who asked for it may not approve it: ${own.errors?.[0]?.message ?? own.data?.approveCommand?.problems[0]?.code ?? still.status}`,
  );
  const approver = await story.user('oskar.approver', 'engineering-manager');
  await send(approver, APPROVE, variables);
  const command = await settled(approver, id);
  story.check(
    command.status === 'SUCCEEDED',
    `approved by another person, released: ${command.status} ${command.problems.map((p) => p.code).join(' ')}`,
  );
  return command;
}

async function checkPlant(story: Story, plantCode: string, revision: string, replaced: number): Promise<void> {
  const active = await until(async () => {
    const bom = await activeBom(story, plantCode);
    return bom.code === revision ? bom : undefined;
  }, 60_000);
  const { odoo } = await story.odoo(plantCode);
  story.changed(
    `Odoo ${plantCode}`,
    `${PUMP} is built to revision ${active?.code ?? (await activeBom(story, plantCode)).code}, ${active?.lines.length ?? 0} lines, ${active?.operations ?? 0} operations`,
  );
  story.check(active !== undefined && active.id !== replaced, `${plantCode} builds to revision ${revision}`);
  story.check(active?.operations === 2, 'with the operations of the revision before');
  // Archived by a call of its own, after the one that activates.
  const archived = await until(async () => {
    const [old] = await odoo.searchRead<{ id: number; active: boolean }>(
      'mrp.bom',
      [['id', '=', replaced]],
      ['active'],
      { context: { active_test: false } },
    );
    return old?.active === false ? old : undefined;
  }, 60_000);
  story.check(archived !== undefined, 'and the one before is archived');
  const names = await odoo.searchRead<{ id: number; default_code: string }>(
    'product.product',
    [['id', 'in', active?.lines ?? []]],
    ['default_code'],
  );
  story.check(
    names.some((row) => row.default_code === 'SEAL-22-FKM'),
    'the new seal is in it',
  );
}

async function activeBom(
  story: Story,
  plantCode: string,
): Promise<{ id: number; code: string; lines: number[]; operations: number }> {
  const { odoo, products, warehouse } = await story.odoo(plantCode);
  const [bom] = await odoo.searchRead<{ id: number; code: string; bom_line_ids: number[]; operation_ids: number[] }>(
    'mrp.bom',
    [
      ['product_tmpl_id', '=', products.get(PUMP)?.templateId],
      ['picking_type_id', '=', warehouse.productionTypeId],
    ],
    ['code', 'bom_line_ids', 'operation_ids'],
    { order: 'sequence, id', limit: 1 },
  );
  if (!bom) throw new Error(`${plantCode} has no bill of materials for ${PUMP}`);
  const lines = await odoo.searchRead<{ id: number; product_id: number }>(
    'mrp.bom.line',
    [['bom_id', '=', bom.id]],
    ['product_id'],
  );
  return {
    id: bom.id,
    code: bom.code,
    lines: lines.map((line) => line.product_id),
    operations: bom.operation_ids.length,
  };
}

async function statusInArena(arena: ArenaClient, number: string): Promise<string> {
  const rows = await arena.all<{ guid: string; number: string }>('/changes');
  const { implementationStatus } = await arena.get<{ implementationStatus: string | { value: string } }>(
    `/changes/${rows.find((row) => row.number === number)?.guid}`,
  );
  return typeof implementationStatus === 'string' ? implementationStatus : implementationStatus.value;
}
