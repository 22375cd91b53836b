import type { ConsumeInput, ConsumeResult } from '../../../ports/erp-write.ts';
import type { Posting } from '../../../ports/posting.ts';
import { readProducts, readUnits } from '../../model/catalog.ts';
import { findLots } from '../../model/lots.ts';
import {
  chainOfPart,
  isOpen,
  type Move,
  openPartOf,
  orderChanged,
  type Part,
  readMoves,
  readPart,
  restOf,
  wordFor,
} from '../../model/order-part.ts';
import { stockBelow } from '../../model/quants.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import type { Addon } from '../../transport/addon.ts';
import { linesFor, lineValues } from '../kit/component-lines.ts';
import { posting } from '../kit/recipe.ts';
import { type DeclaredComponent, isDeclared, openComponents, planConsumption } from './plan.ts';
import { consumeFinds, consumeLeaves } from './proof.ts';

type ConsumeBefore = { partId: number; partNumber: string; components: DeclaredComponent[] };
type Seen = { part: Part; moves: Move[] };

/**
 * Declares what an order has consumed before anything of it is confirmed. Community posts consumption only with a
 * confirmation: until then it stands on the open part's components, as lines that are picked.
 */
export function consume(
  rpc: WriteRpc,
  sites: Sites,
  addon: Addon,
): Posting<ConsumeInput, ConsumeBefore, ConsumeResult> {
  return posting<ConsumeInput, ConsumeBefore, Seen, ConsumeResult>(rpc, addon, {
    operation: 'mrp.production/consume',
    because:
      'The totals per component and lot that the declaration leads to are stored with the intent and written as such; ' +
      'lines that a late call would replace are gone by then, so that Odoo refuses it. It would not refuse one where ' +
      'nothing was reserved or declared.',
    calls: ['mrp.production/write'],
    what: (before) => `the consumption of ${before.partNumber}`,

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const chain = await chainOfPart(rpc, site, input, context);
      const part = input.on === 'REST' ? restOf(chain, input.partId) : openPartOf(chain, input.partId);
      if (!part.producing.isZero()) {
        const message = `${part.name} is being confirmed in Odoo: with the quantity that is set there it picks its components by itself`;
        throw refused('ORDER_BEING_CONFIRMED', message, { rule: 'PC-01', path: ['orderNumber'] });
      }
      const [moves, units] = await Promise.all([readMoves(rpc, part.id, context), readUnits(rpc, context)]);
      const products = await readProducts(
        rpc,
        moves.map((move) => move.productId),
        context,
      );
      const components = openComponents(moves, products);
      const named = input.consumption.flatMap(({ itemNumber, lots }) =>
        lots.flatMap(({ lotNumber }) => {
          const [move] = components.get(itemNumber) ?? [];
          return move === undefined ? [] : [{ productId: move.productId, lotNumber }];
        }),
      );
      const lots = await findLots(rpc, site, named, context);
      const planned = planConsumption(input, { moves, products, units, lots });
      return { partId: part.id, partNumber: part.name, components: planned };
    },

    async see({ before, context }) {
      const [part, moves] = await Promise.all([
        readPart(rpc, before.partId, context),
        readMoves(rpc, before.partId, context),
      ]);
      return { part, moves };
    },

    replacesLines: true,

    async judge({ part, moves }, { input, before, isSent }) {
      const isAll = (state: 'found' | 'leaves') =>
        before.components.every((component) => isDeclared(movesOf(moves, component), component[state]));
      if (isAll('leaves')) return { outcome: 'found', result: { partId: String(part.id), partNumber: part.name } };
      if (isAll('found')) return { outcome: 'absent' };
      if (!isOpen(part) && !isSent) {
        const found = `${part.name}, which was checked, is ${wordFor(part)} in the ERP, and nothing of this is in it`;
        return { outcome: 'absent', refuses: orderChanged(input.orderNumber, undefined, found) };
      }
      throw postedOtherwise(
        `What is declared as consumed on ${part.name} (${part.state}) is neither as found nor as reported`,
      );
    },

    async batch({ part, moves }, { before, context }) {
      const productIds = before.components.map((component) => component.productId);
      const stock = await stockBelow(rpc, part.sourceLocationId, productIds, context);
      const components = before.components.map((component) => ({ ...component, moves: movesOf(moves, component) }));
      const commands = components.flatMap((component) => {
        const ofItem = stock.filter((quant) => quant.productId === component.productId);
        const place = { stock: ofItem, fallback: part.sourceLocationId };
        const lines = linesFor(component.moves, component.leaves, place);
        return component.moves.map((move) => [1, move.id, lineValues(move, lines.get(move.id)!)]);
      });
      const vals = { move_raw_ids: commands };
      return {
        calls: [{ model: 'mrp.production', method: 'write', ids: [part.id], args: { vals } }],
        before: consumeFinds(part, components),
        after: consumeLeaves(components),
        reads: [],
      };
    },

    resultOf: (_receipt, before) => ({ partId: String(before.partId), partNumber: before.partNumber }),
  });
}

const movesOf = (moves: readonly Move[], { productId }: DeclaredComponent): Move[] =>
  moves.filter((move) => move.isRaw && move.productId === productId && move.state !== 'cancel');
