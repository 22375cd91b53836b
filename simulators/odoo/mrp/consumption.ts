import { convertQuantity, differs, roundQuantity } from '../models/uom.ts';
import type { Env } from '../orm/env.ts';
import { num, type Row, ref, str } from '../orm/types.ts';
import { linesOf, productQuantity } from '../stock/lines.ts';
import { rawNeeds } from './explode.ts';
import { rawMoves } from './quantities.ts';

/** A component of which another quantity is picked than the bill asks for; the shape is that of the wizard's line. */
export interface ConsumptionIssue {
  readonly mrp_production_id: number;
  readonly product_id: number;
  readonly consumption: string;
  readonly product_uom_id: number;
  readonly product_consumed_qty_uom: number;
  readonly product_expected_qty_uom: number;
}

export function consumptionIssues(env: Env, ids: readonly number[]): ConsumptionIssue[] {
  return ids.flatMap((id) => issuesOf(env, env.get('mrp.production', id)));
}

function issuesOf(env: Env, production: Row): ConsumptionIssue[] {
  const bom = env.at('mrp.bom', production.bom_id);
  if (production.consumption === 'flexible' || production.state === 'done' || !bom) return [];
  const planned = num(production.product_qty) || 1;
  const share = num(production.qty_producing) / planned;
  const expected = new Map<number, number>();
  for (const need of rawNeeds(env, bom, planned, production.product_uom_id)) {
    const product = ref(need.line.product_id);
    const quantity = convertQuantity(env, need.quantity, need.line.product_uom_id, unitOf(env, product));
    expected.set(product, (expected.get(product) ?? 0) + quantity * share);
  }
  if (expected.size === 0) return [];
  const consumed = pickedByProduct(env, production.id);
  const issue = (product: number, got: number, wanted: number): ConsumptionIssue => ({
    mrp_production_id: production.id,
    product_id: product,
    consumption: str(production.consumption),
    product_uom_id: ref(unitOf(env, product)),
    product_consumed_qty_uom: got,
    product_expected_qty_uom: wanted,
  });
  const extra = [...consumed].filter(([product, got]) => !expected.has(product) && got > 0);
  const off = [...expected].filter(([product, wanted]) => differs(wanted, consumed.get(product) ?? 0));
  return [
    ...extra.map(([product, got]) => issue(product, got, 0)),
    ...off.map(([product, wanted]) => issue(product, consumed.get(product) ?? 0, roundQuantity(wanted))),
  ];
}

function unitOf(env: Env, product: number) {
  return env.value('product.product', env.get('product.product', product), 'uom_id');
}

function pickedByProduct(env: Env, productionId: number): Map<number, number> {
  const picked = new Map<number, number>();
  for (const move of rawMoves(env, productionId)) {
    if (move.picked !== true) continue;
    const lines = linesOf(env, move.id).filter((line) => line.picked === true);
    const quantity = lines.reduce((sum, line) => sum + productQuantity(env, line), 0);
    const product = ref(move.product_id);
    picked.set(product, roundQuantity((picked.get(product) ?? 0) + quantity));
  }
  return picked;
}
