import type { Account } from '../../../../simulators/odoo/install/install.ts';
import type { IdMap } from './ids.ts';
import type { Occasion } from './occasion.ts';
import { modelCall, type Outcome, type Recording } from './recordings.ts';
import type { Scene } from './scene.ts';

const account = (login: string, name: string, role: Account['role'], groups?: Account['groups']): Account => ({
  ...{ login, name, role, ...(groups ? { groups } : {}) },
  ...{ password: login, apiKey: `key-${login}` },
});

const ACCOUNTS: readonly Account[] = [
  account('admin', 'Administrator', 'admin'),
  account('hub', 'Manufacturing Hub', 'manager'),
  account('hubmin', 'Hub Minimal', 'user'),
  account('invuser', 'Inventory User', 'user'),
  account('invadmin', 'Inventory Administrator', 'manager'),
  account('mrpstock', 'MRP and stock', 'user', []),
  account('mrpstockpur', 'MRP, stock, purchase', 'user'),
  account('mrpstockana', 'MRP, stock, analytic', 'user', ['analytic']),
  account('mrpstockinv', 'MRP, stock, invoicing', 'user', ['accounting']),
  account('mrpstockro', 'MRP, stock, accounting read', 'user', ['accounting']),
  account('mrpmgrstock', 'MRP manager and stock', 'user', []),
  account('coa', 'Company one only', 'manager'),
  account('cob', 'Company two only', 'manager'),
  account('coab', 'Both companies', 'manager'),
];

/** The second set: chains of calls that put up what they need. Only products' templates and moves were looked up unrecorded. */
export const SECOND: Occasion = {
  recordedAt: new Date('2026-12-01T13:28:00Z'),
  accounts: ACCOUNTS,
  async prepare(scene, ids, version) {
    bindBaseData(ids, version);
    await addSecondCompany(scene);
  },
  async before(scene, recording) {
    if (recording.name === 'rk-stock-two') await bindSecondStock(scene, recording);
    await bindRecords(scene, recording);
    await bindMoves(scene, recording);
  },
  async after(scene, recording, theirs, ours) {
    await bindTemplates(scene, recording, theirs, ours);
  },
};

function bindBaseData(ids: IdMap, version: 17 | 18 | 19): void {
  const bind = (model: string, pairs: readonly (readonly [number, number])[]) => {
    for (const [recorded, own] of pairs) ids.bind(model, recorded, own);
  };
  const same = (count: number) => Array.from({ length: count }, (_, index) => [index + 1, index + 1] as const);
  bind('uom.uom', same(30));
  bind('mrp.workcenter.productivity.loss', same(7));
  bind('maintenance.stage', same(4));
  bind('maintenance.team', same(1));
  bind('res.users', [...same(2), [version === 19 ? 5 : 6, 3]]);
  bind('res.company', same(1));
  bind('stock.warehouse', same(1));
  if (version === 19) bind('stock.location', [...same(5), [11, 13], [12, 15]]);
  else bind('stock.location', same(16));
  const [internal, manufacturing] = version === 19 ? [7, 11] : [5, 8];
  bind('stock.picking.type', [...same(2), [internal, 3], [manufacturing, 6]]);
}

/** What had been put up by hand: warehouses besides the first, a second company, and who works in which. */
async function addSecondCompany(scene: Scene): Promise<void> {
  if (scene.version !== 18) {
    await scene.create('stock.warehouse', { name: 'Pick first', code: 'W2' });
    await scene.create('stock.warehouse', { name: 'Pick first, store after', code: 'W3' });
  }
  // The series by JSON-RPC was recorded on the server that the one by JSON-2 had been played on.
  const isLater = scene.version === 19 && !scene.has('rk-warehouse-two-create');
  if (isLater) {
    await scene.create('stock.warehouse', { name: 'Works P054J', code: 'P054J' });
    await scene.create('stock.warehouse', { name: 'Works S054J', code: 'S054J' });
  }
  const company = await scene.asAdmin<number>('res.company', 'create', [{ name: 'Second Works' }]);
  if (isLater)
    await scene.asAdmin('stock.warehouse', 'create', [{ name: 'Second Works', code: 'SW', company_id: company }]);
  const both = [[6, 0, [company, 1]]];
  const companies = { cob: { company_id: company, company_ids: [[6, 0, [company]]] }, coab: { company_ids: both } };
  for (const [login, vals] of Object.entries(companies)) {
    const user = await scene.find('res.users', [['login', '=', login]]);
    await scene.asAdmin('res.users', 'write', [[user], vals]);
    if (login === 'coab') scene.ids.bind('res.users', scene.version === 19 ? 21 : 20, user);
  }
  scene.ids.bind('res.company', 2, company);
}

/** The second company's stock was looked up beside the recordings. */
async function bindSecondStock(scene: Scene, recording: Recording): Promise<void> {
  const id = Number(/"location_id": ?(\d+)/.exec(JSON.stringify(recording.body))?.[1]);
  const [warehouse] = await scene.call<{ lot_stock_id: [number, string] }[]>(
    'stock.warehouse',
    'search_read',
    [[['company_id', '=', scene.ids.own('res.company', 2)]], ['lot_stock_id']],
    {},
    { id: ACCOUNTS.findIndex(({ login }) => login === 'cob') + 2, secret: 'cob' },
  );
  if (warehouse) scene.ids.bind('stock.location', id, warehouse.lot_stock_id[0]);
}

/** A product made here has a template made with it; on the recorded servers both had one number. */
async function bindTemplates(scene: Scene, recording: Recording, theirs: Outcome, ours: Outcome): Promise<void> {
  const call = modelCall(recording);
  if (call?.model !== 'product.product' || call.method !== 'create') return;
  const recorded = [theirs.result].flat();
  for (const [index, own] of [ours.result].flat().entries()) {
    const [row] = await scene.call<{ product_tmpl_id: [number, string] }[]>('product.product', 'read', [
      [own],
      ['product_tmpl_id'],
    ]);
    if (row) scene.ids.bind('product.template', Number(recorded[index]), row.product_tmpl_id[0]);
  }
}

type Command = readonly [number, number, Readonly<Record<string, unknown>>?];
interface OwnMove {
  readonly id: number;
  readonly product_id: readonly [number, string];
  readonly move_line_ids: readonly number[];
}

/** x2many fields of a write that name moves, and the field of the move that points back. */
const MOVES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'mrp.production': {
    move_raw_ids: 'raw_material_production_id',
    move_finished_ids: 'production_id',
    move_byproduct_ids: 'production_id',
  },
  'stock.picking': { move_ids: 'picking_id' },
  'stock.return.picking': { product_return_moves: 'wizard_id' },
};

/** A write may name moves and lines that no recorded read has shown: they are those of its record, in their order. */
async function bindMoves(scene: Scene, recording: Recording): Promise<void> {
  const call = modelCall(recording);
  const links = MOVES[call?.model ?? ''];
  if (!call || !links || call.method !== 'write') return;
  const [owner] = ((call.named.ids ?? call.positional[0]) as number[]) ?? [];
  const vals = (call.named.vals ?? call.positional[1] ?? {}) as Readonly<Record<string, unknown>>;
  for (const [field, link] of Object.entries(links)) {
    const commands = vals[field] as Command[] | undefined;
    if (!Array.isArray(commands) || owner === undefined) continue;
    const target = call.model === 'stock.return.picking' ? 'stock.return.picking.line' : 'stock.move';
    const lines = target === 'stock.move' ? ['move_line_ids'] : [];
    const domain = [[link, '=', scene.ids.own(call.model, owner)]];
    const own = await scene.call<OwnMove[]>(target, 'search_read', [domain, ['product_id', ...lines]], { order: 'id' });
    const byproducts = await byproductsOf(scene, field, call.model, owner);
    bindCommands(scene, target, commands, byproducts ? own.filter(({ id }) => byproducts.includes(id)) : own);
  }
}

async function byproductsOf(scene: Scene, field: string, model: string, owner: number): Promise<number[] | undefined> {
  if (field !== 'move_byproduct_ids') return undefined;
  const [row] = await scene.call<Record<string, number[]>[]>(model, 'read', [[scene.ids.own(model, owner)], [field]]);
  return row?.[field];
}

function bindCommands(scene: Scene, target: string, commands: readonly Command[], own: readonly OwnMove[]): void {
  const { ids } = scene;
  const taken = new Set(commands.map(([, id]) => ids.get(target, id)));
  for (const [kind, id, inner] of commands) {
    if (kind !== 1 && kind !== 2) continue;
    const lines = (inner?.move_line_ids ?? []) as Command[];
    const said = lines.find(([command]) => command === 0)?.[2]?.product_id;
    const product = typeof said === 'number' ? ids.own('product.product', said) : undefined;
    let mine = own.find((move) => move.id === ids.get(target, id));
    if (!mine) {
      mine = own.find((move) => !taken.has(move.id) && (product === undefined || move.product_id[0] === product));
      if (!mine) continue;
      ids.bind(target, id, mine.id);
      taken.add(mine.id);
    }
    const named = lines.filter(([command]) => command === 1 || command === 2).map(([, line]) => line);
    const bound = new Set(named.map((line) => ids.get('stock.move.line', line)));
    const free = [...(mine.move_line_ids ?? [])].filter((line) => !bound.has(line)).sort((a, b) => a - b);
    for (const line of named) {
      const next = ids.get('stock.move.line', line) === undefined ? free.shift() : undefined;
      if (next !== undefined) ids.bind('stock.move.line', line, next);
    }
  }
}

/** Records that the recorder had found without a recorded call: work orders of the last order, else the newest record. */
async function bindRecords(scene: Scene, recording: Recording): Promise<void> {
  const call = modelCall(recording);
  if (!call || !FOUND.has(call.model)) return;
  const named = (call.named.ids ?? call.positional[0]) as unknown;
  const first = Array.isArray(named) ? named[0] : named;
  if (typeof first !== 'number' || scene.ids.get(call.model, first) !== undefined) return;
  const newest = await scene.call<number[]>(call.model, 'search', [[]], { order: 'id desc', limit: 2 });
  const own = call.model === 'mrp.workorder' ? newest.at(-1) : newest[0];
  if (own === undefined) return;
  scene.ids.bind(call.model, first, own);
  const second = newest[0];
  if (call.model === 'mrp.workorder' && second !== undefined) scene.ids.bind(call.model, first + 1, second);
}

const FOUND = new Set(['mrp.workorder', 'stock.picking', 'purchase.order', 'stock.scrap']);
