import type { Decimal } from 'decimal.js';
import { decimalText, sum } from '../../../lib/decimal.ts';
import type { ConsumptionPolicy, ErpOrder } from '../../ports/erp-read.ts';
import type { OrderSnapshot, OrderSnapshotComponent } from '../../ports/erp-write.ts';
import type { ReadContext } from '../../ports/posting.ts';
import { type Product, ratioOf, readProducts, readUnits, type Unit, unitIn } from '../model/catalog.ts';
import { byLot, isUnderWay, type Move, type MoveLine, readMoves, readPart } from '../model/order-part.ts';
import { type Quant, stockBelow } from '../model/quants.ts';
import { textIn } from '../model/row.ts';
import type { WriteRpc } from '../model/rpc.ts';
import { isWorkOpen, readWorkOrders, type WorkOrder } from '../model/work-orders.ts';
import { outputLotsMaxOf } from './confirm/confirm-part.ts';

const CONSUMPTION: Readonly<Record<string, ConsumptionPolicy>> = {
  strict: 'STRICT',
  warning: 'WARNING',
  flexible: 'FLEXIBLE',
};

/** The open part of an order as it stands, in seven calls and four levels of dependence. */
export async function snapshotOf(rpc: WriteRpc, order: ErpOrder, context: ReadContext): Promise<OrderSnapshot> {
  if (order.openPartId === null) return { order, openPart: null };
  const partId = Number(order.openPartId);
  const [part, moves, works, units] = await Promise.all([
    readPart(rpc, partId, context),
    readMoves(rpc, partId, context),
    readWorkOrders(rpc, partId, context),
    readUnits(rpc, context),
  ]);
  const raw = moves.filter((move) => move.isRaw && isUnderWay(move));
  const wanted = raw.map((move) => move.productId);
  const stock = await stockBelow(rpc, part.sourceLocationId, wanted, context);
  const lotIds = [
    ...part.outputLotIds,
    ...raw.flatMap((move) => move.lines.map((line) => line.lotId)),
    ...stock.map((quant) => quant.lotId),
  ];
  const [products, lots, centres, revision, takesMany] = await Promise.all([
    readProducts(rpc, [part.productId, ...wanted], context),
    names(rpc, 'stock.lot', ['name'], lotIds, context),
    names(
      rpc,
      'mrp.workcenter',
      ['code', 'name'],
      works.map((work) => work.workCenterId),
      context,
    ),
    names(rpc, 'mrp.bom', ['code'], [part.bomId], context),
    rpc.hasField('mrp.production', 'lot_producing_ids'),
  ]);
  const product = products.get(part.productId);
  const own = unitIn(units, product?.unitId ?? part.unitId);
  const unit = unitIn(units, part.unitId);
  return {
    order,
    openPart: {
      id: String(part.id),
      planned: decimalText(part.planned.times(part.baseRatio).times(own.factor)),
      ...toldIn(own, unit),
      tracking: product?.tracking ?? 'NONE',
      outputLots: part.outputLotIds.map((id) => lots.get(id)).filter((name) => name !== undefined),
      outputLotsMax: outputLotsMaxOf(takesMany, product),
      consumption: CONSUMPTION[part.consumption ?? ''] ?? 'WARNING',
      producing: decimalText(part.producing.times(ratioOf(unit, own)).times(own.factor)),
      bomRevision: (part.bomId === null ? undefined : revision.get(part.bomId)) ?? null,
      components: raw.map((move) => toComponent(move, { products, units, lots, stock })),
      operations: works.map((work) => toOperation(work, centres)),
    },
  };
}

/** What the parts of a snapshot are told with. */
interface Known {
  products: ReadonlyMap<number, Product>;
  units: ReadonlyMap<number, Unit>;
  lots: ReadonlyMap<number, string>;
  /** Below the order's source. */
  stock: readonly Quant[];
}

function toComponent(move: Move, { products, units, lots, stock }: Known): OrderSnapshotComponent {
  const product = products.get(move.productId);
  const unit = unitIn(units, move.unitId);
  const own = unitIn(units, product?.unitId ?? move.unitId);
  const told = (base: Decimal) => decimalText(base.times(own.factor));
  const ofLots = (lines: readonly MoveLine[]) =>
    [...byLot(lines, 'base')].flatMap(([lotId, quantity]) => {
      const lotNumber = lotId === null ? undefined : lots.get(lotId);
      return lotNumber === undefined || quantity.isZero() ? [] : [{ lotNumber, quantity: told(quantity) }];
    });
  const issued = move.lines.filter((line) => line.isPicked);
  return {
    moveId: String(move.id),
    itemNumber: product?.itemNumber ?? null,
    ...toldIn(own, unit),
    tracking: product?.tracking ?? 'NONE',
    required: told(move.required.times(ratioOf(unit, own))),
    reservedLots: ofLots([...issued, ...move.lines.filter((line) => !line.isPicked)]),
    issued: told(sum(issued.map((line) => line.base))),
    issuedLots: ofLots(issued),
    atSource: [...lotsIn(stock.filter((quant) => quant.productId === move.productId))].map(([lotId, base]) => ({
      lotNumber: lotId === null ? null : (lots.get(lotId) ?? null),
      quantity: told(base),
    })),
  };
}

/** An item counts in its own unit; what is booked in another is rounded there first. */
const toldIn = (own: Unit, unit: Unit) => ({
  unit: own.code,
  rounding: decimalText(own.rounding.times(own.factor)),
  booking: {
    size: decimalText(ratioOf(unit, own).times(own.factor)),
    rounding: decimalText(unit.rounding),
  },
});

const lotsIn = (stock: readonly Quant[]): Map<number | null, Decimal> =>
  new Map(
    [...Map.groupBy(stock, (quant) => quant.lotId)].map(([lotId, own]) => [lotId, sum(own.map((one) => one.quantity))]),
  );

const toOperation = (work: WorkOrder, centres: ReadonlyMap<number, string>) => ({
  operationNumber: work.operationNumber,
  workCenterCode: (work.workCenterId === null ? undefined : centres.get(work.workCenterId)) ?? null,
  isOpen: isWorkOpen(work),
});

/** The first of the fields that is set, by id. */
async function names(
  rpc: WriteRpc,
  model: string,
  fields: readonly string[],
  ids: readonly (number | null)[],
  context: ReadContext,
): Promise<Map<number, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const found = new Map<number, string>();
  for (const row of await rpc.read(model, wanted, fields, context)) {
    const text = fields.map((field) => textIn(row, field)).find((value) => value !== null);
    if (text != null) found.set(row.id, text);
  }
  return found;
}
