import { json } from '../kit/index.ts';
import { bound, type Context, type Route, text } from './context.ts';
import { page } from './paging.ts';
import { presentLot, presentMaterial } from './present.ts';
import { HttpProblem, refused, validate } from './problems.ts';
import type { MaterialLot } from './state.ts';

const ROOT = '/api/v1/material-lots';

/** Material lots: quarantine and release by reclassifying their status, consumption and genealogy. */
export const lotRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/materials', access: 'user', handle: listMaterials },
  { method: 'GET', path: ROOT, access: 'user', handle: list },
  { method: 'GET', path: `${ROOT}/:id`, access: 'user', handle: show },
  { method: 'POST', path: `${ROOT}/:id/reclassify-status`, access: { roles: ['Supervisor'] }, handle: reclassify },
  { method: 'POST', path: `${ROOT}/:id/consume`, access: 'user', handle: consume },
  { method: 'GET', path: `${ROOT}/:id/genealogy/forward`, access: 'user', handle: forward },
  { method: 'GET', path: `${ROOT}/:id/genealogy/backward`, access: 'user', handle: backward },
];

function listMaterials({ state, query }: Context) {
  const search = query.get('search')?.toLowerCase();
  const materials = state.materials
    .all()
    .filter(
      (material) =>
        search === undefined ||
        material.code.toLowerCase().includes(search) ||
        material.name.toLowerCase().includes(search),
    );
  return json(200, { data: materials.map(presentMaterial) });
}

function list({ state, query }: Context) {
  const materialId = query.get('material_id');
  const status = query.get('status');
  const supplier = query.get('supplier_lot_no');
  const lots = (materialId === null ? state.lots.all() : state.lots.where('material_id', Number(materialId)))
    .filter((lot) => status === null || lot.status === status)
    .filter((lot) => supplier === null || (lot.supplier_lot_no ?? '').includes(supplier))
    .sort((a, b) => b.received_at.localeCompare(a.received_at) || b.id - a.id);
  return page(lots, query, { perPage: 30 }, (lot) => presentLot(state, lot));
}

function show(context: Context) {
  return json(200, { data: { ...presentLot(context.state, lotOf(context)), sublots: [], created_by: null } });
}

function reclassify(context: Context) {
  const { state, body, user } = context;
  const lot = lotOf(context);
  const mustExplain = body.to_status === 'quarantine' || body.to_status === 'rejected';
  validate(body, {
    to_status: { type: 'string', required: true, in: ['released', 'quarantine', 'rejected'] },
    reason: { type: 'string', required: mustExplain, max: 255 },
  });
  const to = body.to_status as 'released' | 'quarantine' | 'rejected';
  const refusal = refusalToMove(lot, to);
  if (refusal !== undefined) throw new HttpProblem(422, refusal, { errors: { to_status: [refusal] } });
  const now = state.now();
  const record = state.reclassifications.insert({
    type: 'status',
    source_material_id: lot.material_id,
    source_lot_id: lot.id,
    from_status: lot.status,
    to_status: to,
    reason: text(body.reason),
    performed_by: user.id,
    performed_at: now,
  });
  const held = { hold_reason: text(body.reason) ?? '', held_at: now, held_by_id: user.id };
  state.lots.put({
    ...lot,
    status: to,
    updated_at: now,
    ...(to === 'quarantine' ? { ...held, released_at: null, released_by_id: null } : {}),
    ...(to === 'released' ? { released_at: now, released_by_id: user.id } : {}),
    ...(to === 'rejected' ? { quantity_available: 0 } : {}),
  });
  context.effect('material-lots', lot.id, `lot.${to}`, { quantity: lot.quantity_available, lots: [lot.lot_number] });
  return json(200, { message: 'Lot status changed', data: record });
}

function refusalToMove(lot: MaterialLot, to: 'released' | 'quarantine' | 'rejected'): string | undefined {
  const isGone = lot.status === 'consumed' || lot.status === 'rejected';
  if (to === 'quarantine') return isGone ? `Cannot hold a ${lot.status} lot.` : undefined;
  if (to === 'rejected') return isGone ? `Cannot reject a ${lot.status} lot.` : undefined;
  const isWaiting = lot.status === 'quarantine' || lot.status === 'received';
  return isWaiting ? undefined : `Only a quarantined/received lot can be released (is ${lot.status}).`;
}

function consume(context: Context) {
  const { state, body, user } = context;
  const lot = lotOf(context);
  validate(body, {
    batch_step_id: { type: 'integer', required: true },
    quantity: { type: 'number', required: true, min: 0.0001 },
  });
  if (state.steps.get(Number(body.batch_step_id)) === undefined) {
    const errors = { batch_step_id: ['The selected batch step id is invalid.'] };
    throw new HttpProblem(422, 'The given data was invalid.', { errors });
  }
  if (lot.status !== 'released') throw refused(`Lot is not available for consumption (status=${lot.status}).`);
  const quantity = Number(body.quantity);
  if (quantity > lot.quantity_available) throw refused('Not enough quantity available in this lot.');
  const left = lot.quantity_available - quantity;
  const now = state.now();
  const status = left === 0 ? 'consumed' : lot.status;
  state.lots.put({ ...lot, quantity_available: left, status, updated_at: now });
  const consumption = state.consumptions.insert({
    batch_step_id: Number(body.batch_step_id),
    material_lot_id: lot.id,
    quantity_consumed: quantity,
    consumed_at: now,
    recorded_by_id: user.id,
  });
  context.effect('material-lots', lot.id, 'lot.consumed', { quantity, lots: [lot.lot_number] });
  return json(201, {
    message: 'Consumption recorded',
    data: { consumption, lot: presentLot(state, lotOf(context)) },
  });
}

function forward(context: Context) {
  const lot = lotOf(context);
  const consumptions = context.state.consumptions.where('material_lot_id', lot.id).reverse();
  return json(200, {
    data: {
      lot: shortLot(lot),
      consumptions,
      total_consumed: consumptions.reduce((total, row) => total + row.quantity_consumed, 0),
      consumed_in_steps: [...new Set(consumptions.map((row) => row.batch_step_id))],
    },
  });
}

function backward(context: Context) {
  const lot = lotOf(context);
  const steps = lot.source_batch_id === null ? [] : context.state.steps.where('batch_id', lot.source_batch_id);
  return json(200, {
    data: {
      lot: shortLot(lot),
      inspection: null,
      supplier_lot_no: lot.supplier_lot_no,
      supplier_reference: lot.supplier_reference,
      source_container_no: null,
      source_batch_id: lot.source_batch_id,
      upstream_consumptions: steps.flatMap((step) => context.state.consumptions.where('batch_step_id', step.id)),
    },
  });
}

const lotOf = (context: Context): MaterialLot => bound(context.state.lots, context, 'MaterialLot');

function shortLot({ id, lot_number, material_id, status }: MaterialLot) {
  return { id, lot_number, material_id, status };
}
