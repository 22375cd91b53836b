type Sheet = Record<string, unknown>;

/** The cost sheet of 17: no costs by the bill, and once the order is done the planned cost is the real one. */
export function asIn17(sheet: Sheet): Sheet {
  const { summary, components, operations, byproducts, extras, ...rest } = sheet as Record<string, Sheet>;
  const parts = components as unknown as { summary: Sheet; replenishments: unknown[] }[];
  const work = operations as { summary: Sheet; details: Sheet[] };
  const done = (summary as Sheet).state === 'done';
  const plain = (one: Sheet, keepDecorator: boolean): Sheet => {
    const { bom_cost: _bom, real_cost_decorator: _real, has_bom: _has, mo_cost_decorator: decorator, ...kept } = one;
    const costs = done ? { ...kept, mo_cost: kept.real_cost } : kept;
    return keepDecorator ? { ...costs, mo_cost_decorator: decorator } : costs;
  };
  return {
    ...rest,
    summary: plain(summary as Sheet, true),
    components: parts.map((one) => ({ ...one, summary: plain(one.summary, true) })),
    operations: {
      summary: { ...plain(work.summary, false), quantity_decorator: 'success' },
      details: work.details.map((one) => plain(one, false)),
    },
    byproducts: { ...byproducts, summary: plain((byproducts as { summary: Sheet }).summary, true) },
    extras: extrasIn17(extras as Sheet, done),
  };
}

function extrasIn17(extras: Sheet, done: boolean): Sheet {
  const kept: Sheet = {};
  for (const [key, value] of Object.entries(extras)) {
    if (key.includes('_bom_')) continue;
    kept[key] = done && key.includes('_mo_') ? extras[key.replace('_mo_', '_real_')] : value;
  }
  const decorated = ['unit_mo_cost', 'total_mo_cost_components', 'total_mo_cost_operations', 'total_mo_cost'];
  return { ...kept, ...Object.fromEntries(decorated.map((key) => [`${key}_decorator`, false])) };
}
