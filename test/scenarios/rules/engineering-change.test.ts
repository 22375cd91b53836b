import { describe, expect, test } from 'vitest';
import { type ArenaClient, connectArena } from '../../../demo/http/arena.ts';
import type { GraphUser } from '../../../demo/http/graph.ts';
import { type DemoChange, makeChange, readWorkspace } from '../../../demo/seed/arena.ts';
import { APPROVE, type CommandView, type Payload, send, settled, until } from '../../../demo/story/wait.ts';
import { ownHub } from '../../kit/hub.ts';
import { ask, carryOut, dryRun, stops } from './scene.ts';

const hub = ownHub({
  factory: (factory) => {
    const puebla = factory.plants.find((plant) => plant.code === 'PUE')!;
    puebla.policy.freeze.push({ from: '2100-01-01T00:00:00Z', to: '2100-02-01T00:00:00Z', reason: 'stock-taking' });
  },
});
const PATIENCE_MS = 60_000;
const engineer = () => hub().user('engineering-manager', ['HAM', 'PUE'], 'ines');
const approver = () => hub().user('engineering-manager', ['HAM', 'PUE'], 'oskar');

let session: Promise<ArenaClient> | undefined;
function arena(): Promise<ArenaClient> {
  const target = hub().run.connections[hub().run.plm ?? '']!;
  session ??= connectArena({ ...target, login: 'engineer@demo.example' });
  return session;
}
const change = async (different: Partial<DemoChange>): Promise<string> =>
  makeChange(await arena(), { title: 'a change', isApproved: true, newItems: [], items: [], ...different });

/** What becomes of each pool: all of them leave things as they are. */
const FITTING: Record<string, string> = {
  STOCK: 'USE_UP',
  FINISHED_GOODS: 'SHIP_AS_IS',
  WORK_IN_PROCESS: 'FINISH_AS_IS',
  ON_ORDER: 'ACCEPT',
};
function dispositionsFor(problems: Payload['problems']): object[] {
  return problems
    .filter((problem) => problem.code === 'DISPOSITION_MISSING')
    .map((problem) => problem.detail as { itemNumber: string; pool: string; plantCode: string })
    .map(({ itemNumber, pool, plantCode }) => ({ itemNumber, pool, plantCode, disposition: FITTING[pool] }));
}

/** Released with what the dry run asks for, up to the second person. */
async function release(user: GraphUser, input: { changeNumber: string; plants: object[] }): Promise<CommandView> {
  const dispositions = dispositionsFor(await dryRun(user, 'releaseEngineeringChange', input));
  const payload = await ask(user, 'releaseEngineeringChange', { ...input, dispositions });
  return settled(user, payload.command?.id ?? '', ['PENDING_APPROVAL']);
}
async function approve(waiting: CommandView): Promise<CommandView> {
  const user = await approver();
  await send(user, APPROVE, { id: waiting.id, fingerprint: waiting.fingerprint });
  return settled(user, waiting.id);
}

const ROLLOUTS = `query Rollouts($changeNumber: ID!) {
  engineeringChange(changeNumber: $changeNumber) {
    rollouts {
      plantCode state activatesAt activatedAt
      items { itemNumber toRevision state problems { code severity } }
      command { id status problems { code severity message } }
    }
  }
}`;
interface RolloutView {
  plantCode: string;
  state: string;
  activatesAt: string | null;
  activatedAt: string | null;
  items: { itemNumber: string; toRevision: string; state: string; problems: { code: string; severity: string }[] }[];
  command: { id: string; status: string; problems: { code: string }[] } | null;
}
async function rollouts(user: GraphUser, changeNumber: string): Promise<Record<string, RolloutView>> {
  const data = await user.read<{ engineeringChange: { rollouts: RolloutView[] } }>(ROLLOUTS, { changeNumber });
  return Object.fromEntries(data.engineeringChange.rollouts.map((rollout) => [rollout.plantCode, rollout]));
}
async function rolledOut(user: GraphUser, changeNumber: string, plantCode: string, states: string[]) {
  const found = await until(async () => {
    const rollout = (await rollouts(user, changeNumber))[plantCode];
    return rollout && states.includes(rollout.state) ? rollout : undefined;
  }, PATIENCE_MS);
  if (!found) throw new Error(`not yet: ${JSON.stringify(await rollouts(user, changeNumber))}`);
  return found;
}

/** What a plant builds an item from, straight from Odoo. */
async function builtFrom(plantCode: string, itemNumber: string) {
  const { odoo, warehouse } = await hub().odoo(plantCode);
  const [bom] = await odoo.searchRead<{ id: number; code: string; bom_line_ids: number[]; operation_ids: number[] }>(
    'mrp.bom',
    [
      ['product_tmpl_id.default_code', '=', itemNumber],
      ['picking_type_id', '=', warehouse.productionTypeId],
    ],
    ['code', 'bom_line_ids', 'operation_ids'],
    { order: 'sequence, id', limit: 1 },
  );
  const lines = await odoo.searchRead<{ product_id: number; product_qty: number }>(
    'mrp.bom.line',
    [['id', 'in', bom?.bom_line_ids ?? []]],
    ['product_id', 'product_qty'],
  );
  const products = await odoo.searchRead<{ id: number; default_code: string }>(
    'product.product',
    [['id', 'in', lines.map((line) => line.product_id)]],
    ['default_code'],
  );
  const nameOf = (id: number) => products.find((product) => product.id === id)?.default_code ?? '';
  return {
    revision: bom?.code,
    operations: bom?.operation_ids.length,
    lines: Object.fromEntries(lines.map((line) => [nameOf(line.product_id), line.product_qty])),
  };
}
async function toldInArena(changeNumber: string, status: string): Promise<boolean> {
  const client = await arena();
  const rows = await client.all<{ guid: string; number: string }>('/changes');
  const guid = rows.find((row) => row.number === changeNumber)?.guid;
  const told = await until(async () => {
    const row = await client.get<{ implementationStatus: string | { value: string } }>(`/changes/${guid}`);
    const now =
      typeof row.implementationStatus === 'string' ? row.implementationStatus : row.implementationStatus.value;
    return now === status;
  }, PATIENCE_MS);
  return told === true;
}

describe('an approved change', () => {
  test('is in each plant at its time, once a second person has approved it', async () => {
    const user = await engineer();
    const rows = await (await arena()).all<{ number: string; title: string }>('/changes');
    const changeNumber = rows.find((row) => row.title.startsWith('GP-20: FKM'))!.number;
    const later = new Date(Date.now() + 8_000);
    const plants = [{ plantCode: 'HAM' }, { plantCode: 'PUE', activateAt: later.toISOString() }];
    const findings = await dryRun(user, 'releaseEngineeringChange', { changeNumber, plants });
    expect(new Set(stops(findings))).toEqual(new Set(['DISPOSITION_MISSING']));
    expect(JSON.stringify(findings)).toContain('HAM/MO/10001');
    const waiting = await release(user, { changeNumber, plants });
    expect(waiting.status).toBe('PENDING_APPROVAL');
    expect(await rollouts(user, changeNumber)).toMatchObject({
      HAM: { state: 'AWAITING_APPROVAL', command: null },
      PUE: { state: 'AWAITING_APPROVAL', command: null },
    });
    const released = await approve(waiting);
    expect(released.status).toBe('SUCCEEDED');
    expect(released.problems).toContainEqual(
      expect.objectContaining({ code: 'OPEN_ORDERS_AFFECTED', severity: 'NOTE' }),
    );
    await rolledOut(user, changeNumber, 'HAM', ['ACTIVE']);
    expect(await builtFrom('HAM', 'GP-20')).toMatchObject({
      revision: 'B',
      operations: 2,
      lines: { 'SEAL-22-FKM': 1, 'BLT-M8X40': 8 },
    });
    const puebla = await rolledOut(user, changeNumber, 'PUE', ['ACTIVE']);
    expect(new Date(puebla.activatedAt!).getTime()).toBeGreaterThanOrEqual(later.getTime());
    expect(puebla.items).toMatchObject([
      { itemNumber: 'GP-20', toRevision: 'B', state: 'ACTIVE' },
      { itemNumber: 'SEAL-22-FKM', state: 'ACTIVE' },
    ]);
    expect(await builtFrom('PUE', 'GP-20')).toMatchObject({ revision: 'B', operations: 2 });
    expect(await toldInArena(changeNumber, 'DONE')).toBe(true);

    const again = await approve(await release(user, { changeNumber, plants: [{ plantCode: 'HAM' }] }));
    expect(again.problems.map((problem) => problem.code)).toContain('REVISION_APPLIED');
    await rolledOut(user, changeNumber, 'HAM', ['ACTIVE']);
    expect(await builtFrom('HAM', 'GP-20')).toMatchObject({ revision: 'B' });
  });

  test('ECO-16: goes ahead without what fails and all that is built from it', async () => {
    const user = await engineer();
    const client = await arena();
    const workspace = await readWorkspace(client);
    const unknown = { ...workspace.numberFormat, fields: [{ value: 'WLD-7' }] };
    await client.post('/items', {
      category: workspace.partCategory,
      name: 'Weld nut',
      numberFormat: unknown,
      uom: 'each',
      revisionNumber: 'A',
    });
    const changeNumber = await change({
      title: 'Tank with a weld nut, bracket with three bolts',
      items: [
        {
          number: 'TNK-15',
          to: 'B',
          lines: [
            ['STL-3', '6.2'],
            ['WLD-7', '4'],
          ],
        },
        {
          number: 'HPU-1500',
          to: 'B',
          lines: [
            ['TNK-15', '1'],
            ['GP-20', '1'],
            ['LBL-TP', '2'],
          ],
        },
        {
          number: 'BRK-12',
          to: 'B',
          lines: [
            ['STL-3', '0.4'],
            ['BLT-M8X40', '3'],
          ],
        },
      ],
    });
    const released = await approve(await release(user, { changeNumber, plants: [{ plantCode: 'HAM' }] }));
    expect(released.status).toBe('SUCCEEDED');
    const rollout = await rolledOut(user, changeNumber, 'HAM', ['PARTIAL', 'ACTIVE', 'BLOCKED']);
    expect(rollout).toMatchObject({
      state: 'PARTIAL',
      command: { status: 'SUCCEEDED' },
      items: [
        { itemNumber: 'BRK-12', state: 'ACTIVE', problems: [] },
        { itemNumber: 'HPU-1500', state: 'BLOCKED', problems: [{ code: 'COMPONENT_ISOLATED', severity: 'ERROR' }] },
        { itemNumber: 'TNK-15', state: 'BLOCKED', problems: [{ code: 'COMPONENT_NOT_RELEASED', severity: 'ERROR' }] },
      ],
    });
    expect(rollout.command?.problems.map((problem) => problem.code)).toContain('COMPONENT_NOT_RELEASED');
    expect(await builtFrom('HAM', 'BRK-12')).toMatchObject({ revision: 'B', lines: { 'BLT-M8X40': 3 } });
    expect(await builtFrom('HAM', 'TNK-15')).toMatchObject({ revision: 'A' });
    expect(await toldInArena(changeNumber, 'NEEDS_ATTENTION')).toBe(true);
  });

  test('ECO-02: is not released when engineering has something else than what was checked', async () => {
    const user = await engineer();
    const changeNumber = await change({ items: [{ number: 'MB-4', to: 'B', lines: [['AL-6082', '2.5']] }] });
    const waiting = await release(user, { changeNumber, plants: [{ plantCode: 'HAM' }] });
    expect(waiting.status).toBe('PENDING_APPROVAL');
    await hub()
      .database.db.updateTable('rollout')
      .set({ content_hash: 'of before' })
      .where('release_command', '=', waiting.id)
      .execute();
    const refused = await approve(waiting);
    expect(refused.status).toBe('REJECTED');
    expect(stops(refused.problems)).toEqual(['CHANGE_CONTENT_DRIFT']);
    expect(await rollouts(user, changeNumber)).toEqual({});
  });

  test('ECO-04: that is not active within its window is blocked', async () => {
    const user = await engineer();
    const changeNumber = await change({
      items: [
        {
          number: 'GP-20-ROT',
          to: 'B',
          lines: [
            ['SHF-GP20', '1'],
            ['GEAR-22', '3'],
          ],
        },
      ],
    });
    const side = hub().side('odoo-pue');
    const window = {
      plantCode: 'PUE',
      activateAt: new Date(Date.now() + 15_000).toISOString(),
      notAfter: new Date(Date.now() + 18_000).toISOString(),
    };
    const released = await approve(await release(user, { changeNumber, plants: [window] }));
    expect(released.status).toBe('SUCCEEDED');
    await side.fault({ match: {}, kind: 'status', status: 503, times: 100_000 });
    const rollout = await rolledOut(user, changeNumber, 'PUE', ['BLOCKED', 'ACTIVE']);
    await side.clearFaults();
    expect(rollout).toMatchObject({ state: 'BLOCKED', command: { status: 'EXPIRED' } });
    expect(await builtFrom('PUE', 'GP-20-ROT')).toMatchObject({ revision: 'A' });
  });
});

describe('what is refused', () => {
  const refuse = async (input: { changeNumber: string; plants?: object[]; dispositions?: object[] }) =>
    carryOut(await engineer(), 'releaseEngineeringChange', { plants: [{ plantCode: 'HAM' }], ...input });

  test('ECO-01: a change that is not there, or not approved', async () => {
    const rows = await (await arena()).all<{ number: string; title: string }>('/changes');
    const changeNumber = rows.find((row) => row.title.startsWith('DBV-6'))!.number;
    expect(stops((await refuse({ changeNumber })).problems)).toEqual(['CHANGE_NOT_APPROVED']);
    expect(stops((await refuse({ changeNumber: 'ECO-NONE' })).problems)).toEqual(['CHANGE_NOT_FOUND']);
  });

  test('ECO-07: bills of materials in a circle, with the path', async () => {
    const changeNumber = await change({
      items: [
        {
          number: 'GP-20-HSG',
          to: 'B',
          lines: [
            ['CST-GP20', '1'],
            ['GP-20', '1'],
          ],
        },
      ],
    });
    const { status, problems } = await refuse({ changeNumber });
    expect(status).toBe('REJECTED');
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'BOM_CYCLE',
        rule: 'ECO-07',
        detail: expect.objectContaining({ cycle: ['GP-20-HSG', 'GP-20', 'GP-20-HSG'] }),
      }),
    );
  });

  test('ECO-11: an impact that is not the one that was shown', async () => {
    const changeNumber = await change({
      items: [
        {
          number: 'DBV-6-CRT',
          to: 'B',
          lines: [
            ['PST-DBV6', '1'],
            ['SLV-DBV6', '2'],
          ],
        },
      ],
    });
    const user = await engineer();
    const query = `query Impact($n: ID!) { engineeringChange(changeNumber: $n) { impact(plantCode: "HAM") { fingerprint } } }`;
    const data = await user.read<{ engineeringChange: { impact: { fingerprint: string } } }>(query, {
      n: changeNumber,
    });
    const shown = data.engineeringChange.impact.fingerprint;
    const plant = (impactFingerprint: string) => [{ plantCode: 'HAM', impactFingerprint }];
    const same = await dryRun(user, 'releaseEngineeringChange', { changeNumber, plants: plant(shown) });
    expect(stops(same)).not.toContain('CHANGED_SINCE_ASSESSMENT');
    const other = await refuse({ changeNumber, plants: plant('another') });
    expect(stops(other.problems)).toContain('CHANGED_SINCE_ASSESSMENT');
  });

  test('ECO-12: a disposition that is not carried out yet; ECO-04: a freeze', async () => {
    const changeNumber = await change({ items: [{ number: 'GP-20', to: 'C', lines: [['GP-20-HSG', '1']] }] });
    const scrap = { itemNumber: 'GP-20', pool: 'FINISHED_GOODS', disposition: 'SCRAP' };
    const plants = [{ plantCode: 'PUE', activateAt: '2100-01-15T00:00:00Z' }];
    const { problems } = await refuse({ changeNumber, plants, dispositions: [scrap] });
    expect(stops(problems)).toEqual(
      expect.arrayContaining(['DISPOSITION_NOT_SUPPORTED', 'WINDOW_CLOSED', 'DISPOSITION_MISSING']),
    );
  });

  test('a disposition of one order without its plant, and a plant twice', async () => {
    const dispositions = [
      { itemNumber: 'DBV-6', pool: 'WORK_IN_PROCESS', disposition: 'FINISH_AS_IS', orderNumber: 'X' },
    ];
    const plants = [{ plantCode: 'HAM' }, { plantCode: 'HAM' }];
    const { id, problems } = await refuse({ changeNumber: 'ECO-1', plants, dispositions });
    expect(id).toBeNull();
    expect(problems.map((problem) => problem.path?.join('.'))).toEqual(['dispositions.0.plantCode', 'plants']);
  });
});
