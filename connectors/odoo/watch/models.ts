import type { Domain } from '../model/domain.ts';

/** A model whose rows tell that a production order may have changed. `fields` are what counts as a change of a row. */
export interface Watched {
  readonly model: 'mrp.production' | 'mrp.workorder' | 'stock.move' | 'stock.move.line';
  readonly fields: readonly string[];
  readonly domain: Domain;
}

/**
 * An order's own write_date does not move when a work order ends, a component's quantity changes or, in a finished
 * order, a quantity is corrected; a move's does not move when one of its lines gets another lot. Time logs are not
 * watched: nothing that is told depends on them.
 */
export const WATCHED: readonly Watched[] = [
  { model: 'mrp.production', fields: ['state', 'product_qty', 'qty_producing', 'name'], domain: [] },
  { model: 'mrp.workorder', fields: ['production_id', 'state', 'qty_produced'], domain: [] },
  {
    model: 'stock.move',
    fields: ['raw_material_production_id', 'production_id', 'state', 'quantity', 'product_uom_qty', 'picked'],
    domain: ['|', ['raw_material_production_id', '!=', false], ['production_id', '!=', false]],
  },
  {
    model: 'stock.move.line',
    fields: ['move_id', 'lot_id', 'quantity', 'picked', 'state'],
    domain: ['|', ['move_id.raw_material_production_id', '!=', false], ['move_id.production_id', '!=', false]],
  },
];
