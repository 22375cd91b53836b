import { rawNeeds } from '../mrp/explode.ts';
import { finishedMoves, rawMoves } from '../mrp/quantities.ts';
import { roundTo } from '../orm/convert.ts';
import type { Env } from '../orm/env.ts';
import type { ModelPart, Row } from '../orm/types.ts';
import { num, ref, str } from '../orm/types.ts';
import { moveQuantity } from '../stock/lines.ts';
import { asIn17 } from './overview-17.ts';
import { plannedMinutes, spentMinutes } from './workorder.ts';

const money = (value: number) => roundTo(value, 2);

/** The order's cost sheet, as the "Overview" of the web client shows it: planned, by the bill, and real. */
export const overview: ModelPart = {
  methods: {
    get_report_values: {
      kind: 'model',
      params: ['production_id'],
      run: (env, _ids, { production_id: id }) => {
        const data = sheet(env, env.get('mrp.production', Number(id)));
        return { data: env.version === 17 ? asIn17(data) : data, context: { show_uom: true } };
      },
    },
  },
};

interface Cost {
  readonly mo: number;
  readonly bom: number;
  readonly real: number;
}

const total = (costs: readonly Cost[]): Cost => ({
  mo: money(costs.reduce((sum, one) => sum + one.mo, 0)),
  bom: money(costs.reduce((sum, one) => sum + one.bom, 0)),
  real: money(costs.reduce((sum, one) => sum + one.real, 0)),
});

const shown = (cost: Cost) => ({
  ...{ mo_cost: cost.mo, mo_cost_decorator: false, bom_cost: cost.bom, real_cost: cost.real },
  real_cost_decorator: cost.real > cost.mo ? 'danger' : cost.real < cost.mo ? 'success' : false,
  ...{ currency_id: 1, currency: 'res.currency(1,)' },
});

function sheet(env: Env, order: Row) {
  const components = rawMoves(env, order.id)
    .filter((move) => move.state !== 'cancel')
    .map((move, index) => componentOf(env, order, move, index));
  const operations = env
    .by('mrp.workorder', 'production_id', order.id)
    .map((one, index) => operationOf(env, order, one, index));
  const materials = total(components.map((one) => one.cost));
  const work = total(operations.map((one) => one.cost));
  const all = total([materials, work]);
  const quantity = num(order.product_qty) || 1;
  return {
    id: order.id,
    name: str(order.name),
    summary: { ...summaryOf(env, order), ...shown(all) },
    components: components.map((one) => ({ summary: one.summary, replenishments: [] })),
    operations: {
      summary: {
        ...{ index: 'W', done: order.state === 'done', uom_name: 'Hours' },
        quantity: roundTo(
          operations.reduce((sum, one) => sum + one.details.quantity, 0),
          4,
        ),
        ...shown(work),
      },
      details: operations.map((one) => one.details),
    },
    byproducts: {
      summary: {
        index: 'B',
        mo_cost: 0,
        mo_cost_decorator: false,
        bom_cost: 0,
        real_cost: 0,
        currency_id: 1,
        currency: 'res.currency(1,)',
      },
      details: [],
    },
    extras: extrasOf(quantity, materials, work, all),
    cost_breakdown: [],
  };
}

function summaryOf(env: Env, order: Row) {
  const product = env.get('product.product', ref(order.product_id));
  const labels = env.model('mrp.production').fields.get('state')?.selection ?? [];
  const main = finishedMoves(env, order.id).find((move) => move.product_id === product.id);
  const state = str(order.state);
  return {
    ...{ level: 0, model: 'mrp.production', id: order.id, name: env.name('product.product', product.id) },
    ...{ product_model: 'product.product', product_id: product.id, state },
    formatted_state: labels.find(([key]) => key === state)?.[1] ?? state,
    ...{
      has_bom: Boolean(order.bom_id),
      quantity: state === 'done' && main ? moveQuantity(env, main) : num(order.product_qty),
    },
    ...stockOf(env, product, ref(order.product_uom_id)),
    quantity_reserved: 0,
    receipt: {
      display: `Expected ${usDate(str(order.date_finished))}`,
      type: 'expected',
      decorator: 'warning',
      date: str(order.date_finished),
    },
    unit_cost: num(product.standard_price),
  };
}

function usDate(text: string): string {
  return `${text.slice(5, 7)}/${text.slice(8, 10)}/${text.slice(0, 4)}`;
}

function stockOf(env: Env, product: Row, uom: number) {
  const figure = (field: string) => num(env.value('product.product', product, field));
  return {
    ...{ uom_name: env.name('uom.uom', uom), uom_precision: 2 },
    ...{ quantity_free: figure('free_qty'), quantity_on_hand: figure('qty_available') },
  };
}

function componentOf(env: Env, order: Row, move: Row, index: number) {
  const product = env.get('product.product', ref(move.product_id));
  const unit = num(product.standard_price);
  const done = move.state === 'done';
  const real = done ? moveQuantity(env, move) : num(move.product_uom_qty);
  const bom = env.at('mrp.bom', order.bom_id);
  const need =
    bom &&
    rawNeeds(env, bom, num(order.product_qty), order.product_uom_id).find(({ line }) => line.product_id === product.id);
  const cost = {
    mo: money(num(move.product_uom_qty) * unit),
    bom: money((need?.quantity ?? 0) * unit),
    real: money(real * unit),
  };
  const summary = {
    ...{
      level: 1,
      index: String(index),
      id: product.id,
      model: 'product.product',
      name: env.name('product.product', product.id),
    },
    ...{
      product_model: 'product.product',
      product: `product.product(${product.id},)`,
      product_id: product.id,
      quantity: real,
    },
    ...{ uom: `uom.uom(${ref(move.product_uom)},)`, ...stockOf(env, product, ref(move.product_uom)) },
    quantity_reserved: done ? 0 : moveQuantity(env, move),
    receipt: { display: 'Available', type: 'available', decorator: 'success', date: false },
    unit_cost: unit,
    ...shown(cost),
  };
  return { cost, summary };
}

function operationOf(env: Env, order: Row, one: Row, index: number) {
  const rate = num(env.at('mrp.workcenter', one.workcenter_id)?.costs_hour);
  const planned = plannedMinutes(env, one) / 60;
  const spent = one.state === 'done' ? spentMinutes(env, one) / 60 : planned;
  const center = env.at('mrp.workcenter', one.workcenter_id);
  // By the bill alone: before 19 without setting up and cleaning up.
  const fixed = env.version < 19 ? (num(center?.time_start) + num(center?.time_stop)) / 60 : 0;
  const cost = { mo: money(planned * rate), bom: money((planned - fixed) * rate), real: money(spent * rate) };
  const details = {
    ...{
      level: 1,
      index: `W${index}`,
      quantity: roundTo(spent, 4),
      uom_name: 'Hours',
      uom_precision: 4,
      unit_cost: rate,
    },
    name: `${env.name('mrp.workcenter', ref(one.workcenter_id))}: ${str(order.name)} - ${str(one.name)}`,
    ...shown(cost),
  };
  return { cost, details };
}

function extrasOf(quantity: number, materials: Cost, work: Cost, all: Cost) {
  const per = (value: number) => money(value / quantity);
  return {
    ...{ unit_mo_cost: per(all.mo), unit_bom_cost: per(all.bom), unit_real_cost: per(all.real) },
    ...{
      total_mo_cost_components: materials.mo,
      total_bom_cost_components: materials.bom,
      total_real_cost_components: materials.real,
    },
    ...{
      unit_mo_cost_components: per(materials.mo),
      unit_bom_cost_components: per(materials.bom),
      unit_real_cost_components: per(materials.real),
    },
    ...{
      total_mo_cost_operations: work.mo,
      total_bom_cost_operations: work.bom,
      total_real_cost_operations: work.real,
    },
    ...{
      unit_mo_cost_operations: per(work.mo),
      unit_bom_cost_operations: per(work.bom),
      unit_real_cost_operations: per(work.real),
    },
    ...{ total_mo_cost: all.mo, total_bom_cost: all.bom, total_real_cost: all.real },
  };
}
