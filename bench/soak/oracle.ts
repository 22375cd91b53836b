import type { OdooPlant } from '../../demo/seed/odoo-context.ts';

/** What was to be posted: per order, the quantities, each once. */
export type Wanted = ReadonlyMap<string, readonly number[]>;

export interface Postings {
  posted: number;
  duplicates: number;
  missing: number;
  /** Orders whose postings came in another order than the commands were accepted in. */
  outOfOrder: number;
}

/** Reads the simulator's own journal, and compares: quantities tell the commands of one order apart. */
export async function countPostings(sideUrl: string, odoo: OdooPlant['odoo'], wanted: Wanted): Promise<Postings> {
  const text = await (await fetch(`${sideUrl}/journal?after=0`)).text();
  const rows = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { effect: string; id: number; quantity: number })
    .filter((row) => row.effect === 'production.posted');
  const names = new Map<number, string>();
  const ids = [...new Set(rows.map((row) => row.id))];
  for (const row of await odoo.searchRead<{ id: number; name: string }>(
    'mrp.production',
    [['id', 'in', ids]],
    ['name'],
  )) {
    names.set(row.id, row.name.replace(/-\d{3}$/, ''));
  }
  const count = { posted: 0, duplicates: 0, missing: 0, outOfOrder: 0 };
  for (const [order, quantities] of wanted) {
    const found = rows.filter((row) => names.get(row.id) === order).map((row) => Number(row.quantity));
    count.posted += found.length;
    for (const quantity of new Set([...quantities, ...found])) {
      const times = found.filter((each) => each === quantity).length;
      const expected = quantities.filter((each) => each === quantity).length;
      count.duplicates += Math.max(0, times - expected);
      count.missing += Math.max(0, expected - times);
    }
    const first = [...new Set(found)];
    if (JSON.stringify(first) !== JSON.stringify(quantities.filter((each) => first.includes(each))))
      count.outOfOrder += 1;
  }
  return count;
}
