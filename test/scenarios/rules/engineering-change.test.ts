import { describe, expect, test } from 'vitest';
import { readWorkspace } from '../../../demo/seed/arena.ts';
import { ownHub } from '../../kit/hub.ts';
import { changeScene } from './change-scene.ts';
import { carryOut, dryRun, stops } from './scene.ts';

const hub = ownHub({
  factory: (factory) => {
    const puebla = factory.plants.find((plant) => plant.code === 'PUE')!;
    puebla.policy.freeze.push({ from: '2100-01-01T00:00:00Z', to: '2100-02-01T00:00:00Z', reason: 'stock-taking' });
  },
});
const { engineer, arena, change, release, approve, rollouts, rolledOut, builtFrom, toldInArena } = changeScene(hub);

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
