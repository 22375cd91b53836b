import { ownCompany } from '../orm/companies.ts';
import type { Env } from '../orm/env.ts';
import { type ModelPart, ref, str, type Vals, type Value } from '../orm/types.ts';

export const warehouse: ModelPart = {
  order: 'sequence, id',
  defaults: {
    ...{ active: true, company_id: ownCompany, partner_id: 1, sequence: 10, manufacture_steps: 'mrp_one_step' },
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
    'pbm_loc_id',
    'sam_loc_id',
    'pbm_type_id',
    'sam_type_id',
  ],
  beforeWrite: (_env, _row, vals) => ('code' in vals ? { ...vals, code: shortName(vals.code) } : vals),
  beforeCreate: (env, given) => {
    const vals = { ...given, code: shortName(given.code) };
    if (given.view_location_id) return vals;
    const company_id = given.company_id;
    // Since 19 there is nothing above a warehouse.
    const view = env.create('stock.location', {
      name: vals.code,
      usage: 'view',
      location_id: env.version < 19 ? 1 : false,
      company_id,
    });
    const child = (name: string, active: boolean) =>
      env.create('stock.location', { name, active, location_id: view, company_id });
    return {
      ...vals,
      view_location_id: view,
      lot_stock_id: child('Stock', true),
      wh_input_stock_loc_id: child('Input', false),
      wh_qc_stock_loc_id: child('Quality Control', false),
      wh_output_stock_loc_id: child('Output', false),
      wh_pack_stock_loc_id: child('Packing Zone', false),
      pbm_loc_id: child('Pre-Production', false),
      sam_loc_id: child('Post-Production', false),
    };
  },
  afterCreate: (env, id, vals) => {
    if (vals.in_type_id) return;
    addPickingTypes(env, id);
    followSteps(env, id);
  },
  afterWrite: (env, old, vals) => {
    if ('manufacture_steps' in vals) followSteps(env, old.id);
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
  { field: 'pbm_type_id', name: 'Pick Components', code: 'internal', letters: 'PC', from: 'stock', to: 'stock' },
  {
    field: 'sam_type_id',
    name: 'Store Finished Product',
    code: 'internal',
    letters: 'SFP',
    from: 'stock',
    to: 'stock',
  },
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
      company_id: row.company_id,
    });
    patch[type.field] = env.create('stock.picking.type', {
      ...{ name: type.name, code: type.code, sequence_code: type.letters, sequence_id: sequence, sequence: index + 1 },
      ...{ company_id: row.company_id, warehouse_id: warehouseId, use_create_lots: type.code !== 'outgoing' },
      default_location_src_id: type.from === 'stock' ? row.lot_stock_id : byUsage('supplier'),
      default_location_dest_id: type.to === 'stock' ? row.lot_stock_id : byUsage('customer'),
    } as Vals);
  }
  env.store('stock.warehouse', warehouseId, patch);
  const returns = [
    ['in_type_id', 'out_type_id'],
    ['out_type_id', 'in_type_id'],
  ] as const;
  for (const [of, by] of returns)
    env.store('stock.picking.type', patch[of] ?? 0, { return_picking_type_id: patch[by] ?? false });
}

/** In two steps components are picked to Pre-Production first, in three the product is stored out of Post-Production last. */
function followSteps(env: Env, id: number): void {
  const row = env.get('stock.warehouse', id);
  const picks = row.manufacture_steps === 'pbm' || row.manufacture_steps === 'pbm_sam';
  const stores = row.manufacture_steps === 'pbm_sam';
  const stock = row.lot_stock_id ?? false;
  const patch = (model: string, target: Value | undefined, values: Readonly<Record<string, Value>>) => {
    if (ref(target)) env.store(model, ref(target), values);
  };
  patch('stock.location', row.pbm_loc_id, { active: picks });
  patch('stock.location', row.sam_loc_id, { active: stores });
  const [from, to] = [row.pbm_loc_id ?? false, row.sam_loc_id ?? false];
  patch('stock.picking.type', row.pbm_type_id, {
    ...{ active: picks, default_location_src_id: stock, default_location_dest_id: from },
  });
  patch('stock.picking.type', row.sam_type_id, {
    ...{ active: stores, default_location_src_id: to, default_location_dest_id: stock },
  });
  patch('stock.picking.type', row.manu_type_id, {
    ...{ default_location_src_id: picks ? from : stock, default_location_dest_id: stores ? to : stock },
  });
}
