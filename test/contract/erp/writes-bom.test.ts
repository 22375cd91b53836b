import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BomInput } from '../../../connectors/ports.ts';
import { OutcomeUnknownError } from '../../../lib/errors.ts';
import { context, post, problemsOf, targets, unique, World } from './writes-world.ts';

describe.each(targets)('BOMs with their routing on $name', (target) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(target);
  });
  afterAll(async () => {
    await world?.close();
  });

  async function workCentre(): Promise<{ id: number; code: string }> {
    const code = unique('WC');
    return { id: await world.create('mrp.workcenter', { name: `Centre ${code}`, code }), code };
  }

  /** A lid of a shell and two pins, with a BOM in use that makes one, and swarf. */
  async function lid() {
    const [made, shell, pin, swarf] = [
      await world.item('lid'),
      await world.item('shell'),
      await world.item('pin'),
      await world.item('swarf'),
    ];
    const [press, test] = [await workCentre(), await workCentre()];
    const bomId = await world.bom(
      made.id,
      [
        [shell.id, 1],
        [pin.id, 2],
      ],
      {
        code: 'A',
        consumption: 'strict',
        byproduct_ids: [[0, 0, { product_id: swarf.id, product_qty: 0.5, cost_share: 4 }]],
      },
    );
    const input: BomInput = {
      plantCode: world.plant,
      itemNumber: made.itemNumber,
      revision: 'B',
      changeNumber: unique('ECO'),
      baseQuantity: '1',
      unit: 'C62',
      lines: [
        { itemNumber: shell.itemNumber, quantity: '1', unit: 'C62', operationNumber: '20' },
        { itemNumber: pin.itemNumber, quantity: '3', unit: 'C62' },
      ],
      operations: [
        { operationNumber: '10', name: 'Press', workCenterCode: press.code, minutes: '4.5' },
        { operationNumber: '20', name: 'Test', workCenterCode: test.code, minutes: '2' },
      ],
    };
    return { made, shell, pin, swarf, press, test, bomId, input };
  }

  async function inErp(bomId: string) {
    const ofBom: unknown[] = [['bom_id', '=', Number(bomId)]];
    const operations = await world.find(
      'mrp.routing.workcenter',
      [...ofBom, ['active', 'in', [true, false]]],
      ['name', 'workcenter_id', 'time_cycle_manual', 'time_mode'],
      'sequence, id',
    );
    const parts = ['product_id', 'product_qty', 'operation_id', 'cost_share'];
    const [lines, byProducts] = [
      await world.find('mrp.bom.line', ofBom, parts, 'sequence, id'),
      await world.find('mrp.bom.byproduct', ofBom, parts, 'sequence, id'),
    ];
    const placeOf = (id: unknown) => operations.findIndex((row) => row.id === id);
    return {
      operations: operations.map((row) => [row.name, row.workcenter_id, row.time_cycle_manual]),
      lines: lines.map((row) => [row.product_id, row.product_qty, placeOf(row.operation_id)]),
      byProducts: byProducts.map((row) => [row.product_id, row.product_qty, row.cost_share]),
    };
  }

  test.each([
    ['mrp.bom', 'after'],
    ['mrp.bom.line', 'before'],
    ['mrp.bom.line', 'after'],
    ['mrp.bom.byproduct', 'after'],
  ] as const)(
    'explicit operations with bound lines, cut at %s load, %s Odoo: once and whole in the end',
    async (model, when) => {
      const { createBom } = world.postings;
      const { made, shell, pin, swarf, press, test: testing, bomId, input } = await lid();
      const before = await createBom.prepare(input, { stepKey: 'a' });
      world.proxy.cut({ model, method: 'load', when });
      await expect(createBom.apply(input, before, context('a'))).rejects.toThrow(OutcomeUnknownError);
      const isWhole = model === 'mrp.bom.byproduct';
      expect((await createBom.probe(input, before, { stepKey: 'a' })).outcome).toBe(isWhole ? 'found' : 'absent');
      const result = await createBom.apply(input, before, context('a', { fence: 2 }));
      expect(result.replacedBomId).toBe(String(bomId));
      expect(await inErp(result.bomId)).toEqual({
        operations: [
          ['Press', press.id, 4.5],
          ['Test', testing.id, 2],
        ],
        lines: [
          [shell.id, 1, 1],
          [pin.id, 3, -1],
        ],
        byProducts: [[swarf.id, 0.5, 4]],
      });
      const templates = [['product_tmpl_id', '=', await world.templateOf(made.id)]];
      const boms = await world.find(
        'mrp.bom',
        [...templates, ['active', 'in', [true, false]]],
        ['code', 'consumption'],
      );
      expect(boms).toMatchObject([
        { code: 'A', consumption: 'strict' },
        { code: 'B', consumption: 'strict' },
      ]);
    },
  );

  test('carried over, operations keep the items that they consume, and by-products keep their proportion', async () => {
    const { createBom, activateBom } = world.postings;
    const { shell, pin, swarf, press, test: testing, input } = await lid();
    await post(createBom, input);
    const { plantCode, itemNumber, revision, changeNumber } = input;
    await post(activateBom, { plantCode, itemNumber, revision, changeNumber });
    const next: BomInput = {
      ...input,
      revision: 'C',
      changeNumber: unique('ECO'),
      baseQuantity: '2',
      lines: [
        { itemNumber: pin.itemNumber, quantity: '8', unit: 'C62' },
        { itemNumber: shell.itemNumber, quantity: '2', unit: 'C62' },
      ],
      operations: 'CARRIED_OVER',
    };
    const { result } = await post(createBom, next);
    expect(await inErp(result.bomId)).toEqual({
      operations: [
        ['Press', press.id, 4.5],
        ['Test', testing.id, 2],
      ],
      lines: [
        [pin.id, 8, -1],
        [shell.id, 2, 1],
      ],
      byProducts: [[swarf.id, 1, 4]],
    });
    const without = { ...next, revision: 'D', operations: 'NONE' as const };
    expect(await inErp((await post(createBom, without)).result.bomId)).toMatchObject({ operations: [] });
  });

  test('another routing with the same lines is another BOM of the revision, by another change', async () => {
    const { createBom, activateBom } = world.postings;
    const { press, input } = await lid();
    const first = await post(createBom, input);
    const slower = [{ operationNumber: '10', name: 'Press', workCenterCode: press.code, minutes: '6' }];
    const lines = input.lines.map((line) => ({ ...line, operationNumber: null }));
    const next: BomInput = { ...input, changeNumber: unique('ECO'), lines, operations: slower };
    const second = await post(createBom, next);
    expect(second.result.bomId).not.toBe(first.result.bomId);
    const { plantCode, itemNumber, revision, changeNumber } = next;
    const activated = await post(activateBom, { plantCode, itemNumber, revision, changeNumber });
    expect(activated.result.bomId).toBe(second.result.bomId);
    expect((await inErp(second.result.bomId)).operations).toEqual([['Press', press.id, 6]]);
  });

  test('what was created before under the same change must be what is wanted now', async () => {
    const { createBom } = world.postings;
    const { input, pin } = await lid();
    const first = await post(createBom, input);
    expect((await post(createBom, input)).result).toEqual(first.result);
    const lines = input.lines.map((line) => (line.itemNumber === pin.itemNumber ? { ...line, quantity: '4' } : line));
    expect(await problemsOf(createBom.prepare({ ...input, lines }, { stepKey: 'x' }))).toMatchObject([
      { code: 'BOM_DIFFERS', path: ['lines'], message: expect.stringContaining('its lines differ') },
    ]);
    const [line] = await world.find('mrp.bom.line', [['bom_id', '=', Number(first.result.bomId)]], ['product_qty']);
    await world.call('mrp.bom', 'write', [Number(first.result.bomId)], {
      vals: { bom_line_ids: [[1, line!.id, { product_qty: 9 }]] },
    });
    await expect(createBom.probe(input, first.before, { stepKey: first.stepKey })).rejects.toMatchObject({
      reason: 'PARTIAL',
    });
  });

  test('a quantity that Odoo does not keep is found out, and nothing is built from it', async () => {
    const { createBom } = world.postings;
    const { input, pin } = await lid();
    const lines = input.lines.map((line) =>
      line.itemNumber === pin.itemNumber ? { ...line, quantity: '0.005' } : line,
    );
    await expect(post(createBom, { ...input, lines })).rejects.toMatchObject({ reason: 'PARTIAL' });
    const boms = await world.find(
      'mrp.bom',
      [
        ['code', '=', 'B'],
        ['bom_line_ids.product_id', '=', pin.id],
      ],
      ['active'],
    );
    expect(boms).toEqual([]);
  });

  test('an unknown work centre, an operation given twice and a line bound to none are refused together', async () => {
    const { createBom } = world.postings;
    const { input, shell } = await lid();
    const none = unique('none');
    const wrong: BomInput = {
      ...input,
      lines: [
        { itemNumber: shell.itemNumber, quantity: '1', unit: 'C62', operationNumber: '30' },
        { itemNumber: none, quantity: '1', unit: 'C62' },
      ],
      operations: [
        { operationNumber: '10', name: 'Press', workCenterCode: none, minutes: '1' },
        { operationNumber: '10', name: 'Test', workCenterCode: none, minutes: '1' },
      ],
    };
    expect(await problemsOf(createBom.prepare(wrong, { stepKey: 'x' }))).toMatchObject([
      { code: 'ITEM_NOT_FOUND', path: ['lines', '1', 'itemNumber'] },
    ]);
    const known = { ...wrong, lines: wrong.lines.slice(0, 1) };
    expect(await problemsOf(createBom.prepare(known, { stepKey: 'x' }))).toMatchObject([
      { code: 'ROUTING_INVALID', path: ['operations', '0', 'workCenterCode'] },
      { code: 'ROUTING_INVALID', path: ['operations', '1', 'operationNumber'] },
      { code: 'ROUTING_INVALID', path: ['operations', '1', 'workCenterCode'] },
      { code: 'ROUTING_INVALID', path: ['lines', '0', 'operationNumber'] },
    ]);
  });
});
