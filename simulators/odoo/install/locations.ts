import type { Env } from '../orm/env.ts';
import { put } from './put.ts';

/** Locations of the company and its first warehouse, with the ids that a new database gives them. */
export function installLocations(env: Env): void {
  const base = { active: true, company_id: 1, scrap_location: false, return_location: false };
  const shared = { ...base, company_id: false };
  const modern = env.version === 19;
  const parents = modern ? { partners: false, virtual: false } : { partners: 2, virtual: 3 };
  if (!modern) {
    put(
      env,
      'stock.location',
      1,
      { ...shared, name: 'Physical Locations', usage: 'view' },
      'stock.stock_location_locations',
    );
    put(
      env,
      'stock.location',
      2,
      { ...shared, name: 'Partners', usage: 'customer' },
      'stock.stock_location_locations_partner',
    );
    put(
      env,
      'stock.location',
      3,
      { ...shared, name: 'Virtual Locations', usage: 'transit' },
      'stock.stock_location_locations_virtual',
    );
    // A parent that shows in names and yet counts as no stock of its own.
    env.store('stock.location', 2, { usage: 'sim_group' });
    env.store('stock.location', 3, { usage: 'sim_group' });
  }
  const id = modern ? { supplier: 1, customer: 2, view: 4, stock: 5 } : { supplier: 4, customer: 5, view: 7, stock: 8 };
  const suppliers = { ...shared, name: 'Vendors', usage: 'supplier', location_id: parents.partners };
  put(env, 'stock.location', id.supplier, suppliers, 'stock.stock_location_suppliers');
  const customers = { ...shared, name: 'Customers', usage: 'customer', location_id: parents.partners };
  put(env, 'stock.location', id.customer, customers, 'stock.stock_location_customers');
  put(env, 'stock.location', id.view, { ...base, name: 'WH', usage: 'view', location_id: modern ? false : 1 });
  put(
    env,
    'stock.location',
    id.stock,
    { ...base, name: 'Stock', usage: 'internal', location_id: id.view },
    'stock.stock_location_stock',
  );
  const inside = (offset: number, name: string) => {
    put(env, 'stock.location', id.stock + offset, {
      ...base,
      name,
      usage: 'internal',
      location_id: id.view,
      active: false,
    });
    return id.stock + offset;
  };
  const rooms = {
    wh_input_stock_loc_id: inside(1, 'Input'),
    wh_qc_stock_loc_id: inside(2, 'Quality Control'),
    wh_output_stock_loc_id: inside(3, 'Output'),
    wh_pack_stock_loc_id: inside(4, 'Packing Zone'),
    pbm_loc_id: inside(5, 'Pre-Production'),
    sam_loc_id: inside(modern ? 6 : 9, 'Post-Production'),
  };
  const virtual = { ...base, location_id: parents.virtual };
  const loss = modern ? 13 : 14;
  put(env, 'stock.location', loss, { ...virtual, name: 'Inventory adjustment', usage: 'inventory' });
  put(env, 'stock.location', 15, { ...virtual, name: 'Production', usage: 'production' });
  if (!modern) put(env, 'stock.location', 16, { ...virtual, name: 'Scrap', usage: 'inventory', scrap_location: true });
  env.create('stock.warehouse', {
    name: 'My Company',
    code: 'WH',
    view_location_id: id.view,
    lot_stock_id: id.stock,
    ...rooms,
  });
  env.session.db.put('ir.model.data', {
    ...{
      id: env.session.db.newId('ir.model.data'),
      module: 'stock',
      name: 'warehouse0',
      model: 'stock.warehouse',
      res_id: 1,
    },
    ...{ noupdate: true, create_date: env.session.now, write_date: env.session.now, create_uid: 1, write_uid: 1 },
  });
}
