import type { Env } from '../orm/env.ts';
import type { Vals } from '../orm/types.ts';
import type { ConsumptionIssue } from './consumption.ts';

/** The actions that button_mark_done answers with when it has a question. `target: new` opens a dialogue: nothing is done. */

interface Window {
  readonly name: string;
  readonly xmlId: string;
  readonly model: string;
  readonly id: number;
  readonly context: Vals;
  readonly view?: readonly [number, string];
}

function dialogue(env: Env, { name, xmlId, model, id, context, view }: Window) {
  const { version } = env;
  const groups = version === 19 ? { group_ids: [] } : { groups_id: [] };
  return {
    ...{ id, name, display_name: name, type: 'ir.actions.act_window', xml_id: xmlId },
    ...(version > 17 ? { path: false } : {}),
    ...{ help: false, binding_model_id: false, binding_type: 'action', binding_view_types: 'list,form' },
    ...{ view_id: view ?? false, domain: false, context, res_id: 0, res_model: model, target: 'new' },
    ...{ view_mode: 'form', mobile_view_mode: 'kanban', views: [[view?.[0] ?? false, 'form']], limit: 80 },
    ...groups,
    ...{ search_view_id: false },
    ...(version > 17 ? { embedded_action_ids: [] } : {}),
    filter: false,
    ...(version === 19 ? { cache: true } : {}),
  };
}

export function backorderAction(env: Env, ids: readonly number[], always: readonly number[]) {
  return dialogue(env, {
    name: `You produced less than ${env.version === 19 ? 'the ' : ''}initial demand`,
    xmlId: 'mrp.action_mrp_production_backorder',
    model: 'mrp.production.backorder',
    id: 427,
    context: {
      ...env.givenContext,
      always_backorder_mo_ids: always,
      default_mrp_production_ids: ids,
      default_mrp_production_backorder_line_ids: ids.map((id) => [0, 0, { mrp_production_id: id, to_backorder: true }]),
    },
  });
}

export function consumptionAction(env: Env, ids: readonly number[], issues: readonly ConsumptionIssue[]) {
  return dialogue(env, {
    name: 'Consumption Warning',
    xmlId: 'mrp.action_mrp_consumption_warning',
    model: 'mrp.consumption.warning',
    id: 428,
    context: {
      ...env.givenContext,
      default_mrp_production_ids: ids,
      default_mrp_consumption_warning_line_ids: issues.map((issue) => [0, 0, issue]),
      form_view_ref: false,
    },
  });
}

export function serialsAction(env: Env, id: number) {
  return dialogue(env, {
    name: 'Assign Serial Numbers',
    xmlId: 'mrp.action_assign_serial_numbers',
    model: 'mrp.production.serials',
    id: 431,
    view: [1129, 'mrp_production_serials'],
    context: { ...env.givenContext, default_production_id: id },
  });
}

export function batchAction(env: Env, id: number) {
  return dialogue(env, {
    name: 'Batch Production',
    xmlId: 'mrp.action_mrp_batch_produce',
    model: 'mrp.batch.produce',
    id: 424,
    view: [1112, 'view_mrp_batch_produce_form'],
    context: { ...env.givenContext, default_production_id: id },
  });
}

export function expiryAction(env: Env, ids: readonly number[], lots: readonly number[]) {
  return {
    ...{ name: 'Confirmation', type: 'ir.actions.act_window', res_model: 'expiry.picking.confirmation' },
    ...{ view_mode: 'form', views: [[false, 'form']], target: 'new' },
    context: { ...env.givenContext, default_lot_ids: [[6, 0, lots]], default_production_ids: ids },
  };
}
