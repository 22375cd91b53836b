import { companyRule } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { type ModelPart, num, type Row, ref, type Value } from '../orm/types.ts';
import { convertQuantity, roundQuantity } from './uom.ts';

/** Locations that the stock figures count, as a test: those of the context, else all internal ones. */
function countedLocations(env: Env): (locationId: number) => boolean {
  const { location, warehouse_id: warehouse, warehouse: oldWarehouse } = env.context;
  const roots = new Set<number>();
  for (const id of asIds(location)) roots.add(id);
  for (const id of asIds(warehouse ?? oldWarehouse)) roots.add(ref(env.find('stock.warehouse', id)?.view_location_id));
  const known = new Map<number, boolean>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const row = env.find('stock.location', id);
    const counted = roots.size === 0 ? row?.usage === 'internal' || row?.usage === 'transit' : isBelow(env, row, roots);
    known.set(id, counted);
    return counted;
  };
}

function isBelow(env: Env, row: Row | undefined, roots: ReadonlySet<number>): boolean {
  for (let at = row; at; at = env.at('stock.location', at.location_id)) if (roots.has(at.id)) return true;
  return false;
}

function asIds(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((id): id is number => typeof id === 'number') : [];
}

function quants(env: Env, productId: number): Row[] {
  const counted = countedLocations(env);
  const lot = env.context.lot_id;
  const isSeen = companyRule(env, env.model('stock.quant')) ?? (() => true);
  return env
    .by('stock.quant', 'product_id', productId)
    .filter(isSeen)
    .filter((quant) => counted(ref(quant.location_id)) && (typeof lot !== 'number' || quant.lot_id === lot));
}

const OPEN = new Set<Value>(['waiting', 'confirmed', 'assigned', 'partially_available']);

/** Demand of open moves that come into the counted locations, or leave them. */
function openDemand(env: Env, product: Row, direction: 'in' | 'out'): number {
  const counted = countedLocations(env);
  const isSeen = companyRule(env, env.model('stock.move')) ?? (() => true);
  let total = 0;
  for (const move of env.by('stock.move', 'product_id', product.id).filter(isSeen)) {
    if (!OPEN.has(move.state ?? false)) continue;
    const from = counted(ref(move.location_id));
    const to = counted(ref(move.location_dest_id));
    if (direction === 'in' ? !to || from : !from || to) continue;
    const unit = env.value('product.product', product, 'uom_id');
    total += convertQuantity(env, num(move.product_uom_qty), move.product_uom, unit);
  }
  return roundQuantity(total);
}

const onHand = (env: Env, row: Row) =>
  roundQuantity(quants(env, row.id).reduce((sum, quant) => sum + num(quant.quantity), 0));
const reserved = (env: Env, row: Row) =>
  quants(env, row.id).reduce((sum, quant) => sum + num(quant.reserved_quantity), 0);

export const productStock: ModelPart = {
  computes: {
    qty_available: onHand,
    free_qty: (env, row) => roundQuantity(onHand(env, row) - reserved(env, row)),
    incoming_qty: (env, row) => openDemand(env, row, 'in'),
    outgoing_qty: (env, row) => openDemand(env, row, 'out'),
    virtual_available: (env, row) =>
      roundQuantity(onHand(env, row) + openDemand(env, row, 'in') - openDemand(env, row, 'out')),
  },
};

function overVariants(field: string) {
  return (env: Env, row: Row) => {
    const variants = env.by('product.product', 'product_tmpl_id', row.id);
    return variants.reduce((sum, one) => sum + num(env.value('product.product', one, field)), 0);
  };
}

export const templateStock: ModelPart = {
  computes: {
    qty_available: overVariants('qty_available'),
    virtual_available: overVariants('virtual_available'),
    incoming_qty: overVariants('incoming_qty'),
    outgoing_qty: overVariants('outgoing_qty'),
    used_in_bom_count: overVariants('used_in_bom_count'),
  },
};
