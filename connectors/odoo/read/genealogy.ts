import type { ErpLotKey } from '../../ports/erp-read.ts';
import { idIn, idsIn, type Row } from '../write/row.ts';
import type { Domain } from './domain.ts';
import type { Lots } from './lots.ts';
import type { Reading } from './reading.ts';

/** consumed: what went into a lot; produced: what it went into. */
export type Side = 'consume_line_ids' | 'produce_line_ids';

/** Move lines that Odoo joins to others when an order is finished: the only place where it keeps genealogy. */
const JOINED: Domain = [
  ['state', '=', 'done'],
  '|',
  ['consume_line_ids', '!=', false],
  ['produce_line_ids', '!=', false],
];

/** One level of genealogy: the lots on the other side of the lines in which the lot was made or used. */
export async function relatedLots(reading: Reading, lots: Lots, key: ErpLotKey, side: Side): Promise<ErpLotKey[]> {
  const lotIds = (await lots.rows(key)).map((row) => row.id);
  const lines = await joinedLines(reading, lotIds);
  const others = await reading.records.byIds(
    'stock.move.line',
    lines.flatMap((line) => idsIn(line, side)),
  );
  const ids = [...others.values()].map((line) => idIn(line, 'lot_id')).filter((id) => id !== null);
  const related = await lots.keysOf(ids);
  return related.filter((other) => other.itemNumber !== key.itemNumber || other.lotNumber !== key.lotNumber);
}

export async function joinedLines(reading: Reading, lotIds: readonly number[]): Promise<Row[]> {
  const lines = await Promise.all(lotIds.map((id) => reading.records.where('stock.move.line', 'lot_id', id, JOINED)));
  return lines.flat();
}
