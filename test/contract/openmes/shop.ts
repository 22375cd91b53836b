import { createOpenmesConnector, type OpenmesOptions } from '../../../connectors/openmes/index.ts';
import type { MesPort, PostingContext } from '../../../connectors/ports.ts';
import { startSimulator } from '../../../simulators/kit/index.ts';
import { ALL_SCOPES } from '../../../simulators/openmes/access.ts';
import { createOpenmesBackend } from '../../../simulators/openmes/backend.ts';
import { patient } from '../../kit/patience.ts';

export const API_KEY = 'omk_test_0123456789';
export const USER_TOKEN = '1|test-token';

export interface Shop {
  url: string;
  sideUrl: string;
  mes: MesPort;
  /** A call by user token, or by API key under /erp. Paths below /api/v1. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** An order with one batch under way, of `planned` pieces. */
  startOrder(orderNo: string, planned: number, quantity: number): Promise<{ orderId: number; stepIds: number[] }>;
  importOrders(orders: readonly { order_no: string; planned_qty: number }[]): Promise<Reply>;
  orderId(orderNo: string): Promise<number>;
  exchanges(): Promise<{ model: string; method: string; count: number }[]>;
  forgetExchanges(): Promise<void>;
  /** As it was when it was opened. */
  reset(): Promise<void>;
  journal(): Promise<{ effect: string; model: string; id: number; quantity: number | null; lots: string[] | null }[]>;
  fault(fault: unknown): Promise<void>;
  close(): Promise<void>;
}

export interface Reply {
  status: number;
  headers: Headers;
  body: unknown;
}

/** What lies at a path such as `data.steps.0.id`; the test says what it expects there. */
export function pick<T>(value: unknown, path: string): T {
  let found: unknown = value;
  for (const part of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
  return found as T;
}

export const stepIdsOf = (batch: Reply): number[] =>
  pick<{ id: number }[]>(batch.body, 'data.steps').map((step) => step.id);

/** A simulated MES with one line, one product of two steps and one lot-tracked material, and a connector to it. */
export async function openShop(
  options: { requestsPerMinute?: number; scopes?: readonly string[] } = {},
): Promise<Shop> {
  const simulator = await startSimulator({
    port: 0,
    sidePort: 0,
    data: ':memory:',
    createBackend: createOpenmesBackend({
      apiKey: API_KEY,
      scopes: options.scopes ?? ALL_SCOPES,
      userToken: USER_TOKEN,
      password: 'secret',
      requestsPerMinute: options.requestsPerMinute ?? 0,
    }),
  });
  const call: Shop['call'] = async (method, path, body, headers = {}) => {
    const credentials = path.startsWith('/erp') ? { 'x-api-key': API_KEY } : { authorization: `Bearer ${USER_TOKEN}` };
    const response = await fetch(`${simulator.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...credentials, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const side = async (method: string, path: string, body?: unknown) =>
    fetch(`${simulator.sideUrl}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const importOrders: Shop['importOrders'] = (orders) =>
    call('POST', '/erp/work-orders/import', {
      orders: orders.map((order) => ({ line_code: 'L1', product_type_code: 'GP-20', ...order })),
    });
  const orderId = async (orderNo: string) => {
    const { body } = await call('GET', `/work-orders?search=${encodeURIComponent(orderNo)}&per_page=100`);
    return pick<{ id: number; order_no: string }[]>(body, 'data').find((row) => row.order_no === orderNo)?.id ?? 0;
  };

  if (options.requestsPerMinute === undefined && options.scopes === undefined) await install(call);
  return {
    url: simulator.url,
    sideUrl: simulator.sideUrl,
    mes: connectorTo(simulator.url),
    call,
    importOrders,
    orderId,
    async startOrder(orderNo, planned, quantity) {
      await importOrders([{ order_no: orderNo, planned_qty: planned }]);
      const id = await orderId(orderNo);
      const batch = await call('POST', `/work-orders/${id}/batches`, { quantity });
      const stepIds = stepIdsOf(batch);
      await call('POST', `/batch-steps/${stepIds[0]}/start`);
      return { orderId: id, stepIds };
    },
    exchanges: async () => (await side('GET', '/exchanges')).json() as Promise<never>,
    forgetExchanges: async () => {
      await side('DELETE', '/exchanges');
    },
    reset: async () => {
      await side('POST', '/reset');
      await install(call);
    },
    journal: async () =>
      (await (await side('GET', '/journal')).text())
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    fault: async (fault) => {
      await side('PUT', '/faults', fault);
    },
    close: async () => {
      await simulator.close();
    },
  };
}

export function connectorTo(url: string, limits: Partial<OpenmesOptions['limits']> = {}): MesPort {
  return createOpenmesConnector({
    connection: 'mes-ham',
    plants: [{ code: 'HAM', lines: null }],
    url,
    secret: () => `${API_KEY} ${USER_TOKEN}`,
    units: {},
    limits: {
      concurrency: 8,
      readTimeoutMs: patient(8000),
      rpcMaxMs: patient(5000),
      quiescenceMs: 0,
      leaseMs: patient(10_000),
      ...limits,
    },
  });
}

export const gate = (): PostingContext => ({
  stepKey: 'step-1',
  fence: 1,
  deadline: new Date(Date.now() + patient(60_000)),
  beforeSend: () => {},
});

async function install(call: Shop['call']): Promise<void> {
  await call('POST', '/lines', { code: 'L1', name: 'Pump assembly' });
  await call('POST', '/erp/products/import', {
    products: [{ code: 'GP-20', name: 'Gear pump GP-20', unit_of_measure: 'pcs' }],
  });
  await call('POST', '/product-types/1/process-templates', { name: 'Standard' });
  await call('POST', '/process-templates/1/steps', { name: 'Assemble' });
  await call('POST', '/process-templates/1/steps', { name: 'Test' });
  await call('POST', '/erp/materials/import', {
    materials: [{ code: 'SEAL-22', name: 'Shaft seal', unit_of_measure: 'pcs', tracking_type: 'batch' }],
  });
  await call('POST', '/erp/material-lots/import', {
    lots: [{ material_code: 'SEAL-22', lot_number: 'S-1', quantity_available: 500, supplier_lot_no: 'SUP-9' }],
  });
}
