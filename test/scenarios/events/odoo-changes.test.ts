import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOdooConnector } from '../../../connectors/odoo/index.ts';
import { OdooSession } from '../../../connectors/odoo/transport/session.ts';
import type { ErpPort } from '../../../connectors/ports.ts';
import { pollErp } from '../../../events/ingest/erp.ts';
import { eventCursor } from '../../../events/log.ts';
import { createEventStream, type EventStream } from '../../../events/stream.ts';
import { take } from '../../../events/testing/events.ts';
import { silentLog } from '../../../lib/log.ts';
import type { Simulator } from '../../../simulators/kit/index.ts';
import { DEMO_HUB, startOdooSimulator } from '../../../simulators/odoo/start.ts';
import { patient } from '../../kit/patience.ts';
import { ownDatabase } from '../../kit/postgres.ts';

const database = ownDatabase();

describe.each([17, 19] as const)('Odoo %i', (version) => {
  let odoo: Simulator;
  let erp: ErpPort;
  let session: OdooSession;
  let stream: EventStream;
  let product = 0;

  beforeAll(async () => {
    odoo = await startOdooSimulator({ version });
    const access = { url: odoo.url, database: 'factory', login: DEMO_HUB.login, secret: () => DEMO_HUB.apiKey };
    const connection = `odoo-${version}`;
    const limits = {
      concurrency: 4,
      requestsPerSecond: null,
      readTimeoutMs: patient(8000),
      rpcMaxMs: patient(8000),
      quiescenceMs: 0,
      leaseMs: patient(20_000),
    };
    const plants = [{ code: 'HAM', timeZone: 'Europe/Berlin', warehouse: 'WH' }];
    erp = createOdooConnector({ ...access, connection, plants, limits });
    session = new OdooSession({ ...access, connection });
    stream = createEventStream({ db: database.db, url: database.url, log: silentLog });
    product = await create('product.product', {
      name: 'Gear pump',
      default_code: 'GP-20',
      type: version === 17 ? 'product' : 'consu',
    });
    await pollErp(database.db, erp);
  });
  afterAll(async () => {
    await stream.close();
    await erp.close();
    session.close();
    await odoo.close();
  });

  async function create(model: string, vals: Record<string, unknown>): Promise<number> {
    const ids = await session.call<number[]>(
      { model, method: 'create', args: { vals_list: [vals] } },
      { kind: 'write' },
    );
    return ids[0] as number;
  }

  /** A confirmed order; its number. */
  async function order(quantity: number): Promise<{ id: number; number: string }> {
    const id = await create('mrp.production', { product_id: product, product_qty: quantity });
    await call('action_confirm', id);
    const rows = await session.call<{ name: string }[]>(
      { model: 'mrp.production', method: 'read', ids: [id], args: { fields: ['name'] } },
      { kind: 'read' },
    );
    return { id, number: rows[0]?.name as string };
  }

  const call = (method: string, id: number, args: Record<string, unknown> = {}) =>
    session.call({ model: 'mrp.production', method, ids: [id], args }, { kind: 'write' });

  const fault = (body: unknown) => fetch(`${odoo.sideUrl}/faults`, { method: 'PUT', body: JSON.stringify(body) });

  const heard = async (after: string, orderNumber: string, count: number) => {
    const filter = { stream: 'productionStatus', visiblePlants: new Set(['HAM']), keys: { orderNumber } } as const;
    const events = await take(await stream.subscribe(filter, after), count);
    return events.map(({ payload }) => [payload.kind, payload.state, payload.good?.value]);
  };

  test('an order is heard of when it is released and when it is done, and not in between', async () => {
    const head = await eventCursor(database.db);
    const { id, number } = await order(5);
    expect((await pollErp(database.db, erp)).appended).toBe(1);
    expect((await pollErp(database.db, erp)).appended).toBe(0);
    await call('write', id, { vals: { qty_producing: 5 } });
    await call('button_mark_done', id);
    expect((await pollErp(database.db, erp)).appended).toBe(1);
    expect((await pollErp(database.db, erp)).appended).toBe(0);
    expect(await heard(head, number, 2)).toEqual([
      ['STATE_CHANGED', 'RELEASED', '0'],
      ['STATE_CHANGED', 'COMPLETED', '5'],
    ]);
  });

  test('a change whose order could not be read is told by the next poll', async () => {
    const head = await eventCursor(database.db);
    const { number } = await order(7);
    await fault({ match: { model: 'mrp.production', nth: 2 }, kind: 'status', status: 503, times: 1 });
    await expect(pollErp(database.db, erp)).rejects.toThrow();
    expect((await pollErp(database.db, erp)).appended).toBe(1);
    expect(await heard(head, number, 1)).toEqual([['STATE_CHANGED', 'RELEASED', '0']]);
  });

  test('a change that could not be stored is told by the next poll', async () => {
    const head = await eventCursor(database.db);
    const { number } = await order(9);
    const failing: KyselyPlugin = {
      transformQuery: ({ node }) => {
        if (node.kind === 'InsertQueryNode') throw new Error('no room left');
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    await expect(pollErp(database.db.withPlugin(failing), erp)).rejects.toThrow('no room left');
    expect((await pollErp(database.db, erp)).appended).toBe(1);
    expect(await heard(head, number, 1)).toEqual([['STATE_CHANGED', 'RELEASED', '0']]);
  });
});
