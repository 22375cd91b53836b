import type { Env } from '../orm/env.ts';
import { type Row, ref } from '../orm/types.ts';

const CONTEXT = {
  always_show_loc: 1,
  search_default_internal_loc: 1,
  inventory_mode: true,
  inventory_report_mode: true,
};

/** Where the web client goes after a relocation; each version words it in its own way. */
export function locationsAction(env: Env): Record<string, unknown> {
  if (env.version === 17) {
    return {
      ...{ id: 348, name: 'Inventory', type: 'ir.actions.server', xml_id: 'stock.action_view_quants', help: false },
      ...{
        binding_model_id: false,
        binding_type: 'action',
        binding_view_types: 'list,form',
        display_name: 'Inventory',
      },
      ...{ model_name: 'stock.quant', groups_id: [] },
    };
  }
  const views = [
    [996, 'list'],
    [995, 'form'],
    [999, 'pivot'],
    [1000, 'graph'],
  ];
  const window = {
    name: 'Locations',
    view_mode: 'list,form,pivot,graph',
    res_model: 'stock.quant',
    type: 'ir.actions.act_window',
  };
  if (env.version === 18) {
    return { ...window, context: CONTEXT, domain: [], help: '<p>No Stock On Hand</p>', id: 361, view_id: 996, views };
  }
  return {
    ...window,
    ...{ id: 364, display_name: 'Locations', xml_id: 'stock.stock_quant_action', path: 'stock-locations' },
    ...{
      help: '<p>No Stock On Hand.</p>',
      binding_model_id: false,
      binding_type: 'action',
      binding_view_types: 'list,form',
    },
    ...{
      view_id: 996,
      domain: false,
      context: CONTEXT,
      res_id: 0,
      target: 'current',
      mobile_view_mode: 'kanban',
      views,
    },
    ...{ limit: 80, group_ids: [], search_view_id: false, embedded_action_ids: [], filter: false, cache: true },
  };
}

/** Tracked products without a lot are not counted before somebody says that they mean it. */
export function trackingQuestion(_env: Env, rows: readonly Row[]): Record<string, unknown> {
  return {
    ...{ name: 'Tracked Products in Inventory Adjustment', type: 'ir.actions.act_window', view_mode: 'form' },
    ...{ views: [[false, 'form']], res_model: 'stock.track.confirmation', target: 'new' },
    context: {
      default_quant_ids: rows.map((row) => row.id),
      default_product_ids: [...new Set(rows.map((row) => ref(row.product_id)))],
    },
  };
}
