import { trackingOf } from '../models/product.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import { num, type Row, ref, str } from '../orm/types.ts';
import { linesOf } from '../stock/lines.ts';
import { producingLots, rawMoves } from './quantities.ts';

/** What `button_mark_done` looks at first: no serial is made a second time, or consumed while it is in something else. */
export function refuseUsedSerials(env: Env, id: number): void {
  const production = env.get('mrp.production', id);
  const product = ref(production.product_id);
  if (trackingOf(env, product) === 'serial' && producingLots(production).some((lot) => isMade(env, lot))) {
    const name = str(env.at('product.template', env.get('product.product', product).product_tmpl_id)?.name);
    throw userError(`This serial number for product ${name} has already been produced`);
  }
  for (const move of rawMoves(env, id)) {
    const component = ref(move.product_id);
    if (trackingOf(env, component) !== 'serial' || move.picked !== true) continue;
    const name = str(env.at('product.template', env.get('product.product', component).product_tmpl_id)?.name);
    for (const line of linesOf(env, move.id)) {
      if (line.picked !== true || num(line.quantity) === 0 || !isConsumed(env, ref(line.lot_id))) continue;
      const serial = str(env.at('stock.lot', line.lot_id)?.name);
      throw userError(`The serial number ${serial} used for component ${name} has already been consumed`);
    }
  }
}

/** Made, and neither taken apart again nor scrapped since. */
function isMade(env: Env, lot: number): boolean {
  const done = doneLines(env, lot);
  const made = done.filter(({ from, move }) => from === 'production' && !move.unbuild_id).length;
  const undone = done.filter(({ to, move }) => to === 'production' && Boolean(move.consume_unbuild_id)).length;
  const scrapped = done.filter(({ move }) => Boolean(move.scrap_id)).length;
  return made > 0 && !(undone + scrapped > 0 && made - undone - scrapped === 0);
}

/** Consumed by an order, and not come back since. */
function isConsumed(env: Env, lot: number): boolean {
  const done = doneLines(env, lot);
  const consumed = done.filter(
    ({ to, move }) => to === 'production' && Boolean(move.raw_material_production_id),
  ).length;
  const back = done.filter(({ from, move }) => from === 'production' && !move.production_id).length;
  return consumed - back > 0;
}

function doneLines(env: Env, lot: number): { from: string; to: string; move: Row }[] {
  if (!lot) return [];
  const usage = (location: unknown) => str(env.at('stock.location', location as number)?.usage);
  return env.by('stock.move.line', 'lot_id', lot).flatMap((line) => {
    const move = env.at('stock.move', line.move_id);
    if (move?.state !== 'done' || num(line.quantity) !== 1) return [];
    return [{ from: usage(line.location_id), to: usage(line.location_dest_id), move }];
  });
}
