import { decimalText, sum } from '../../../lib/decimal.ts';
import type { ErpGenealogyLink, ErpLotKey, TraceDirection } from '../../ports/erp-read.ts';
import { amountIn, idIn, idsIn, type Row, textIn } from '../write/row.ts';
import { firstNumberOf } from './chains.ts';
import type { Domain } from './domain.ts';
import { type Items, numberOf } from './items.ts';
import type { Lots } from './lots.ts';
import type { Reading } from './reading.ts';

/** Move lines that Odoo joins to others when an order is finished: the only place where it keeps genealogy. */
const JOINED: Domain = [
  ['state', '=', 'done'],
  '|',
  ['consume_line_ids', '!=', false],
  ['produce_line_ids', '!=', false],
];

interface Joint {
  /** The line of the lot that went in, and of the one that came out. */
  input: Row;
  output: Row;
}

/** One level of genealogy, with quantities: what went into a lot, or what it went into. */
export async function genealogyOf(
  reading: Reading,
  parts: { items: Items; lots: Lots },
  key: ErpLotKey,
  direction: TraceDirection,
): Promise<ErpGenealogyLink[]> {
  const joints = await jointsOf(reading, parts.lots, key, direction);
  const lines = joints.flatMap(({ input, output }) => [input, output]);
  const [lots, products] = await Promise.all([
    reading.records.byIds('stock.lot', lines.map(lotOf)),
    parts.items.byIds(lines.map((line) => idIn(line, 'product_id')!)),
  ]);
  const keyOf = (line: Row): ErpLotKey | null => {
    const lot = lots.get(lotOf(line));
    const itemNumber = numberOf(products.get(idIn(line, 'product_id')!));
    const lotNumber = lot === undefined ? null : textIn(lot, 'name');
    if (lot === undefined || itemNumber === null || lotNumber === null) return null;
    parts.lots.meet({ itemNumber, lotNumber }, lot);
    return { itemNumber, lotNumber };
  };
  const groups = Map.groupBy(joints, ({ input, output }) =>
    [lotOf(input), lotOf(output), idIn(output, 'move_id')].join(' '),
  );
  const links = await Promise.all(
    [...groups.values()].map(async (own): Promise<ErpGenealogyLink | null> => {
      const { input, output } = own[0]!;
      const [from, to] = [keyOf(input), keyOf(output)];
      if (from === null || to === null) return null;
      const consumed = [...new Set(own.map((joint) => joint.input))];
      return {
        input: from,
        output: to,
        quantity: {
          value: decimalText(sum(consumed.map((line) => amountIn(line, 'quantity_product_uom')))),
          unit: await reading.unit(idIn(products.get(idIn(input, 'product_id')!)!, 'uom_id')),
        },
        movementId: String(idIn(output, 'move_id')),
      };
    }),
  );
  return links.filter((link) => link !== null);
}

/** The lots on the other side, each once, ordered by key. */
export async function relatedLots(
  reading: Reading,
  lots: Lots,
  key: ErpLotKey,
  direction: TraceDirection,
): Promise<ErpLotKey[]> {
  const joints = await jointsOf(reading, lots, key, direction);
  const related = await lots.keysOf(
    joints.map(({ input, output }) => lotOf(direction === 'BACKWARD' ? input : output)),
  );
  return related.filter((other) => other.itemNumber !== key.itemNumber || other.lotNumber !== key.lotNumber);
}

/** The number of the order that a movement belongs to, where it is of one of the plants. */
export async function orderOfMovement(
  reading: Reading,
  movementId: string,
  plantCodes: readonly string[],
): Promise<string | null> {
  const move = await reading.records.byId('stock.move', Number(movementId));
  const orderId = move && (idIn(move, 'production_id') ?? idIn(move, 'raw_material_production_id'));
  const order = orderId === null ? null : await reading.records.byId('mrp.production', orderId);
  if (order === null) return null;
  const sites = await reading.layout.sites(plantCodes);
  const isVisible = sites.some((site) => site.manufacturingTypeIds.includes(idIn(order, 'picking_type_id') ?? -1));
  return isVisible ? firstNumberOf(order) : null;
}

async function jointsOf(reading: Reading, lots: Lots, key: ErpLotKey, direction: TraceDirection): Promise<Joint[]> {
  const { records } = reading;
  const side = direction === 'BACKWARD' ? 'consume_line_ids' : 'produce_line_ids';
  const linesOf = async (rows: readonly Row[]) =>
    (await Promise.all(rows.map((lot) => records.where('stock.move.line', 'lot_id', lot.id, JOINED)))).flat();
  // What is known of the lot is followed while Odoo is asked whether there is more of it.
  const met = lots.met(key);
  const [ofMet, all] = await Promise.all([linesOf(met), lots.rows(key)]);
  const more = await linesOf(all.filter((row) => !met.some((known) => known.id === row.id)));
  const lines = [...ofMet, ...more];
  const others = await records.byIds(
    'stock.move.line',
    lines.flatMap((line) => idsIn(line, side)),
  );
  return lines.flatMap((line) =>
    idsIn(line, side)
      .map((id) => others.get(id))
      .filter((other) => other !== undefined && idIn(other, 'lot_id') !== null)
      .map((other) => (direction === 'BACKWARD' ? { input: other!, output: line } : { input: line, output: other! })),
  );
}

const lotOf = (line: Row): number => idIn(line, 'lot_id')!;
