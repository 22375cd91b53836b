import { decimal, decimalText } from '../../../../lib/decimal.ts';
import { besides, type Part } from '../../model/order-part.ts';
import { OPEN_STATES } from '../../model/order-state.ts';
import type { Batch, Check, RecordId } from '../kit/batch.ts';
import type { Facts } from './calls.ts';
import type { ConfirmBefore } from './judge.ts';
import type { PlannedByProduct } from './plan.ts';

/**
 * What a confirmation expects to find and what it leaves, for the add-on to check in its own transaction: the same as
 * judgeConfirmation looks for in the records afterwards. `outputLots`: in the order of the plan.
 */
export function confirmProof(
  facts: Facts,
  before: ConfirmBefore,
  outputLots: readonly RecordId[],
): Pick<Batch, 'before' | 'after' | 'reads'> {
  const { plan, partId } = before;
  const part = { model: 'mrp.production', domain: [['id', '=', partId]] };
  const backorders = { model: 'mrp.production', domain: backordersOf(before, facts.part) };
  const rest = decimal(before.planned).minus(plan.produced);
  return {
    before: [
      {
        says: `${before.partNumber} has changed`,
        model: part.model,
        domain: [...part.domain, ['state', 'in', OPEN_STATES]],
        count: 1,
        sums: { product_qty: before.planned },
      },
      ...(facts.areLinesScaled ? [] : linesAreAsRead(facts)),
    ],
    after: [
      {
        says: `${before.partNumber} is not posted`,
        model: part.model,
        domain: [...part.domain, ['state', '=', 'done']],
        count: 1,
      },
      ...outputChecks(facts, partId, outputLots),
      ...plan.moves.flatMap(consumptionChecks),
      ...plan.byProducts.flatMap((planned) => byProductChecks(planned, facts)),
      genealogyCheck(partId),
      {
        says: plan.expectsBackorder
          ? 'The backorder is not over the rest'
          : 'A backorder is made that was not asked for',
        ...backorders,
        count: plan.expectsBackorder ? 1 : 0,
        ...(plan.expectsBackorder ? { sums: { product_qty: decimalText(rest) } } : {}),
      },
    ],
    reads: [
      { ...part, fields: ['name'] },
      { ...backorders, fields: ['name'] },
    ],
  };
}

/** The lines that the plan removes, one by one, are those that are there. */
function linesAreAsRead({ moves, plan }: Facts): Check[] {
  const replaced = [...plan.moves, ...plan.byProducts.filter((planned) => planned.lots.length > 0)];
  if (replaced.length === 0) return [];
  const ids = replaced.map((planned) => planned.moveId);
  const lines = moves.filter((move) => ids.includes(move.id)).flatMap((move) => move.lines);
  return [
    {
      says: 'The reservation of the components has changed',
      model: 'stock.move.line',
      domain: [['move_id', 'in', ids]],
      ids: lines.map((line) => line.id),
    },
  ];
}

function outputChecks({ part, plan }: Facts, partId: number, lots: readonly RecordId[]): Check[] {
  const produced = {
    says: 'Another quantity is produced',
    model: 'stock.move',
    domain: [
      ['production_id', '=', partId],
      ['product_id', '=', part.productId],
      ['scrap_id', '=', false],
      ['state', '=', 'done'],
    ],
    sums: { quantity: plan.produced },
  };
  const intoStock = {
    says: 'Another quantity came into stock',
    model: 'stock.move.line',
    domain: [
      ['move_id.production_id', '=', partId],
      ['product_id', '=', part.productId],
      ['move_id.scrap_id', '=', false],
      ['move_id.state', '=', 'done'],
    ],
    sums: { quantity_product_uom: plan.producedBase },
  };
  const byLot = plan.outputLots.map(({ lotNumber, quantity }, index) => ({
    says: `The output of lot ${lotNumber} differs`,
    model: 'stock.move.line',
    domain: [
      ['move_id.production_id', '=', partId],
      ['product_id', '=', part.productId],
      ['move_id.scrap_id', '=', false],
      ['move_id.state', '=', 'done'],
      ['lot_id', '=', lots[index]],
    ],
    sums: { quantity_product_uom: decimalText(quantity) },
  }));
  return [produced, intoStock, ...byLot];
}

/** A component of which nothing was consumed is not done. */
function consumptionChecks({ moveId, quantity, base, lots }: ConfirmBefore['plan']['moves'][number]): Check[] {
  const says = `The consumption of component move ${moveId} differs`;
  const done = [
    ['id', '=', moveId],
    ['state', '=', 'done'],
  ];
  return [
    { says, model: 'stock.move', domain: done, sums: { quantity } },
    {
      says: `${says} in the stock`,
      model: 'stock.move.line',
      domain: [
        ['move_id', '=', moveId],
        ['move_id.state', '=', 'done'],
      ],
      sums: { quantity_product_uom: base },
    },
    ...lots.map((lot) => ({
      says: `${says} in lot ${lot.lotNumber}`,
      model: 'stock.move.line',
      domain: [
        ['move_id', '=', moveId],
        ['lot_id', '=', lot.lotId],
      ],
      sums: { quantity: decimalText(lot.quantity) },
    })),
  ];
}

function byProductChecks({ moveId, productId, quantity, lots }: PlannedByProduct, { lotOf }: Facts): Check[] {
  const says = `What came of by-product move ${moveId} differs`;
  const done = [
    ['id', '=', moveId],
    ['state', '=', 'done'],
  ];
  return [
    { says, model: 'stock.move', domain: done, sums: { quantity } },
    ...lots.map(({ lotNumber, quantity: ofLot }) => ({
      says: `${says} in lot ${lotNumber}`,
      model: 'stock.move.line',
      domain: [
        ['move_id', '=', moveId],
        ['lot_id', '=', lotOf({ productId, lotNumber })],
      ],
      sums: { quantity: ofLot },
    })),
  ];
}

/** Every component line that was consumed is linked to a line of the output. */
const genealogyCheck = (partId: number): Check => ({
  says: 'A link between the output and what it consumed is missing',
  model: 'stock.move.line',
  domain: [
    ['move_id.raw_material_production_id', '=', partId],
    ['move_id.scrap_id', '=', false],
    ['move_id.state', '=', 'done'],
    ['quantity', '!=', 0],
    ['produce_line_ids', '=', false],
  ],
  count: 0,
});

/** Orders of the chain that were not there before. */
const backordersOf = (before: ConfirmBefore, part: Part): unknown[] => [
  ['id', 'not in', before.chainIds],
  ...besides(part),
];
