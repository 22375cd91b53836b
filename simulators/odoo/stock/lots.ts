import { trackingOf } from '../models/product.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { num, type Row, ref, str } from '../orm/types.ts';

/** Goods of a tracked product move under the name of a lot, or not at all. */
export function refuseLinesWithoutLot(env: Env, lines: readonly Row[]): void {
  const nameless = lines.filter((line) => num(line.quantity) > 0 && !line.lot_id && !str(line.lot_name));
  const products = new Set(
    nameless.map((line) => ref(line.product_id)).filter((product) => trackingOf(env, product) !== 'none'),
  );
  if (products.size === 0) return;
  const names = [...products].map((product) => env.name('product.product', product));
  const [space, bullet] = env.version === 17 ? [' ', '\n - '] : ['', '\n- '];
  throw userError(`You need to supply a Lot/Serial Number for product:${space}${bullet}${names.join(bullet)}`);
}
