import { decimal, decimalText, sum } from '../../../../lib/decimal.ts';
import { NeedsAttentionError } from '../../../../lib/errors.ts';
import { businessProblem } from '../../../../lib/problem.ts';
import type { ConfirmPartResult } from '../../../ports/erp-write.ts';
import type { ReadContext } from '../../../ports/posting.ts';
import {
  byLot,
  isOpen,
  type Move,
  orderChanged,
  type Part,
  partsBeside,
  readMoves,
  wordFor,
} from '../../model/order-part.ts';
import { textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Judged } from '../kit/proof.ts';
import type { Found } from './found.ts';
import type { Plan } from './plan.ts';

/** What a confirmation found, and what it will leave; stored with its intent. */
export type ConfirmBefore = {
  partId: number;
  partNumber: string;
  /** In the order's own unit. */
  planned: string;
  chainIds: number[];
  plan: Plan;
  /** Comes back where Odoo refuses. */
  found: Found;
  /** An earlier try may have sent the posting itself. */
  wasTried: boolean;
};

/** A confirmation as it is being looked at; see Task. */
export interface Looked {
  orderNumber: string;
  before: ConfirmBefore;
  isSent: boolean;
  context: ReadContext;
}

/**
 * What became of a confirmation, from the records alone: posted exactly as planned; not posted, with the refusal where
 * a person has finished, cancelled or changed the order; or anything else (thrown as NeedsAttentionError PARTIAL).
 */
export async function judgeConfirmation(
  rpc: WriteRpc,
  part: Part,
  { orderNumber, before, isSent, context }: Looked,
): Promise<Judged<ConfirmPartResult>> {
  if (isOpen(part)) {
    if (part.planned.eq(decimal(before.planned))) return { outcome: 'absent' };
    const over = `${part.name} is over ${decimalText(part.planned)} in the ERP, and was over ${before.planned}`;
    return { outcome: 'absent', refuses: orderChanged(orderNumber, part, over) };
  }
  const [moves, parts] = await Promise.all([readMoves(rpc, part.id, context), partsBeside(rpc, part, context)]);
  const backorders = parts.filter((entry) => !before.chainIds.includes(entry.id));
  const [posted, mayBeOurs] = [part.state === 'done', isSent || before.wasTried];
  const differences = posted
    ? [
        ...outputDifferences(part, moves, before, await lotNames(rpc, moves, context)),
        ...byProductDifferences(moves, before),
        ...backorderDifferences(before, backorders),
      ]
    : [`it is ${wordFor(part)}`, ...backorders.map(({ name }) => `${name} was split off it`)];
  if (posted && differences.length === 0) return { outcome: 'found', result: confirmResult(part, backorders[0]) };
  if (mayBeOurs && (posted || backorders.length > 0)) throw attention(before, differences);
  const produced = posted ? `, with ${decimalText(sum(outputOf(part, moves).map((move) => move.quantity)))} made` : '';
  const found = `${part.name}, which was checked, is ${wordFor(part)} in the ERP${produced}, and nothing of this is in it`;
  return { outcome: 'absent', refuses: orderChanged(orderNumber, parts.find(isOpen), found) };
}

/** From the orders' records, as parts or as read by the add-on. */
export const confirmResult = (part: Named, backorder: Named | undefined): ConfirmPartResult => ({
  partId: String(part.id),
  partNumber: String(part.name),
  backorderId: backorder === undefined ? null : String(backorder.id),
  backorderNumber: backorder === undefined ? null : String(backorder.name),
});

type Named = { readonly id: number; readonly name?: unknown };

type LotNames = ReadonlyMap<number, string>;

function outputDifferences(part: Part, moves: readonly Move[], before: ConfirmBefore, lots: LotNames): string[] {
  const { plan } = before;
  const differences: string[] = [];
  const output = outputOf(part, moves);
  const produced = sum(output.map((move) => move.quantity));
  if (!produced.eq(decimal(plan.produced))) {
    differences.push(`${decimalText(produced)} was produced instead of ${plan.produced}`);
  }
  const outputLines = output.flatMap((move) => move.lines);
  const came = sum(outputLines.map((line) => line.base));
  if (!came.eq(decimal(plan.producedBase))) {
    differences.push(`${decimalText(came)} came into stock instead of ${plan.producedBase}`);
  }
  if (plan.outputLots.length > 0) {
    const expected = new Map(plan.outputLots.map((lot) => [lot.lotNumber, decimalText(lot.quantity)]));
    if (!sameLots(expected, named(byLot(outputLines, 'base'), lots))) differences.push('the output lots differ');
  }
  for (const planned of plan.moves) {
    const move = moves.find((entry) => entry.id === planned.moveId);
    const consumed = move?.state === 'done' ? move.quantity : decimal(0);
    const took = sum(move?.state === 'done' ? move.lines.map((line) => line.base) : []);
    if (consumed.eq(decimal(planned.quantity)) && !took.eq(decimal(planned.base))) {
      differences.push(
        `component move ${planned.moveId} took ${decimalText(took)} out of the stock instead of ${planned.base}`,
      );
    }
    if (!consumed.eq(decimal(planned.quantity))) {
      differences.push(
        `component move ${planned.moveId} consumed ${decimalText(consumed)} instead of ${planned.quantity}`,
      );
    } else if (move !== undefined && planned.lots.length > 0) {
      const expected = new Map(planned.lots.map((lot) => [lot.lotId, decimalText(lot.quantity)]));
      if (!sameLots(expected, byId(byLot(move.lines, 'quantity')))) {
        differences.push(`component move ${planned.moveId} consumed other lots`);
      }
    }
  }
  return [...differences, ...genealogyDifferences(moves, outputLines)];
}

const outputOf = (part: Part, moves: readonly Move[]): Move[] =>
  moves.filter((move) => !move.isRaw && move.productId === part.productId && move.state === 'done');

function byProductDifferences(moves: readonly Move[], { plan }: ConfirmBefore): string[] {
  return plan.byProducts.flatMap(({ moveId, quantity }) => {
    const move = moves.find((entry) => entry.id === moveId);
    const came = move?.state === 'done' ? move.quantity : decimal(0);
    return came.eq(decimal(quantity))
      ? []
      : [`by-product move ${moveId} brought ${decimalText(came)} instead of ${quantity}`];
  });
}

/** Every component line that was consumed must be linked from the output's lines: a second posting erases the links. */
function genealogyDifferences(moves: readonly Move[], outputLines: readonly Move['lines'][number][]): string[] {
  const consumed = moves.filter((move) => move.isRaw && move.state === 'done').flatMap((move) => move.lines);
  if (consumed.length === 0 || outputLines.length === 0) return [];
  const linked = new Set(outputLines.flatMap((line) => line.consumedLineIds));
  const lost = consumed.filter((line) => !line.quantity.isZero() && !linked.has(line.id));
  return lost.length === 0 ? [] : ['the links between the output and what it consumed are gone'];
}

/** The oldest new order of the chain is ours; what followed it, and what it was cut to, came later. */
function backorderDifferences(before: ConfirmBefore, backorders: readonly Part[]): string[] {
  const [backorder] = backorders;
  if (!before.plan.expectsBackorder)
    return backorder === undefined ? [] : ['a backorder was made that was not asked for'];
  if (backorder === undefined) return ['the backorder for the rest is missing'];
  const rest = decimal(before.planned).minus(before.plan.produced);
  return !isOpen(backorder) || backorder.planned.eq(rest)
    ? []
    : [`the backorder is over ${decimalText(backorder.planned)} instead of ${decimalText(rest)}`];
}

async function lotNames(rpc: WriteRpc, moves: readonly Move[], context: ReadContext): Promise<LotNames> {
  const output = moves.filter((move) => !move.isRaw);
  const ids = new Set(output.flatMap((move) => move.lines.map((line) => line.lotId)).filter((id) => id !== null));
  const rows = await rpc.read('stock.lot', [...ids], ['name'], context);
  return new Map(rows.map((row) => [row.id, textIn(row, 'name') ?? '']));
}

function named(totals: ReturnType<typeof byLot>, lots: LotNames): Map<string, string> {
  const result = new Map<string, string>();
  for (const [lotId, total] of totals) {
    if (!total.isZero()) result.set(lotId === null ? '' : (lots.get(lotId) ?? ''), decimalText(total));
  }
  return result;
}

function byId(totals: ReturnType<typeof byLot>): Map<number | null, string> {
  return new Map(
    [...totals].filter(([, total]) => !total.isZero()).map(([lotId, total]) => [lotId, decimalText(total)]),
  );
}

const sameLots = <Key>(left: ReadonlyMap<Key, string>, right: ReadonlyMap<Key, string>): boolean =>
  left.size === right.size && [...left].every(([lot, quantity]) => right.get(lot) === quantity);

function attention(before: ConfirmBefore, differences: readonly string[]): NeedsAttentionError {
  const message = `${before.partNumber} in the ERP is not as the confirmation leaves it: ${differences.join('; ')}`;
  return new NeedsAttentionError('PARTIAL', [
    businessProblem('ERP_POSTED_OTHERWISE', message, {
      system: 'ERP',
      detail: { orderId: before.partId, differences },
    }),
  ]);
}
