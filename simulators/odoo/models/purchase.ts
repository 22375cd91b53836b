import { ownCompany } from '../orm/companies.ts';
import { roundTo } from '../orm/convert.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { type ModelPart, num, type Row, ref, str, type Vals } from '../orm/types.ts';
import { cancelMoves } from '../stock/done.ts';
import { moveQuantity } from '../stock/lines.ts';
import { movesOf, pickingState } from '../stock/pickings.ts';
import { assignMoves } from '../stock/reserve.ts';
import { nextByCode } from './base.ts';
import { virtualLocation } from './location.ts';
import { plain } from './plain.ts';
import { isStorable } from './product.ts';
import { convertQuantity, roundQuantity } from './uom.ts';

const linesOfOrder = (env: Env, id: number) => env.by('purchase.order.line', 'order_id', id);
const unitField = (env: Env) => (env.version === 19 ? 'product_uom_id' : 'product_uom');
const baseUnit = (env: Env, line: Row) => {
  const product = env.at('product.product', line.product_id);
  return product ? env.value('product.product', product, 'uom_id') : line[unitField(env)];
};
/** A quantity of a line in the item's own unit, in which its moves are. */
const inBase = (env: Env, line: Row, quantity: number): number =>
  convertQuantity(env, quantity, line[unitField(env)], baseUnit(env, line));

function pickingsOf(env: Env, id: number): number[] {
  const moves = linesOfOrder(env, id).flatMap((line) => env.by('stock.move', 'purchase_line_id', line.id));
  const ids = new Set(moves.map((move) => ref(move.picking_id)).filter((one) => one > 0));
  return [...ids].sort((a, b) => b - a);
}

function receiptStatus(env: Env, row: Row): string | false {
  const states = pickingsOf(env, row.id).map((id) => pickingState(env, env.get('stock.picking', id)));
  const live = states.filter((state) => state !== 'cancel');
  if (live.length === 0) return false;
  if (live.every((state) => state === 'done')) return 'full';
  return live.some((state) => state === 'done') ? 'partial' : 'pending';
}

function totalOf(env: Env, row: Row): number {
  return roundTo(
    linesOfOrder(env, row.id).reduce((sum, line) => sum + num(line.product_qty) * num(line.price_unit), 0),
    2,
  );
}

const order: ModelPart = {
  order: 'priority desc, id desc',
  defaults: {
    ...{
      state: 'draft',
      company_id: ownCompany,
      currency_id: 1,
      priority: '0',
      locked: false,
      mail_reminder_confirmed: false,
    },
    ...{ date_approve: false },
    date_order: (env) => env.now,
    user_id: (env) => env.uid,
    name: (env) => nextByCode(env, 'purchase.order'),
    picking_type_id: (env) => env.by('stock.picking.type', 'code', 'incoming')[0]?.id ?? false,
  },
  noCopy: ['name', 'state', 'date_approve', 'partner_ref'],
  inverse: { order_line: 'order_id' },
  displayName: (_env, row) => (str(row.partner_ref) ? `${str(row.name)} (${str(row.partner_ref)})` : str(row.name)),
  computes: {
    picking_ids: (env, row) => pickingsOf(env, row.id),
    incoming_picking_count: (env, row) => pickingsOf(env, row.id).length,
    receipt_status: receiptStatus,
    acknowledged: (env, row) => ['partial', 'full'].includes(String(receiptStatus(env, row))),
    amount_untaxed: totalOf,
    amount_tax: () => 0,
    amount_total: totalOf,
    date_planned: (env, row) => {
      if (typeof row.date_planned === 'string') return row.date_planned;
      const dates = linesOfOrder(env, row.id)
        .map((line) => str(line.date_planned))
        .filter((date) => date !== '');
      return dates.sort()[0] ?? false;
    },
    invoice_status: (env, row) => {
      if (row.state !== 'purchase' && row.state !== 'done') return 'no';
      return linesOfOrder(env, row.id).some((line) => receivedQuantity(env, line) > 0) ? 'to invoice' : 'no';
    },
    effective_date: (env, row) => {
      const done = pickingsOf(env, row.id)
        .map((id) => str(env.get('stock.picking', id).date_done))
        .filter((date) => date !== '');
      return done.sort()[0] ?? false;
    },
  },
  afterCreate: (env, id) => {
    const row = env.get('purchase.order', id);
    env.store('purchase.order', id, {
      date_planned: env.value('purchase.order', { ...row, date_planned: false } as Row, 'date_planned'),
    });
  },
  beforeUnlink: (_env, row) => {
    if (row.state !== 'cancel') throw userError('In order to delete a purchase order, you must cancel it first.');
  },
  methods: {
    button_confirm: { kind: 'record', params: [], run: (env, ids) => confirm(env, ids) },
    button_approve: {
      kind: 'record',
      params: ['force?'],
      run: (env, ids) => {
        for (const id of ids) if (mayApprove(env, env.get('purchase.order', id))) approve(env, id);
        return {};
      },
    },
    button_cancel: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) cancel(env, id);
        return undefined;
      },
    },
    button_draft: {
      kind: 'record',
      params: [],
      run: (env, ids) => {
        for (const id of ids) env.set('purchase.order', id, { state: 'draft' });
        return {};
      },
    },
  },
};

function confirm(env: Env, ids: readonly number[]): true {
  for (const id of ids) {
    const row = env.get('purchase.order', id);
    if (row.state !== 'draft' && row.state !== 'sent') continue;
    if (mayApprove(env, row)) approve(env, id);
    else env.set('purchase.order', id, { state: 'to approve' });
  }
  return true;
}

/** With two-step approval, large orders want a manager. */
function mayApprove(env: Env, row: Row): boolean {
  const company = env.at('res.company', row.company_id);
  if (company?.po_double_validation !== 'two_step') return true;
  if (totalOf(env, row) < num(company.po_double_validation_amount)) return true;
  const role = str(env.find('res.users', env.uid)?.sim_role);
  return role === 'manager' || role === 'admin';
}

function approve(env: Env, id: number): void {
  env.set('purchase.order', id, { state: 'purchase', date_approve: env.now });
  const lines = linesOfOrder(env, id).filter((line) => ref(line.product_id) && movesGoods(env, line));
  const expected = lines.map((line) => ({ line, quantity: inBase(env, line, num(line.product_qty)) }));
  if (lines.length > 0) expect(env, env.get('purchase.order', id), expected);
}

function movesGoods(env: Env, line: Row): boolean {
  const product = env.get('product.product', ref(line.product_id));
  return isStorable(env, product.id) || env.value('product.product', product, 'type') === 'consu';
}

/** Quantities are expected with the open receipt, or with a new one; in the items' own units. */
function expect(env: Env, row: Row, lines: readonly { line: Row; quantity: number }[]): void {
  const type = env.get('stock.picking.type', ref(row.picking_type_id));
  const planned = str(env.value('purchase.order', row, 'date_planned')) || env.now;
  const shared = { location_id: virtualLocation(env, 'supplier'), location_dest_id: type.default_location_dest_id };
  const open = pickingsOf(env, row.id).find(
    (id) => !['done', 'cancel'].includes(pickingState(env, env.get('stock.picking', id))),
  );
  const picking =
    open ??
    env.create('stock.picking', {
      ...shared,
      ...{ picking_type_id: type.id, partner_id: row.partner_id, origin: row.name, scheduled_date: planned },
    });
  for (const [index, { line, quantity }] of lines.entries()) {
    const perUnit = num(line.product_qty) === 0 ? 1 : inBase(env, line, num(line.product_qty)) / num(line.product_qty);
    const vals: Vals = {
      sequence: 10 + index,
      ...shared,
      ...{
        picking_id: picking,
        product_id: line.product_id,
        product_uom: baseUnit(env, line),
        product_uom_qty: quantity,
      },
      ...{
        purchase_line_id: line.id,
        price_unit: num(line.price_unit) / perUnit,
        origin: row.name,
        state: 'confirmed',
      },
      ...{
        date: str(line.date_planned) || planned,
        date_deadline: str(line.date_planned) || planned,
        partner_id: row.partner_id,
      },
    };
    const id = env.create('stock.move', env.version < 19 ? { ...vals, name: line.name } : vals);
    assignMoves(env, [env.get('stock.move', id)]);
  }
}

function cancel(env: Env, id: number): void {
  const row = env.get('purchase.order', id);
  const pickings = pickingsOf(env, id);
  const received = pickings.some((one) => pickingState(env, env.get('stock.picking', one)) === 'done');
  if (received && env.version === 17) {
    throw userError(`Unable to cancel purchase order ${str(row.name)} as some receptions have already been done.`);
  }
  if (received && env.version === 18) {
    const named = env.name('purchase.order', id);
    throw userError(`Unable to cancel purchase order(s): ${named} since they have receipts that are already done.`);
  }
  for (const one of pickings)
    cancelMoves(
      env,
      movesOf(env, one).filter((move) => move.state !== 'done'),
    );
  env.set('purchase.order', id, { state: 'cancel' });
}

function receivedQuantity(env: Env, line: Row): number {
  const done = env.by('stock.move', 'purchase_line_id', line.id).filter((move) => move.state === 'done');
  const inUnit = (move: Row) => convertQuantity(env, moveQuantity(env, move), move.product_uom, line[unitField(env)]);
  return roundQuantity(done.reduce((sum, move) => sum + inUnit(move), 0));
}

const line: ModelPart = {
  order: 'order_id, sequence, id',
  cascade: ['order_id'],
  defaults: { product_qty: 1, price_unit: 0, sequence: 10, display_type: false, qty_received_manual: 0 },
  digits: { product_qty: 2 },
  related: {
    ...{ state: 'order_id.state', partner_id: 'order_id.partner_id', company_id: 'order_id.company_id' },
    currency_id: 'order_id.currency_id',
    product_type: 'product_id.type',
  },
  inverse: { move_ids: 'purchase_line_id' },
  computes: {
    qty_received: receivedQuantity,
    qty_received_method: (env, row) => (ref(row.product_id) && movesGoods(env, row) ? 'stock_moves' : 'manual'),
    qty_invoiced: () => 0,
    qty_to_invoice: receivedQuantity,
    product_uom_qty: (env, row) => inBase(env, row, num(row.product_qty)),
    price_subtotal: (_env, row) => roundTo(num(row.product_qty) * num(row.price_unit), 2),
    price_total: (_env, row) => roundTo(num(row.product_qty) * num(row.price_unit), 2),
    price_tax: () => 0,
  },
  beforeCreate: (env, vals) => {
    const parent = env.find('purchase.order', Number(vals.order_id ?? 0));
    const product = env.find('product.product', Number(vals.product_id ?? 0));
    const unit = product ? env.value('product.product', product, 'uom_id') : false;
    const offer =
      product &&
      env
        .by('product.supplierinfo', 'product_tmpl_id', product.product_tmpl_id ?? false)
        .find((one) => one.partner_id === parent?.partner_id);
    return {
      ...vals,
      [unitField(env)]: vals[unitField(env)] ?? unit,
      date_planned: vals.date_planned ?? env.now,
      price_unit: vals.price_unit ?? num(offer?.price),
      name: vals.name ?? (product ? describe(env, product, str(offer?.product_code)) : ''),
    };
  },
  afterWrite: (env, old, vals) => {
    const moves = env
      .by('stock.move', 'purchase_line_id', old.id)
      .filter((move) => move.state !== 'done' && move.state !== 'cancel');
    // A new promised date moves the deadline of the receipt, not its schedule.
    if ('date_planned' in vals) {
      for (const move of moves) env.store('stock.move', move.id, { date_deadline: String(vals.date_planned) });
      for (const move of env.by('stock.move', 'purchase_line_id', old.id))
        env.store('stock.move', move.id, { date_deadline: String(vals.date_planned) });
    }
    const row = env.get('purchase.order.line', old.id);
    if ('product_qty' in vals && env.at('purchase.order', row.order_id)?.state === 'purchase') follow(env, row, moves);
  },
};

/** More ordered than on its way: more comes with the open receipt, by a move of its own once something has come. */
function follow(env: Env, row: Row, open: readonly Row[]): void {
  const received = inBase(env, row, receivedQuantity(env, row));
  const expected = open.reduce((sum, move) => sum + num(move.product_uom_qty), 0) + received;
  const more = roundQuantity(inBase(env, row, num(row.product_qty)) - expected);
  if (more > 0 && received > 0) {
    const order = env.at('purchase.order', row.order_id);
    if (order) expect(env, order, [{ line: row, quantity: more }]);
    return;
  }
  const [first] = open;
  if (!first || more === 0) return;
  env.write('stock.move', first.id, { product_uom_qty: Math.max(0, num(first.product_uom_qty) + more) });
  assignMoves(env, [env.get('stock.move', first.id)]);
}

function describe(env: Env, product: Row, supplierCode: string): string {
  const name = str(env.value('product.product', product, 'name'));
  const code = supplierCode || str(product.default_code);
  return code ? `[${code}] ${name}` : name;
}

export function purchaseModels(): ModelDefinition[] {
  return [plain('purchase.order', 'Purchase Order', order), plain('purchase.order.line', 'Purchase Order Line', line)];
}
