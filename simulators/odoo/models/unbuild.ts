import { rawNeeds } from '../mrp/explode.ts';
import { finishedMoves, rawMoves } from '../mrp/quantities.ts';
import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { list, type ModelPart, num, type Row, ref, str } from '../orm/types.ts';
import { doneMoves } from '../stock/done.ts';
import { addLine, linesOf, moveQuantity } from '../stock/lines.ts';
import { availableIn } from '../stock/quants.ts';
import { nextByCode } from './base.ts';
import { virtualLocation } from './location.ts';
import { trackingOf } from './product.ts';
import { insufficient } from './scrap.ts';
import { roundQuantity } from './uom.ts';

export const unbuild: ModelPart = {
  order: 'id desc',
  defaults: { state: 'draft', company_id: ownCompany, product_qty: 1, name: (env) => nextByCode(env, 'mrp.unbuild') },
  related: { has_tracking: 'product_id.tracking', mo_bom_id: 'mo_id.bom_id' },
  inverse: { produce_line_ids: 'unbuild_id', consume_line_ids: 'consume_unbuild_id' },
  noCopy: ['name', 'state'],
  beforeCreate: (env, vals) => {
    const production = env.find('mrp.production', Number(vals.mo_id ?? 0));
    const product = env.find('product.product', Number(vals.product_id ?? production?.product_id ?? 0));
    const [warehouse] = env.by('stock.warehouse', 'active', true);
    return {
      ...vals,
      product_id: product?.id ?? false,
      bom_id: vals.bom_id ?? production?.bom_id ?? false,
      product_uom_id: vals.product_uom_id ?? (product ? env.value('product.product', product, 'uom_id') : false),
      location_id: vals.location_id ?? production?.location_dest_id ?? warehouse?.lot_stock_id ?? false,
      location_dest_id: vals.location_dest_id ?? production?.location_src_id ?? warehouse?.lot_stock_id ?? false,
    };
  },
  beforeUnlink: (_env, row) => {
    if (row.state === 'done') throw userError("You cannot delete an unbuild order if the state is 'Done'.");
  },
  methods: {
    action_validate: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) {
          const row = env.get('mrp.unbuild', id);
          const free = availableIn(env, ref(row.product_id), ref(row.location_id), ref(row.lot_id));
          if (free < num(row.product_qty)) return insufficient(env, row, 'unbuild', num(row.product_qty));
          doUnbuild(env, id);
        }
        return true;
      },
    },
    action_unbuild: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) doUnbuild(env, id);
        return true;
      },
    },
  },
};

export const unbuildWizard: ModelPart = {
  methods: {
    action_done: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const wizard of env.rows('stock.warn.insufficient.qty.unbuild', ids))
          doUnbuild(env, ref(wizard.unbuild_id));
        return true;
      },
    },
  },
};

interface Flow {
  readonly product: unknown;
  readonly unit: unknown;
  readonly quantity: number;
  readonly lines: readonly { readonly lot: number; readonly quantity: number }[];
}

/** Takes the product (and by-products) apart again. Validating twice does it twice. */
function doUnbuild(env: Env, id: number): void {
  const row = env.get('mrp.unbuild', id);
  if (trackingOf(env, ref(row.product_id)) !== 'none' && !row.lot_id) {
    throw userError('You should provide a lot number for the final product.');
  }
  const production = env.at('mrp.production', row.mo_id);
  const made = production ? num(env.value('mrp.production', production, 'qty_produced')) || 1 : 1;
  const share = num(row.product_qty) / made;
  const inside = virtualLocation(env, 'production');
  const taken: Flow[] = [
    {
      ...{ product: row.product_id, unit: row.product_uom_id, quantity: num(row.product_qty) },
      lines: [{ lot: ref(row.lot_id), quantity: num(row.product_qty) }],
    },
    ...(production ? byproducts(env, production, share) : []),
  ];
  for (const flow of taken) moveFlow(env, row, flow, ref(row.location_id), inside);
  const given = production ? components(env, production, share) : billComponents(env, row);
  for (const flow of given) moveFlow(env, row, flow, inside, ref(row.location_dest_id));
  env.set('mrp.unbuild', id, { state: 'done' });
  const lot = str(env.at('stock.lot', row.lot_id)?.name);
  env.session.note({
    model: 'mrp.unbuild',
    id,
    effect: 'unbuild.done',
    quantity: num(row.product_qty),
    lots: lot ? [lot] : null,
  });
}

function byproducts(env: Env, production: Row, share: number): Flow[] {
  const moves = finishedMoves(env, production.id).filter(
    (move) => move.product_id !== production.product_id && move.state === 'done',
  );
  return moves.map((move) => plainFlow(move, roundQuantity(moveQuantity(env, move) * share)));
}

function plainFlow(move: Row, quantity: number): Flow {
  return { product: move.product_id, unit: move.product_uom, quantity, lines: [{ lot: 0, quantity }] };
}

/** What went in comes out, by the recorded genealogy; where that was erased, tracked parts (from 18 on: all) stay out. */
function components(env: Env, production: Row, share: number): Flow[] {
  const main = finishedMoves(env, production.id).filter((move) => move.product_id === production.product_id);
  const known = new Set(main.flatMap((move) => linesOf(env, move.id)).flatMap((line) => list(line.consume_line_ids)));
  return rawMoves(env, production.id)
    .filter((move) => move.state === 'done')
    .map((move) => {
      const wanted = roundQuantity(moveQuantity(env, move) * share);
      const tracked = trackingOf(env, ref(move.product_id)) !== 'none';
      const lost = known.size === 0 && (tracked || env.version > 17);
      const lines = lost ? [] : tracked ? takeLots(env, move, known, wanted) : [{ lot: 0, quantity: wanted }];
      return { product: move.product_id, unit: move.product_uom, quantity: wanted, lines };
    });
}

function takeLots(env: Env, move: Row, known: ReadonlySet<number>, wanted: number) {
  let left = wanted;
  const lines: { lot: number; quantity: number }[] = [];
  for (const line of linesOf(env, move.id).filter((one) => known.has(one.id))) {
    const quantity = Math.min(left, num(line.quantity));
    if (quantity > 0) lines.push({ lot: ref(line.lot_id), quantity });
    left = roundQuantity(left - quantity);
  }
  return lines;
}

function billComponents(env: Env, row: Row): Flow[] {
  const bom = env.at('mrp.bom', row.bom_id);
  if (!bom) throw userError('You must select a bill of materials or a manufacturing order.');
  return rawNeeds(env, bom, num(row.product_qty)).map(({ line, quantity }) => ({
    ...{ product: line.product_id, unit: line.product_uom_id, quantity },
    lines: [{ lot: 0, quantity }],
  }));
}

function moveFlow(env: Env, row: Row, flow: Flow, from: number, to: number): void {
  const vals = {
    ...{ product_id: flow.product, product_uom: flow.unit, product_uom_qty: flow.quantity, location_id: from },
    ...{ location_dest_id: to, unbuild_id: row.id, state: 'confirmed' },
  };
  const id = env.create('stock.move', env.version < 19 ? { ...vals, name: str(row.name) } : vals);
  for (const { lot, quantity } of flow.lines) {
    addLine(env, env.get('stock.move', id), { quantity, lot_id: lot || false, picked: true });
  }
  if (flow.lines.length > 0) doneMoves(env, [env.get('stock.move', id)]);
}
