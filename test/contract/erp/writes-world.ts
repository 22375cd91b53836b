import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { Layout } from '../../../connectors/odoo/model/layout.ts';
import { askAddon } from '../../../connectors/odoo/transport/addon.ts';
import { OdooSession } from '../../../connectors/odoo/transport/session.ts';
import { createOdooPostings } from '../../../connectors/odoo/write/index.ts';
import type { ErpPostings, Json, OrderPart, Posting, PostingContext } from '../../../connectors/ports.ts';
import { RejectedError } from '../../../lib/errors.ts';
import type { Problem } from '../../../lib/problem.ts';
import { patient } from '../../kit/patience.ts';
import { type Cut, type CuttingProxy, startProxy } from './writes-proxy.ts';
import { type RightsWatch, watchRights } from './writes-rights.ts';

interface Server {
  url: string;
  /** Null for a real server. */
  sideUrl: string | null;
  database: string;
  login: string;
  secret: string;
  close(): Promise<void>;
}

/** An Odoo server that the suite runs against. */
export interface Target {
  name: string;
  open(): Promise<Server>;
}

const ADDON = 'manufacturing_hub';

const simulated = (version: number, modules = ''): Target => ({
  name: `simulator ${version}${modules === '' ? '' : ' with the add-on'}`,
  async open() {
    const args = ['simulators/odoo/main.ts', '--port', '0', '--side-port', '0', '--data', ':memory:'];
    const child = spawn(process.execPath, [...args, '--version', String(version), '--modules', modules], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { url, sideUrl } = await readyLine(child);
    const close = () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      });
    return { url, sideUrl, database: 'factory', login: 'hub', secret: 'demo-odoo-key-0123456789abcdef01234567', close };
  },
});

function readyLine(child: ChildProcess): Promise<{ url: string; sideUrl: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ url: string; sideUrl: string }>();
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    text += chunk;
    if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))) as { url: string; sideUrl: string });
  });
  child.once('exit', (code) => reject(new Error(`the simulator ended with ${code} before it was ready`)));
  return promise;
}

function real(): Target[] {
  const { TEST_ODOO_URL: url, TEST_ODOO_DB: database, TEST_ODOO_LOGIN: login, TEST_ODOO_SECRET: secret } = process.env;
  if (!url || !database || !login || !secret) return [];
  return [
    {
      name: `real ${url}`,
      open: async () => ({ url, sideUrl: null, database, login, secret, close: async () => undefined }),
    },
  ];
}

const versions = [19, 18, 17];
const withAddon = versions.map((version) => simulated(version, ADDON));

/** Simulators without the hub's add-on for Odoo and with it, and the real server, whichever it has. */
const plain = versions.map((version) => simulated(version));

export const targets: readonly Target[] = [...plain, ...withAddon, ...real()];

/** Reads are the same with the add-on and without it. */
export const readTargets: readonly Target[] = [...plain, ...real()];

/** Those that may have the add-on; a real server is asked. */
export const addonTargets: readonly Target[] = [...withAddon, ...real()];

type Vals = Record<string, unknown>;
export type Cell = { id: number } & Record<string, unknown>;

/** One Odoo with what a test needs of it: a direct session to set things up and look, and postings through a proxy. */
export class World {
  readonly session: OdooSession;
  readonly proxy: CuttingProxy;
  readonly postings: ErpPostings;
  readonly plant = 'HAM';
  readonly #hub: OdooSession;
  readonly #rights: RightsWatch;
  readonly #closeServer: () => Promise<void>;
  readonly server: Server;
  /** Code of the plant's warehouse. */
  readonly warehouse: string;
  stock = 0;
  /** The type of the warehouse's manufacturing orders. */
  #manufacturing = 0;
  /** What the add-on carries out, as model/method; nothing where it is not installed. */
  carriedOut: ReadonlySet<string> = new Set();

  private constructor(session: OdooSession, hub: OdooSession, proxy: CuttingProxy, server: Server, warehouse: string) {
    this.warehouse = warehouse;
    this.session = session;
    this.#hub = hub;
    this.#rights = watchRights(hub);
    this.proxy = proxy;
    this.server = server;
    this.#closeServer = server.close;
    this.postings = this.postingsWith({});
  }

  postingsWith(options: { recheckAddonMs?: number }): ErpPostings {
    const { postings } = createOdooPostings({
      ...options,
      session: this.#hub,
      layout: new Layout(this.#hub, [{ code: this.plant, timeZone: 'Europe/Berlin', warehouse: this.warehouse }], {}),
      limits: { rpcMaxMs: patient(120_000), quiescenceMs: patient(1_000), leaseMs: patient(130_000) },
      openReader: () => {
        throw new Error('the postings read no order by themselves');
      },
    });
    return this.#rights.postings(postings);
  }

  /** In the warehouse that every Odoo has; or in one of another code, which is made where it is not there. */
  static async open(target: Target, warehouse = 'WH'): Promise<World> {
    const server = await target.open();
    const proxy = await startProxy(server.url);
    const access = {
      connection: 'erp',
      database: server.database,
      login: server.login,
      secret: () => server.secret,
      readTimeoutMs: patient(60_000),
    };
    const direct = new OdooSession({ ...access, url: server.url });
    const world = new World(direct, new OdooSession({ ...access, url: proxy.url }), proxy, server, warehouse);
    const found = () => world.find('stock.warehouse', [['code', '=', warehouse]], ['lot_stock_id', 'manu_type_id']);
    let [row] = await found();
    if (row === undefined) {
      await world.create('stock.warehouse', { name: warehouse, code: warehouse });
      [row] = await found();
    }
    world.stock = row!.lot_stock_id as number;
    world.#manufacturing = row!.manu_type_id as number;
    const addon = await askAddon(direct);
    if (addon !== null && typeof addon !== 'string') world.carriedOut = addon.calls;
    return world;
  }

  async close(): Promise<void> {
    this.session.close();
    this.#hub.close();
    await this.proxy.close();
    await this.#closeServer();
    expect(this.#rights.unlisted()).toEqual([]);
  }

  get hasAddon(): boolean {
    return this.carriedOut.size > 0;
  }

  /** Cuts a call that a posting makes. Through the add-on, all that the posting does is one call: that one. */
  cut(model: string, method: string, when: Cut['when']): void {
    const whole = { model: 'hub.receipt', method: 'post' };
    const isCarried = (call: string) => this.carriedOut.has(call);
    const late = typeof when === 'object' && isCarried(when.lateBefore) ? { lateBefore: 'hub.receipt/post' } : when;
    this.proxy.cut({ ...(isCarried(`${model}/${method}`) ? whole : { model, method }), when: late });
  }

  async find(model: string, domain: unknown[], fields: string[], order = 'id'): Promise<Cell[]> {
    const known = await this.session.fields(model);
    const args = { domain, fields: fields.filter((field) => known.has(field)), load: '', order };
    return await this.session.call<Cell[]>({ model, method: 'search_read', args }, { kind: 'read' });
  }

  async create(model: string, vals: Vals, context?: Vals): Promise<number> {
    const call = { model, method: 'create', args: { vals_list: [vals] }, ...(context ? { context } : {}) };
    return (await this.session.call<number[]>(call, { kind: 'write' }))[0]!;
  }

  async call(model: string, method: string, ids: number[], args: Vals = {}): Promise<unknown> {
    return await this.session.call({ model, method, ids, args }, { kind: 'write' });
  }

  /** `unitId`: what it is kept in, pieces where left out. */
  async item(
    name: string,
    tracking: 'none' | 'lot' | 'serial' = 'none',
    unitId?: number,
  ): Promise<{ id: number; itemNumber: string }> {
    const fields = await this.session.fields('product.product');
    const storable = fields.has('is_storable');
    const bought = fields.has('uom_po_id') ? { uom_po_id: unitId } : {};
    const itemNumber = unique(name);
    const id = await this.create('product.product', {
      name,
      default_code: itemNumber,
      tracking,
      ...(storable ? { type: 'consu', is_storable: true } : { detailed_type: 'product' }),
      ...(unitId === undefined ? {} : { uom_id: unitId, ...bought }),
    });
    return { id, itemNumber };
  }

  /** By load(), as an early 18.0 cannot create lots otherwise. */
  async lot(productId: number, name: string): Promise<number> {
    const lotNumber = name;
    const [row] = await this.find('stock.warehouse', [['code', '=', 'WH']], ['company_id']);
    const data = [[`hub.${unique('testlot')}`, lotNumber, String(productId), String(row!.company_id)]];
    const fields = ['id', 'name', 'product_id/.id', 'company_id/.id'];
    const answer = await this.session.call<{ ids: number[] }>(
      { model: 'stock.lot', method: 'load', args: { fields, data } },
      { kind: 'write' },
    );
    return answer.ids[0]!;
  }

  async putStock(productId: number, quantity: number, lotId: number | false = false, location = this.stock) {
    const vals = { product_id: productId, location_id: location, lot_id: lotId, inventory_quantity: quantity };
    const id = await this.create('stock.quant', vals, { inventory_mode: true });
    await this.call('stock.quant', 'action_apply_inventory', [id]);
  }

  async templateOf(productId: number): Promise<number> {
    const [row] = await this.find('product.product', [['id', '=', productId]], ['product_tmpl_id']);
    return row!.product_tmpl_id as number;
  }

  async bom(productId: number, lines: [number, number][], more: Vals = {}): Promise<number> {
    return await this.create('mrp.bom', {
      product_tmpl_id: await this.templateOf(productId),
      product_qty: 1,
      bom_line_ids: lines.map(([product_id, product_qty]) => [0, 0, { product_id, product_qty }]),
      ...more,
    });
  }

  /** A confirmed order; its id and number. */
  async order(productId: number, quantity: number, bomId: number): Promise<{ id: number; name: string }> {
    const id = await this.create('mrp.production', {
      ...{ product_id: productId, product_qty: quantity, bom_id: bomId, picking_type_id: this.#manufacturing },
    });
    await this.call('mrp.production', 'action_confirm', [id]);
    const [row] = await this.find('mrp.production', [['id', '=', id]], ['name']);
    return { id, name: row!.name as string };
  }

  /** The open part of an order that was given this number, which may have been split since. */
  async openPart(orderNumber: string): Promise<OrderPart> {
    const named = ['|', ['name', '=', orderNumber], ['name', '=like', `${orderNumber}-___`]];
    const open = ['state', 'in', ['confirmed', 'progress', 'to_close']];
    const [row] = await this.find('mrp.production', [open, ...named], ['name']);
    return { orderNumber, partId: String(row!.id) };
  }

  /** What lies at a location and below it. */
  async onHand(productId: number, location = this.stock): Promise<number> {
    const quants = await this.find(
      'stock.quant',
      [
        ['product_id', '=', productId],
        ['location_id', 'child_of', location],
      ],
      ['quantity'],
    );
    return quants.reduce((total, quant) => total + (quant.quantity as number), 0);
  }
}

/** An order as a check has seen it, of which this record is the open part. */
export const partOf = ({ id, name }: { id: number; name: string }): OrderPart => ({
  orderNumber: name,
  partId: String(id),
});

export const unique = (name: string): string => `${name}-${randomBytes(5).toString('hex')}`;

const RUN = randomBytes(4).toString('hex');

/** A step's key, the same within this run: a real server keeps those of earlier ones. */
export const key = (name: string): string => `${name}-${RUN}`;

export const context = (stepKey: string, more: Partial<PostingContext> = {}): PostingContext => ({
  stepKey,
  fence: 1,
  deadline: new Date(Date.now() + patient(60_000)),
  beforeSend: () => undefined,
  ...more,
});

/** Prepare and apply, as a worker does when nothing goes wrong. */
export async function post<Input extends Json, Result extends Json>(
  posting: Posting<Input, Json, Result>,
  input: Input,
  stepKey = unique('step'),
): Promise<{ before: Json; result: Result; stepKey: string }> {
  const before = await posting.prepare(input, { stepKey });
  return { before, result: await posting.apply(input, before, context(stepKey)), stepKey };
}

/** The problems that a refusal carries. */
export async function problemsOf(refused: Promise<unknown>): Promise<Problem[]> {
  const error = await refused.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RejectedError) return [...error.problems];
  throw error ?? new Error('it was not refused');
}
