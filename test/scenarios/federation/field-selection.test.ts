import { expect, test } from 'vitest';
import { ownHub } from '../../kit/hub.ts';

const hub = ownHub();

/** Fields by model of the reads that a query takes, over HTTP and through the plan; the poller's own are left out. */
async function asked(query: string): Promise<Map<string, Set<string>>> {
  const user = await hub().user('administrator', ['HAM']);
  await user.read(query);
  const side = hub().side('odoo-ham');
  await side.forgetCalls();
  await user.read(query);
  const fields = new Map<string, Set<string>>();
  for (const call of await side.calls()) {
    if (call.fields === undefined || call.fields.includes('write_date')) continue;
    fields.set(call.model ?? '', new Set([...(fields.get(call.model ?? '') ?? []), call.fields.toSorted().join(' ')]));
  }
  return fields;
}

test('a query through the gateway asks the ERP for what it selects', async () => {
  const narrow = await asked('{ productionOrders(plantCode: "HAM", first: 5) { nodes { orderNumber state } } }');
  const [fields = ''] = narrow.get('mrp.production') ?? [];
  expect(fields).toContain('backorder_sequence');
  for (const dear of ['qty_produced', 'product_qty', 'date_finished', 'lot_producing_ids']) {
    expect(fields).not.toContain(dear);
  }
});

test('what a later part of the plan selects is asked for by the first that reads the record', async () => {
  const wide = await asked(`{
    engineeringChange(changeNumber: "ECO-000101") {
      affectedItems { item { itemNumber name } }
      impact(plantCode: "HAM") { openProductionOrders { orderNumber produced { value } item { tracking currentRevision { revision } } } }
    }
    productionOrders(plantCode: "HAM", first: 5) { nodes { orderNumber } }
  }`);
  // One selection for all reads of a model, whichever fetch of the plan made them.
  for (const [model, selections] of wide) expect([model, selections.size]).toEqual([model, 1]);
  expect([...(wide.get('mrp.production') ?? [])][0]).toContain('qty_produced');
  expect([...(wide.get('product.product') ?? [])][0]).toContain('tracking');
});
