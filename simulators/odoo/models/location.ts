import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { type ModelPart, type Row, str, type Vals } from '../orm/types.ts';
import { plain } from './plain.ts';
import { warehouse } from './warehouse.ts';

/** Ids of a location and of all below it. */
export function locationTree(env: Env, root: number): Set<number> {
  const found = new Set<number>([root]);
  const queue = [root];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const child of env.session.db.idsBy('stock.location', 'location_id', at)) {
      if (found.has(child)) continue;
      found.add(child);
      queue.push(child);
    }
  }
  return found;
}

/** Warehouse whose view location is above this one. */
export function warehouseOf(env: Env, location: Row | undefined): Row | undefined {
  for (let at = location; at; at = env.at('stock.location', at.location_id)) {
    const [warehouse] = env.by('stock.warehouse', 'view_location_id', at.id);
    if (warehouse) return warehouse;
  }
  return undefined;
}

/** Nothing is reserved in suppliers, customers, production and inventory loss: goods come from there without limit. */
export function bypassesReservation(env: Env, locationId: number): boolean {
  const usage = env.at('stock.location', locationId)?.usage;
  return usage !== 'internal' && usage !== 'transit';
}

const location: ModelPart = {
  order: 'complete_name, id',
  defaults: { active: true, usage: 'internal', company_id: ownCompany, scrap_location: false, return_location: false },
  computes: {
    complete_name: completeName,
    warehouse_id: (env, row) => warehouseOf(env, row)?.id ?? false,
    parent_path: (env, row) => {
      const parent = env.at('stock.location', row.location_id);
      return `${parent ? str(env.value('stock.location', parent, 'parent_path')) : ''}${row.id}/`;
    },
  },
  displayName: (env, row) => str(env.value('stock.location', row, 'complete_name')),
  inverse: { child_ids: 'location_id', quant_ids: 'location_id' },
};

/** Views above a warehouse do not show in the names below it. */
function completeName(env: Env, row: Row): string {
  const parent = env.at('stock.location', row.location_id);
  if (!parent || row.usage === 'view') return str(row.name);
  return `${completeName(env, parent)}/${str(row.name)}`;
}

const pickingType: ModelPart = {
  order: 'sequence, id',
  defaults: {
    ...{
      active: true,
      company_id: ownCompany,
      sequence: 10,
      reservation_method: 'at_confirm',
      create_backorder: 'ask',
    },
    ...{ use_create_lots: true, use_existing_lots: true, print_label: false, show_operations: false },
  },
  beforeCreate: (env, vals) => ({ ...typeDefaults(env, vals), ...vals }),
  displayName: (env, row) => {
    const warehouse = env.at('stock.warehouse', row.warehouse_id);
    return warehouse ? `${str(warehouse.name)}: ${str(row.name)}` : str(row.name);
  },
};

/** Numbers and places of an operation type that somebody adds to a warehouse. */
function typeDefaults(env: Env, vals: Vals): Vals {
  const warehouse = env.find('stock.warehouse', Number(vals.warehouse_id ?? 0));
  if (!warehouse || vals.sequence_id) return {};
  const stock = warehouse.lot_stock_id;
  return {
    default_location_src_id: vals.code === 'incoming' ? virtualLocation(env, 'supplier') : stock,
    default_location_dest_id: vals.code === 'outgoing' ? virtualLocation(env, 'customer') : stock,
    company_id: warehouse.company_id,
    sequence_id: env.create('ir.sequence', {
      name: `${str(warehouse.name)} Sequence ${String(vals.name)}`,
      ...{
        prefix: `${str(warehouse.code)}/${String(vals.sequence_code)}/`,
        padding: 5,
        company_id: warehouse.company_id,
      },
    }),
  };
}

export function locationModels(): ModelDefinition[] {
  return [
    plain('stock.location', 'Inventory Locations', location),
    plain('stock.warehouse', 'Warehouse', warehouse),
    plain('stock.picking.type', 'Picking Type', pickingType),
  ];
}

/** The location of a usage that all warehouses share. */
export function virtualLocation(env: Env, usage: 'production' | 'inventory' | 'supplier' | 'customer'): number {
  const found = env.by('stock.location', 'usage', usage).find((row) => row.scrap_location !== true);
  return found?.id ?? 0;
}

/** Where scrap goes: a location of its own until 18, the inventory adjustment since 19. */
export function scrapLocation(env: Env): number {
  const own = env.by('stock.location', 'usage', 'inventory').find((row) => row.scrap_location === true);
  return own?.id ?? virtualLocation(env, 'inventory');
}
