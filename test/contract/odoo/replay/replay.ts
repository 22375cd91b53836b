import type { Simulator } from '../../../../simulators/kit/index.ts';
import { allModels } from '../../../../simulators/odoo/models/index.ts';
import { Registry } from '../../../../simulators/odoo/orm/registry.ts';
import { startOdooSimulator } from '../../../../simulators/odoo/start.ts';
import { PRODUCTION_STEPS, type Step } from './before.ts';
import { REST_STEPS } from './before-rest.ts';
import { STOCK_STEPS } from './before-stock.ts';
import { differences } from './compare.ts';
import { IdMap } from './ids.ts';
import { modelCall, outcomeOf, type Recording, readRecordings, type Series } from './recordings.ts';
import { rewriteLoad, rewritten } from './rewrite.ts';
import { Scene } from './scene.ts';
import { isShapeOnly } from './scope.ts';

const STEPS: Readonly<Record<string, Step>> = { ...PRODUCTION_STEPS, ...STOCK_STEPS, ...REST_STEPS };

const ACCOUNTS = [
  { login: 'admin', name: 'Mitchell Admin', role: 'admin', password: 'admin', apiKey: 'key-admin' },
  { login: 'hub', name: 'Hub Integration', role: 'manager', password: 'hub', apiKey: 'key-hub' },
  { login: 'hubmin', name: 'Hub Minimal', role: 'user', password: 'hubmin', apiKey: 'key-hubmin' },
  { login: 'noaccess', name: 'No Access', role: 'internal', password: 'noaccess', apiKey: 'key-noaccess' },
] as const;

export interface Verdict {
  readonly recording: Recording;
  /** Empty where the simulator answered as the real server did. */
  readonly differences: string[];
}

/** The day of the recordings: their clients send dates that lie before or after it. */
const RECORDED_AT = new Date('2026-11-23T03:00:00Z');

/** Plays a series of recordings in order against a fresh simulator of its version. */
export async function replay(series: Series): Promise<Verdict[]> {
  const version = Number(series.slice(0, 2)) as 17 | 18 | 19;
  const recordings = readRecordings(series);
  const database = `mfg${version}`;
  const simulator = await startOdooSimulator({ version, database, accounts: ACCOUNTS, startsAt: RECORDED_AT });
  try {
    const registry = new Registry(version, allModels(version));
    const relation = (model: string, field: string) =>
      registry.has(model) ? registry.model(model).fields.get(field)?.relation : undefined;
    const ids = new IdMap(relation);
    bindBaseData(ids, version);
    const scene = new Scene(version, simulator.url, database, ids, recordings);
    await addDemoData(scene);
    const verdicts: Verdict[] = [];
    const sent = new Set<string>();
    for (const recording of recordings) {
      for (const text of clientTexts(recording)) sent.add(text);
      verdicts.push({ recording, differences: await playOne(simulator, scene, recording, sent) });
    }
    return verdicts;
  } finally {
    await simulator.close();
  }
}

async function playOne(
  simulator: Simulator,
  scene: Scene,
  recording: Recording,
  sent: ReadonlySet<string>,
): Promise<string[]> {
  try {
    await STEPS[recording.name]?.(scene, recording);
    const response = await send(simulator.url, scene, recording);
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    const answer = type.includes('application/json') ? JSON.parse(text) : text;
    const call = modelCall(recording);
    return differences(
      outcomeOf(recording.status, recording.contentType ?? '', recording.answer),
      outcomeOf(response.status, type, answer),
      {
        model: call?.model ?? '',
        method: call?.method ?? '',
        ids: scene.ids,
        shapeOnly: isShapeOnly(recording.name),
        isClientText: (one) => sent.has(one),
      },
    );
  } catch (error) {
    return [`the replay itself: ${error instanceof Error ? error.message : String(error)}`];
  }
}

async function send(url: string, scene: Scene, recording: Recording): Promise<Response> {
  const account = ACCOUNTS.find((one) => one.login === recording.user) ?? ACCOUNTS[0];
  const uid = ACCOUNTS.indexOf(account) + 2;
  const plainPassword = /common-login-ok|authenticate-ok|kw-password|no-kw|positional/.test(recording.name);
  const isCommon = JSON.stringify(recording.body ?? '').includes('"common"');
  const secret = isCommon ? account.login : plainPassword ? account.password : account.apiKey;
  let body = rewritten(recording, scene.ids, uid, secret);
  const call = modelCall(recording);
  if (call?.method === 'load') {
    const data = rewriteLoad(call, scene.ids);
    const given = JSON.stringify(call.named.data ?? call.positional[1]);
    body = JSON.parse(JSON.stringify(body).replace(given, JSON.stringify(data)));
  }
  if (recording.name.startsWith('n-domain-write-date')) body = await withOwnStamp(scene, body);
  if (recording.name === 'err-unique-user-login') {
    body = JSON.parse(JSON.stringify(body).replace('"login":"REDACTED"', '"login":"admin"'));
  }
  const headers: Record<string, string> = { 'Content-Type': 'application/json', ...recording.headers };
  if (recording.path.startsWith('/json/2/')) {
    const key = /bad-key/.test(recording.name)
      ? 'wrong'
      : /password-as-bearer/.test(recording.name)
        ? account.password
        : account.apiKey;
    if (!recording.headers || 'Authorization' in recording.headers) headers.Authorization = `bearer ${key}`;
  }
  const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
  return fetch(`${url}${recording.path}`, {
    method: recording.method,
    headers,
    redirect: 'manual',
    ...(text === undefined || recording.method === 'GET' ? {} : { body: text }),
  });
}

/** A date that was read from the record just before: here it is that of our own record. */
async function withOwnStamp(scene: Scene, body: unknown): Promise<unknown> {
  const text = JSON.stringify(body);
  const id = Number(/\["id","=",(\d+)\]/.exec(text)?.[1]);
  const [row] = await scene.call<{ write_date: string }[]>('mrp.production', 'read', [[id], ['write_date']]);
  return JSON.parse(text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, String(row?.write_date)));
}

/** Dates and names that the client said: they must come back as they are. */
function clientTexts(recording: Recording): string[] {
  return [...JSON.stringify(recording.body ?? '').matchAll(/"((?:[^"\\]|\\.)+)"/g)].map((match) => match[1] ?? '');
}

/** What both databases have from the start, under ids of their own. */
function bindBaseData(ids: IdMap, version: 17 | 18 | 19): void {
  const bind = (model: string, pairs: readonly (readonly [number, number])[]) => {
    for (const [recorded, own] of pairs) ids.bind(model, recorded, own);
  };
  const same = (count: number) => Array.from({ length: count }, (_, index) => [index + 1, index + 1] as const);
  bind('res.users', [
    [1, 1],
    [2, 2],
    [version === 19 ? 7 : 8, 3],
  ]);
  bind('res.company', [[1, 1]]);
  bind('res.currency', [[1, 1]]);
  bind('res.partner', [
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  bind('uom.uom', same(30));
  bind('stock.location', same(16));
  bind('stock.warehouse', [[1, 1]]);
  bind('stock.picking.type', [
    [1, 1],
    [version === 19 ? 7 : 7, 3],
  ]);
  bind('mrp.workcenter.productivity.loss', same(7));
  bind('maintenance.stage', same(4));
  bind('maintenance.equipment.category', [[1, 1]]);
  bind('maintenance.team', [[1, 1]]);
}

/** A few records in place of the demo data of the recorded servers: those recordings are compared by shape. */
async function addDemoData(scene: Scene): Promise<void> {
  await scene.asAdmin('res.partner', 'write', [
    [1],
    { name: 'My Company (San Francisco)', email: 'info@yourcompany.com' },
  ]);
  await scene.asAdmin('res.currency', 'write', [[1], { symbol: '$' }]);
  await scene.create('stock.picking', { picking_type_id: 1 });
  const unit = await scene.create('mrp.workcenter', { name: 'Demo center', code: 'DEMO' });
  const products: number[] = [];
  for (const [index, name] of [
    'Office Chair',
    'Office Lamp',
    'Desk Organizer',
    'Table',
    'Table Top',
    'Large Desk',
  ].entries()) {
    products.push(await scene.create('product.product', scene.storable({ name, default_code: `FURN_000${index}` })));
  }
  const templates = await scene.call<{ product_tmpl_id: [number, string] }[]>('product.product', 'read', [
    products,
    ['product_tmpl_id'],
  ]);
  for (const index of [3, 4, 5]) {
    const lines = [0, 1, 2].map((part) => [0, 0, { product_id: products[part], product_qty: 1 }]);
    const operations = [[0, 0, { name: 'Assemble', workcenter_id: unit, time_cycle_manual: 5 }]];
    await scene.create('mrp.bom', {
      product_tmpl_id: templates[index]?.product_tmpl_id[0],
      bom_line_ids: lines,
      operation_ids: operations,
    });
  }
  for (const name of ['Azure Interior', 'Acme Corporation'])
    await scene.create('res.partner', { name, is_company: true });
  const [order] = products.slice(3);
  for (let state = 0; state < 3; state += 1) {
    const id = await scene.create('mrp.production', { product_id: order, product_qty: 1 });
    if (state > 0) await scene.run('mrp.production', 'action_confirm', id);
    if (state > 1) await scene.run('mrp.production', 'button_mark_done', id);
  }
}
