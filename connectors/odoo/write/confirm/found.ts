import { decimalText } from '../../../../lib/decimal.ts';
import { isUnderWay, type Move, type Part } from '../../model/order-part.ts';
import { odooNumber } from '../../model/row.ts';
import { type BatchCall, removeAll } from '../kit/batch.ts';
import { guarded } from '../kit/guard.ts';

/** An open part as a confirmation found it, before anything was prepared on it; quantities in their own units. */
export type Found = {
  state: string;
  producing: string;
  outputLotIds: number[];
  /** Components and by-products. */
  moves: FoundMove[];
  /** By which Odoo refuses to bring back an order that is no longer open. */
  guard: Pick<FoundMove, 'moveId' | 'isRaw' | 'unitId' | 'quantity'> | null;
};

type FoundMove = {
  moveId: number;
  isRaw: boolean;
  productId: number;
  unitId: number;
  quantity: string;
  isPicked: boolean;
  lines: FoundLine[];
};

type FoundLine = {
  lotId: number | null;
  locationId: number;
  packageId: number | null;
  ownerId: number | null;
  unitId: number;
  quantity: string;
  isPicked: boolean;
};

export function foundOn(part: Part, moves: readonly Move[]): Found {
  const open = moves.filter(isUnderWay);
  const written = open.filter((move) => move.isRaw || move.productId !== part.productId);
  const guard = written.find((move) => move.isRaw) ?? written[0] ?? open[0];
  return {
    state: part.state,
    producing: decimalText(part.producing),
    outputLotIds: [...part.outputLotIds],
    moves: written.map(foundMove),
    guard: guard === undefined ? null : foundMove(guard),
  };
}

const foundMove = ({ id, isRaw, productId, unitId, quantity, isPicked, lines }: Move): FoundMove => ({
  ...{ moveId: id, isRaw, productId, unitId, quantity: decimalText(quantity), isPicked },
  lines: lines.map((line) => ({
    ...{ lotId: line.lotId, locationId: line.locationId, packageId: line.packageId, ownerId: line.ownerId },
    ...{ unitId: line.unitId, quantity: decimalText(line.quantity), isPicked: line.isPicked },
  })),
});

/**
 * Brings a part back to what was found: quantity, lots, every line. Its state is a call of its own, for changed lines
 * make Odoo compute it again; and never without a guard, for 19 takes a done order for open where only the state is
 * written. A person who has finished or cancelled the order meanwhile is left alone: Odoo refuses both.
 */
export function restore(
  part: Part,
  found: Found,
  lotsIn: (ids: readonly number[]) => Record<string, unknown>,
): BatchCall[] {
  const { guard } = found;
  if (guard === null) return [];
  const field = guard.isRaw ? 'move_raw_ids' : 'move_finished_ids';
  const write = (vals: Record<string, unknown>): BatchCall => ({
    ...{ model: 'mrp.production', method: 'write', ids: [part.id] },
    args: { vals },
  });
  const same = { [field]: [[1, guard.moveId, guarded(guard, guard.quantity)]] };
  const commands = (isRaw: boolean) =>
    found.moves.filter((move) => move.isRaw === isRaw).map((move) => [1, move.moveId, asFound(move)]);
  const [components, byProducts] = [commands(true), commands(false)];
  const back = write({
    qty_producing: odooNumber(found.producing),
    ...lotsIn(found.outputLotIds),
    ...same,
    ...(components.length === 0 ? {} : { move_raw_ids: components }),
    ...(byProducts.length === 0 ? {} : { move_finished_ids: byProducts }),
  });
  return found.state === 'confirmed' ? [back, write({ state: found.state, ...same })] : [back];
}

/** Writing `picked` of the move would write it of all its lines. */
const asFound = (move: FoundMove): Record<string, unknown> => ({
  ...guarded(move, move.quantity),
  ...(move.lines.some((line) => line.isPicked) ? {} : { picked: move.isPicked }),
  move_line_ids: [
    removeAll('stock.move', [['id', '=', move.moveId]], 'move_line_ids'),
    ...move.lines.map((line) => [0, 0, lineAsFound(move, line)]),
  ],
});

const lineAsFound = ({ productId }: FoundMove, line: FoundLine): Record<string, unknown> => ({
  product_id: productId,
  ...(line.lotId === null ? {} : { lot_id: line.lotId }),
  ...(line.packageId === null ? {} : { package_id: line.packageId }),
  ...(line.ownerId === null ? {} : { owner_id: line.ownerId }),
  quantity: odooNumber(line.quantity),
  product_uom_id: line.unitId,
  location_id: line.locationId,
  picked: line.isPicked,
});
