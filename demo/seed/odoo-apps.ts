import { OdooCallError, type OdooClient } from '../http/odoo.ts';

/** A field that only the module brings. */
const NEEDED = [
  { module: 'mrp', model: 'mrp.production', field: 'qty_producing' },
  { module: 'purchase', model: 'purchase.order', field: 'partner_ref' },
  { module: 'purchase_stock', model: 'purchase.order', field: 'picking_type_id' },
] as const;

/** Errors: all modules that seeding needs and this Odoo lacks, at once. */
export async function checkApps(odoo: OdooClient): Promise<void> {
  const missing: string[] = [];
  for (const { module, model, field } of NEEDED) if (!(await hasField(odoo, model, field))) missing.push(module);
  if (missing.length > 0)
    throw new Error(
      `This Odoo lacks the modules ${missing.join(', ')}: install them (the hub reads and posts to mrp, stock, ` +
        'purchase, purchase_stock, mrp_account and maintenance), then seed again',
    );
}

async function hasField(odoo: OdooClient, model: string, field: string): Promise<boolean> {
  try {
    const fields = await odoo.call<object>(model, 'fields_get', {
      named: { allfields: [field], attributes: ['type'] },
    });
    return field in fields;
  } catch (error) {
    // A model that is not there is an error of its own in every version.
    if (error instanceof OdooCallError) return false;
    throw error;
  }
}
