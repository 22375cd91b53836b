import type { IdMap } from './ids.ts';
import type { Recording } from './recordings.ts';

type Json = Record<string, unknown>;

/** The simulator during a replay, for the steps that the recorder took without recording them. */
export class Scene {
  readonly version: 17 | 18 | 19;
  readonly ids: IdMap;
  readonly #url: string;
  readonly #database: string;
  readonly #all: readonly Recording[];

  constructor(version: 17 | 18 | 19, url: string, database: string, ids: IdMap, all: readonly Recording[]) {
    this.version = version;
    this.#url = url;
    this.#database = database;
    this.ids = ids;
    this.#all = all;
  }

  /** Was such a call recorded in this series? */
  has(name: string): boolean {
    return this.#all.some((one) => one.name === name);
  }

  /** A text of some recording, e.g. the suffix that a run gave to its names. */
  text(pattern: RegExp, name: string): string {
    const recording = this.#all.find((one) => one.name === name);
    const match = pattern.exec(JSON.stringify(recording));
    if (!match) throw new Error(`nothing like ${pattern} in ${name}`);
    return match[1] ?? match[0];
  }
  /** Suffix of the long run: `GX-025620j`. */
  get suffix(): string {
    return this.text(/GX-(\d{6}j)/, 'a-create-finished-template');
  }

  async call<Result>(
    model: string,
    method: string,
    args: unknown[],
    named: Json = {},
    user = { id: 3, secret: 'hub' },
  ): Promise<Result> {
    const response = await fetch(`${this.#url}/jsonrpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        method: 'call',
        id: 1,
        params: {
          service: 'object',
          method: 'execute_kw',
          args: [this.#database, user.id, user.secret, model, method, args, named],
        },
      }),
    });
    const body = (await response.json()) as { result?: Result; error?: { data: { message: string } } };
    if (body.error) throw new Error(`${model}.${method}: ${body.error.data.message}`);
    return body.result as Result;
  }
  asAdmin<Result>(model: string, method: string, args: unknown[], named: Json = {}): Promise<Result> {
    return this.call(model, method, args, named, { id: 2, secret: 'admin' });
  }

  async create(model: string, vals: Json, context: Json = {}): Promise<number> {
    const [id] = await this.call<number[]>(model, 'create', [[vals]], { context });
    return id ?? 0;
  }
  async find(model: string, domain: unknown[], order = 'id'): Promise<number> {
    const [id] = await this.call<number[]>(model, 'search', [domain], {
      order,
      limit: 1,
      context: { active_test: false },
    });
    if (!id) throw new Error(`no ${model} with ${JSON.stringify(domain)}`);
    return id;
  }
  run(model: string, method: string, id: number, context: Json = {}): Promise<unknown> {
    return this.call(model, method, [[id]], { context });
  }
  write(model: string, id: number, vals: Json, context: Json = {}): Promise<unknown> {
    return this.call(model, 'write', [[id], vals], { context });
  }

  product(code: string): Promise<number> {
    return this.find('product.product', [['default_code', '=', `${code}-${this.suffix}`]]);
  }
  storable(vals: Json): Json {
    return this.version === 17 ? { ...vals, detailed_type: 'product' } : { ...vals, type: 'consu', is_storable: true };
  }
  async lot(name: string, product: number): Promise<number> {
    const answer = await this.call<{ ids: number[] }>('stock.lot', 'load', [
      ['name', 'product_id/.id', 'company_id/.id'],
      [[name, String(product), '1']],
    ]);
    return answer.ids[0] ?? 0;
  }
  async count(product: number, quantity: number, lot?: number): Promise<number> {
    const vals = {
      product_id: product,
      location_id: this.stock,
      inventory_quantity: quantity,
      ...(lot ? { lot_id: lot } : {}),
    };
    const id = await this.create('stock.quant', vals, { inventory_mode: true });
    await this.run('stock.quant', 'action_apply_inventory', id);
    return id;
  }
  get stock(): number {
    return this.version === 19 ? 5 : 8;
  }

  /** A confirmed order of the gearbox, or of another product with its bill. */
  async order(quantity: number, vals: Json = {}, confirm = true): Promise<number> {
    const gearbox = await this.product('GX');
    const bom = await this.find('mrp.bom', [
      ['code', '=', 'GX rev B'],
      ['product_tmpl_id.default_code', '=', `GX-${this.suffix}`],
    ]);
    const id = await this.create('mrp.production', {
      product_id: gearbox,
      bom_id: bom,
      product_qty: quantity,
      ...vals,
    });
    if (confirm) await this.run('mrp.production', 'action_confirm', id);
    return id;
  }
  lotVals(lots: readonly number[]): Json {
    return this.version === 19 ? { lot_producing_ids: [[6, 0, lots]] } : { lot_producing_id: lots[0] };
  }
  async raw(order: number, code: string): Promise<number> {
    return this.find('stock.move', [
      ['raw_material_production_id', '=', order],
      ['product_id', '=', await this.product(code)],
    ]);
  }
}
