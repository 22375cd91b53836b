import type { Env } from '../orm/env.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { type ModelPart, type Row, ref, str, type Vals } from '../orm/types.ts';
import { plain } from './plain.ts';

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
  defaults: { active: true, usage: 'internal', company_id: 1, scrap_location: false, return_location: false },
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
    ...{ active: true, company_id: 1, sequence: 10, reservation_method: 'at_confirm', create_backorder: 'ask' },
    ...{ use_create_lots: true, use_existing_lots: true, print_label: false, show_operations: false },
  },
  displayName: (env, row) => {
    const warehouse = env.at('stock.warehouse', row.warehouse_id);
    return warehouse ? `${str(warehouse.name)}: ${str(row.name)}` : str(row.name);
  },
};

const warehouse: ModelPart = {
  order: 'sequence, id',
  defaults: {
    ...{ active: true, company_id: 1, partner_id: 1, sequence: 10, manufacture_steps: 'mrp_one_step' },
    ...{
      reception_steps: 'one_step',
      delivery_steps: 'ship_only',
      manufacture_to_resupply: true,
      buy_to_resupply: true,
    },
  },
  unique: [
    {
      fields: ['code', 'company_id'],
      message: 'The operation cannot be completed: The short name of the warehouse must be unique per company!',
    },
    {
      fields: ['name', 'company_id'],
      message: 'The operation cannot be completed: The name of the warehouse must be unique per company!',
    },
  ],
  noCopy: [
    'code',
    'name',
    'view_location_id',
    'lot_stock_id',
    'in_type_id',
    'out_type_id',
    'int_type_id',
    'manu_type_id',
  ],
  beforeWrite: (_env, _row, vals) => ('code' in vals ? { ...vals, code: shortName(vals.code) } : vals),
  beforeCreate: (env, given) => {
    const vals = { ...given, code: shortName(given.code) };
    if (given.view_location_id) return vals;
    const view = env.create('stock.location', { name: vals.code, usage: 'view', location_id: false });
    const child = (name: string, active: boolean) => env.create('stock.location', { name, active, location_id: view });
    return {
      ...vals,
      view_location_id: view,
      lot_stock_id: child('Stock', true),
      wh_input_stock_loc_id: child('Input', false),
      wh_qc_stock_loc_id: child('Quality Control', false),
      wh_output_stock_loc_id: child('Output', false),
      wh_pack_stock_loc_id: child('Packing Zone', false),
    };
  },
  afterCreate: (env, id, vals) => {
    if (vals.in_type_id) return;
    addPickingTypes(env, id);
  },
  afterWrite: (env, old, vals) => {
    if (!('code' in vals) || vals.code === old.code) return;
    const code = String(vals.code);
    env.write('stock.location', ref(old.view_location_id), { name: code });
    for (const type of env.by('stock.picking.type', 'warehouse_id', old.id)) {
      const prefix = `${code}/${str(type.sequence_code)}/`;
      env.write('ir.sequence', ref(type.sequence_id), { prefix });
    }
  },
};

/** The column holds five letters. */
function shortName(code: unknown): unknown {
  return typeof code === 'string' ? code.slice(0, 5) : code;
}

interface TypeSpec {
  readonly field: string;
  readonly name: string;
  readonly code: string;
  readonly letters: string;
  readonly from: 'supplier' | 'stock';
  readonly to: 'customer' | 'stock';
}

const TYPES: readonly TypeSpec[] = [
  { field: 'in_type_id', name: 'Receipts', code: 'incoming', letters: 'IN', from: 'supplier', to: 'stock' },
  { field: 'out_type_id', name: 'Delivery Orders', code: 'outgoing', letters: 'OUT', from: 'stock', to: 'customer' },
  { field: 'int_type_id', name: 'Internal Transfers', code: 'internal', letters: 'INT', from: 'stock', to: 'stock' },
  { field: 'manu_type_id', name: 'Manufacturing', code: 'mrp_operation', letters: 'MO', from: 'stock', to: 'stock' },
];

function addPickingTypes(env: Env, warehouseId: number): void {
  const row = env.get('stock.warehouse', warehouseId);
  const byUsage = (usage: string) => env.by('stock.location', 'usage', usage)[0]?.id ?? false;
  const patch: Record<string, number> = {};
  for (const [index, type] of TYPES.entries()) {
    const sequence = env.create('ir.sequence', {
      name: `${str(row.name)} Sequence ${type.name}`,
      prefix: `${str(row.code)}/${type.letters}/`,
      padding: 5,
      company_id: 1,
    });
    patch[type.field] = env.create('stock.picking.type', {
      ...{ name: type.name, code: type.code, sequence_code: type.letters, sequence_id: sequence, sequence: index + 1 },
      ...{ warehouse_id: warehouseId, use_create_lots: type.code !== 'outgoing' },
      default_location_src_id: type.from === 'stock' ? row.lot_stock_id : byUsage('supplier'),
      default_location_dest_id: type.to === 'stock' ? row.lot_stock_id : byUsage('customer'),
    } as Vals);
  }
  env.store('stock.warehouse', warehouseId, patch);
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
