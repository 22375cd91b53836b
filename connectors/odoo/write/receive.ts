import { decimal, decimalText, sum } from '../../../lib/decimal.ts';
import type { ReceiptInput, ReceiptResult } from '../../ports/erp-write.ts';
import type { Posting, ReadContext } from '../../ports/posting.ts';
import type { Addon } from '../addon.ts';
import type { BatchCall, Check, RecordId } from './batch.ts';
import { readProducts } from './catalog.ts';
import { findLots, type LotName, lotsFor } from './lots.ts';
import { type Receipt, type ReceiptMove, readReceipt } from './receipt.ts';
import { posting } from './recipe.ts';
import { postedOtherwise, refused } from './refusal.ts';
import { idIn, odooNumber, type Row, textIn } from './row.ts';
import type { WriteRpc } from './rpc.ts';
import type { Site, Sites } from './site.ts';

type PlannedMove = {
  moveId: number;
  productId: number;
  quantity: string;
  lots: { lotNumber: string; quantity: string }[];
};
type ReceiveBefore = { pickingId: number; number: string; moves: PlannedMove[]; isPartial: boolean };

const MOVED = [['move_id.state', '=', 'done']];
const OPEN = ['draft', 'waiting', 'confirmed', 'assigned'];

/**
 * Receives a purchase order's open receipt: what came, with lots; the rest stays open in a backorder or is dropped.
 * Absolute preparatory writes, then one button_validate.
 */
export function receive(
  rpc: WriteRpc,
  sites: Sites,
  addon: Addon,
): Posting<ReceiptInput, ReceiveBefore, ReceiptResult> {
  return posting<ReceiptInput, ReceiveBefore, Receipt, ReceiptResult>(rpc, addon, {
    operation: 'stock.picking/receive',
    because:
      "The id of the order's open receipt is stored with the intent; its state, quantities, lots and backorder tell " +
      'whether it was posted. A done receipt is not validated again.',
    calls: ['stock.lot/load', 'stock.move/write', 'stock.picking/button_validate'],
    what: (before) => `receipt ${before.number}`,

    async prepare(input, context) {
      const site = await sites.of(input.plantCode, context);
      const { receipt, lineIds } = await openReceipt(rpc, site, input, context);
      const products = await readProducts(
        rpc,
        receipt.moves.map((move) => move.productId),
        context,
      );
      const moves = receipt.moves.map((move) => {
        const line = input.lines.find((entry) => lineIds[entry.lineNumber - 1] === move.purchaseLineId);
        const isTracked = (products.get(move.productId)?.tracking ?? 'NONE') !== 'NONE';
        return plannedMove(move, isTracked, line);
      });
      const unknown = input.lines.filter(
        (line) => !receipt.moves.some((move) => move.purchaseLineId === lineIds[line.lineNumber - 1]),
      );
      if (unknown.length > 0) {
        const numbers = unknown.map((line) => line.lineNumber).join(', ');
        throw refused('PO_LINE_NOT_OPEN', `Line ${numbers} of ${input.poNumber} has nothing left to receive`, {
          rule: 'AS-02',
          path: ['lines'],
        });
      }
      const isPartial = receipt.moves.some((move, index) => decimal(moves[index]!.quantity).lt(move.required));
      return { pickingId: receipt.id, number: receipt.number, moves, isPartial };
    },

    see: ({ before, context }) => readReceipt(rpc, before.pickingId, context),

    async judge(receipt, { input, before, context }) {
      if (OPEN.includes(receipt.state)) return { outcome: 'absent' };
      if (receipt.state !== 'done') throw postedOtherwise(`Receipt ${before.number} is ${receipt.state} in the ERP`);
      const site = await sites.of(input.plantCode, context);
      const differences = [...(await lineDifferences(site, before, receipt, context))];
      const backorders = await rpc.search('stock.picking', [['backorder_id', '=', receipt.id]], ['name'], context);
      if (expectsBackorder(input, before) !== backorders.length > 0) {
        differences.push('the rest is not as it was asked for');
      }
      if (differences.length > 0) {
        throw postedOtherwise(`Receipt ${before.number} is not as it was reported: ${differences.join('; ')}`);
      }
      return { outcome: 'found', result: resultOf(before, backorders[0]) };
    },

    async batch(receipt, { input, before, context }) {
      const calls: BatchCall[] = [];
      const site = await sites.of(input.plantCode, context);
      const lots = await lotsFor(rpc, site, lotNames(before), calls, context);
      for (const planned of before.moves) {
        const move = receipt.moves.find((entry) => entry.id === planned.moveId);
        if (move === undefined) throw postedOtherwise(`Receipt ${before.number} has lost one of its moves`);
        const vals = moveValues(planned, move, receipt, lots);
        calls.push({ model: 'stock.move', method: 'write', ids: [move.id], args: { vals } });
      }
      calls.push({
        model: 'stock.picking',
        method: 'button_validate',
        ids: [receipt.id],
        context: {
          skip_backorder: true,
          skip_expired: true,
          ...(input.remainder === 'CLOSE_SHORT' ? { picking_ids_not_to_backorder: [receipt.id] } : {}),
        },
      });
      const backorders = { model: 'stock.picking', domain: [['backorder_id', '=', receipt.id]] };
      return {
        calls,
        before: [
          {
            says: `Receipt ${before.number} is not open any more`,
            model: 'stock.picking',
            domain: [
              ['id', '=', receipt.id],
              ['state', 'in', OPEN],
            ],
            count: 1,
          },
          {
            says: `Receipt ${before.number} has changed`,
            model: 'stock.move.line',
            domain: [['picking_id', '=', receipt.id]],
            ids: receipt.moves.flatMap((move) => move.lines.map((line) => line.id)),
          },
        ],
        after: [
          {
            says: `Receipt ${before.number} is not posted`,
            model: 'stock.picking',
            domain: [
              ['id', '=', receipt.id],
              ['state', '=', 'done'],
            ],
            count: 1,
          },
          ...before.moves.flatMap((planned) => cameIn(planned, lots)),
          {
            says: 'The rest is not as it was asked for',
            ...backorders,
            count: expectsBackorder(input, before) ? 1 : 0,
          },
        ],
        reads: [{ ...backorders, fields: ['name'] }],
      };
    },

    resultOf: ([backorders], before) => resultOf(before, backorders![0]),
  });

  async function lineDifferences(site: Site, before: ReceiveBefore, receipt: Receipt, context: ReadContext) {
    const lots = await findLots(rpc, site, lotNames(before), context);
    return before.moves.flatMap((planned) => {
      const lines = receipt.moves.find((move) => move.id === planned.moveId && move.state === 'done')?.lines ?? [];
      const came = sum(lines.map((line) => line.quantity));
      if (!came.eq(decimal(planned.quantity))) return [`${decimalText(came)} came in instead of ${planned.quantity}`];
      const areLotsRight = planned.lots.every(({ lotNumber, quantity }) => {
        const lotId = lots.find({ productId: planned.productId, lotNumber });
        const ofLot = lines.filter((line) => lotId !== undefined && line.lotId === lotId);
        return sum(ofLot.map((line) => line.quantity)).eq(decimal(quantity));
      });
      return areLotsRight ? [] : ['the lots differ'];
    });
  }
}

const lotNames = (before: ReceiveBefore): LotName[] =>
  before.moves.flatMap(({ productId, lots }) => lots.map(({ lotNumber }) => ({ productId, lotNumber })));

/** The lines of a move that came in, in all and of each lot. */
function cameIn(planned: PlannedMove, lots: (lot: LotName) => RecordId): Check[] {
  const { moveId, productId, quantity } = planned;
  const lines = { model: 'stock.move.line', domain: [...MOVED, ['move_id', '=', moveId]] };
  return [
    { says: 'Something else came in', ...lines, sums: { quantity } },
    ...planned.lots.map(({ lotNumber, quantity }) => ({
      says: `Something else came in of lot ${lotNumber}`,
      model: lines.model,
      domain: [...lines.domain, ['lot_id', '=', lots({ productId, lotNumber })]],
      sums: { quantity },
    })),
  ];
}

const expectsBackorder = (input: ReceiptInput, before: ReceiveBefore): boolean =>
  before.isPartial && input.remainder === 'KEEP_OPEN';

const resultOf = (before: ReceiveBefore, backorder: Row | undefined): ReceiptResult => ({
  pickingId: String(before.pickingId),
  number: before.number,
  backorderId: backorder === undefined ? null : String(backorder.id),
  backorderNumber: backorder === undefined ? null : textIn(backorder, 'name'),
});

function moveValues(
  planned: PlannedMove,
  move: ReceiptMove,
  receipt: Receipt,
  lots: (lot: LotName) => RecordId,
): Record<string, unknown> {
  const additions = planned.lots.map(({ lotNumber, quantity }) => [
    0,
    0,
    {
      product_id: planned.productId,
      lot_id: lots({ productId: planned.productId, lotNumber }),
      quantity: odooNumber(quantity),
      picking_id: receipt.id,
      location_id: receipt.fromId,
      location_dest_id: receipt.toId,
    },
  ]);
  const removals = move.lines.map((line) => [2, line.id, 0]);
  const isNothing = decimal(planned.quantity).isZero();
  return additions.length > 0
    ? { move_line_ids: [...removals, ...additions], picked: true }
    : { quantity: odooNumber(planned.quantity), picked: !isNothing };
}

function plannedMove(
  move: ReceiptMove,
  isTracked: boolean,
  line: ReceiptInput['lines'][number] | undefined,
): PlannedMove {
  const quantity = line?.quantity ?? '0';
  const lots = isTracked ? (line?.lots ?? []) : [];
  if (isTracked && !sum(lots.map((lot) => lot.quantity)).eq(decimal(quantity))) {
    throw refused('LOT_REQUIRED', `The lots of line ${line?.lineNumber} do not add up to what came`, {
      rule: 'AS-05',
      path: ['lines'],
    });
  }
  return { moveId: move.id, productId: move.productId, quantity: decimalText(quantity), lots };
}

/** The order's oldest open receipt, and the ids of the order's lines by their place. */
async function openReceipt(rpc: WriteRpc, site: Site, input: ReceiptInput, context: ReadContext) {
  const [order] = await rpc.search(
    'purchase.order',
    [
      ['name', '=', input.poNumber],
      ['picking_type_id.warehouse_id', '=', site.warehouseId],
    ],
    ['state', 'picking_ids'],
    context,
  );
  if (order === undefined)
    throw refused('PO_NOT_FOUND', `The ERP has no order ${input.poNumber} for ${input.plantCode}`, {
      path: ['poNumber'],
    });
  const [pickings, lines] = await Promise.all([
    rpc.search(
      'stock.picking',
      [
        ['id', 'in', order.picking_ids],
        ['state', 'in', OPEN],
        ['picking_type_id.code', '=', 'incoming'],
      ],
      ['state'],
      context,
      { order: 'id', limit: 1 },
    ),
    rpc.search('purchase.order.line', [['order_id', '=', order.id]], ['product_id', 'sequence'], context, {
      order: 'sequence, id',
    }),
  ]);
  const [picking] = pickings;
  if (picking === undefined) {
    throw refused('PO_NOT_OPEN', `Order ${input.poNumber} has nothing left to receive`, { path: ['poNumber'] });
  }
  const lineIds = lines.filter((line) => idIn(line, 'product_id') !== null).map((line) => line.id);
  return { receipt: await readReceipt(rpc, picking.id, context), lineIds };
}
