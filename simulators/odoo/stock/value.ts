import { roundTo } from '../orm/convert.ts';
import type { Env } from '../orm/env.ts';
import { num, type Row, ref, str } from '../orm/types.ts';

const MONEY_DIGITS = 2;

/** Worth of the stock on hand at its present cost. */
export function stockValue(env: Env, product: Row): number {
  return roundTo(num(product.standard_price) * onHandEverywhere(env, product.id), MONEY_DIGITS);
}

export function averageCost(_env: Env, product: Row): number {
  return num(product.standard_price);
}

export function costMethod(env: Env, product: Row): string {
  return str(env.value('product.product', product, 'cost_method'));
}

function onHandEverywhere(env: Env, productId: number): number {
  return env.by('stock.quant', 'product_id', productId).reduce((sum, quant) => {
    const usage = env.at('stock.location', quant.location_id)?.usage;
    return usage === 'internal' ? sum + num(quant.quantity) : sum;
  }, 0);
}

/**
 * Values a move that has just been done and moves the average cost where the category asks for it.
 * `unitCost` is what one unit of an incoming move cost; outgoing ones leave at the present cost.
 */
export function valueMove(env: Env, move: Row, direction: 'in' | 'out', quantity: number, unitCost: number): void {
  const product = env.get('product.product', Number(move.product_id));
  const averaged = costMethod(env, product) !== 'standard';
  const cost = direction === 'in' && averaged ? unitCost : num(product.standard_price);
  if (direction === 'in' && averaged) {
    const after = onHandEverywhere(env, product.id);
    const before = Math.max(0, after - quantity);
    const total = before * num(product.standard_price) + quantity * unitCost;
    if (before + quantity > 0)
      env.store('product.product', product.id, { standard_price: roundTo(total / (before + quantity), 2) });
  }
  const value = roundTo(cost * quantity, MONEY_DIGITS);
  if (env.version === 19) {
    env.store('stock.move', move.id, { value, is_in: direction === 'in', is_out: direction === 'out' });
  } else {
    const sign = direction === 'in' ? 1 : -1;
    const reference = str(env.value('stock.move', move, 'reference'));
    env.create('stock.valuation.layer', {
      ...{ company_id: 1, product_id: product.id, stock_move_id: move.id, unit_cost: cost, quantity: sign * quantity },
      ...{ value: sign * value, remaining_qty: sign > 0 ? quantity : 0, remaining_value: sign > 0 ? value : 0 },
      ...{ currency_id: 1, uom_id: ref(env.value('product.product', product, 'uom_id')) },
      description: `${reference} - ${str(env.value('product.product', product, 'name'))}`,
    });
  }
}
