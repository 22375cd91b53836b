import { decimal, decimalText, sum } from '../../../../lib/decimal.ts';
import type { ReceiptInput, ReceiptResult } from '../../../ports/erp-write.ts';
import type { Posting, ReadContext } from '../../../ports/posting.ts';
import { readProducts, readUnits } from '../../model/catalog.ts';
import type { PlantSite } from '../../model/layout.ts';
import { findLots, type LotName } from '../../model/lots.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import { odooNumber, type Row, textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import type { Addon } from '../../transport/addon.ts';
import { type BatchCall, type Check, type RecordId, removeAll } from '../kit/batch.ts';
import { guarded } from '../kit/guard.ts';
import { checkLots, lotsFor, type NewLot } from '../kit/new-lots.ts';
import { posting } from '../kit/recipe.ts';
import { type PlannedMove, planReceipt } from './plan.ts';
import { OPEN_RECEIPT, openReceipt, type Receipt, type ReceiptMove, readReceipt } from './receipt.ts';

type ReceiveBefore = { pickingId: number; number: string; moves: PlannedMove[]; isPartial: boolean };

const MOVED = [['move_id.state', '=', 'done']];

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
    calls: ['stock.lot/load', 'stock.picking/write', 'stock.picking/button_validate'],
    what: (before) => `receipt ${before.number}`,

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const lineNumbers = input.lines.map((line) => line.lineNumber);
      const { receipt, lines } = await openReceipt(rpc, site, { ...input, lineNumbers }, context);
      const productIds = receipt.moves.map((move) => move.productId);
      const [products, units] = await Promise.all([readProducts(rpc, productIds, context), readUnits(rpc, context)]);
      const moves = planReceipt(input, { receipt, lines, products, units });
      await checkLots(rpc, site, newLots(moves), context);
      const isPartial = receipt.moves.some((move) => {
        const planned = moves.find((entry) => entry.moveId === move.id)!;
        return decimal(planned.quantity).lt(move.required);
      });
      if (isPartial) await refuseOtherRemainder(receipt, input, context);
      return { pickingId: receipt.id, number: receipt.number, moves, isPartial };
    },

    see: ({ before, context }) => readReceipt(rpc, before.pickingId, context),

    replacesLines: true,

    async judge(receipt, { input, before, context, isSent }) {
      if (OPEN_RECEIPT.includes(receipt.state)) return { outcome: 'absent' };
      if (receipt.state !== 'done') {
        const message = `Receipt ${before.number} is ${receipt.state} in the ERP`;
        if (isSent) throw postedOtherwise(message);
        const refuses = refused('PO_NOT_OPEN', `${message}, and nothing of this is in it`, { path: ['poNumber'] });
        return { outcome: 'absent', refuses };
      }
      const site = await sites.of(input.plantCode);
      const differences = [...(await lineDifferences(site, before, receipt, context))];
      const isPlanned = (id: number) => before.moves.some((planned) => planned.moveId === id);
      if (receipt.moves.some((move) => move.state === 'done' && !isPlanned(move.id))) {
        differences.push('more came in than was reported');
      }
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
      const site = await sites.of(input.plantCode);
      const lots = await lotsFor(rpc, site, newLots(before.moves), calls, context);
      const commands = before.moves.map((planned) => {
        const move = receipt.moves.find((entry) => entry.id === planned.moveId);
        if (move === undefined) throw postedOtherwise(`Receipt ${before.number} has lost one of its moves`);
        return [1, move.id, moveValues(planned, move, receipt, lots)];
      });
      calls.push(writeReceipt(receipt, commands));
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
              ['state', 'in', OPEN_RECEIPT],
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
        undo: asOpened(receipt),
      };
    },

    resultOf: ([backorders], before) => resultOf(before, backorders![0]),
  });

  /** What the operation type says of backorders wins over what a call asks for. Errors: RejectedError. */
  async function refuseOtherRemainder({ number, typeId }: Receipt, input: ReceiptInput, context: ReadContext) {
    if (!(await rpc.hasField('stock.picking.type', 'create_backorder'))) return;
    const [type] = await rpc.read('stock.picking.type', [typeId], ['display_name', 'create_backorder'], context);
    const says = type === undefined ? null : textIn(type, 'create_backorder');
    if (says !== CONTRADICTS[input.remainder]) return;
    const name = textIn(type!, 'display_name') ?? String(typeId);
    const message = `The ERP's operation type ${name} of receipt ${number} ${says} makes a backorder, whatever is asked for`;
    throw refused('REMAINDER_DECIDED_BY_ERP', message, { rule: 'AS-02', path: ['remainder'] });
  }

  async function lineDifferences(site: PlantSite, before: ReceiveBefore, receipt: Receipt, context: ReadContext) {
    const lots = await findLots(rpc, site, newLots(before.moves), context);
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

const newLots = (moves: readonly PlannedMove[]): NewLot[] =>
  moves.flatMap(({ productId, lots }) => lots.map(({ quantity: _, ...lot }) => ({ ...lot, productId })));

/** By what is asked for, what the operation type must not say. */
const CONTRADICTS: Readonly<Record<ReceiptInput['remainder'], string>> = { KEEP_OPEN: 'never', CLOSE_SHORT: 'always' };

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

/** The receipt as it was opened: nothing came yet, and all that is ordered is expected. */
const asOpened = (receipt: Receipt): BatchCall[] => [
  writeReceipt(
    receipt,
    receipt.moves.map((move) => [
      1,
      move.id,
      {
        ...guarded(move, '0'),
        move_line_ids: [removeAll('stock.move', [['id', '=', move.id]], 'move_line_ids')],
        picked: false,
      },
    ]),
  ),
  { model: 'stock.picking', method: 'action_assign', ids: [receipt.id] },
];

const writeReceipt = ({ id }: Receipt, commands: readonly unknown[]): BatchCall => ({
  model: 'stock.picking',
  method: 'write',
  ids: [id],
  args: { vals: { move_ids: commands } },
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
      // Where Odoo has found a place for what it expects.
      location_dest_id: move.lines[0]?.toId ?? receipt.toId,
    },
  ]);
  const removals = move.lines.map((line) => [2, line.id, 0]);
  const isNothing = decimal(planned.quantity).isZero();
  return {
    ...guarded(move, planned.quantity),
    ...(additions.length === 0 ? {} : { move_line_ids: [...removals, ...additions] }),
    picked: !isNothing,
  };
}
