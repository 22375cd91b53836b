import { type ArenaConnector, type ArenaOptions, createArenaConnector } from '../../../connectors/arena/index.ts';
import type { PostingContext } from '../../../connectors/ports.ts';
import { createArenaBackend } from '../../../simulators/arena/backend.ts';
import { startSimulator } from '../../../simulators/kit/index.ts';
import { patient } from '../../kit/patience.ts';

const LOGIN = { email: 'hub@example.com', password: 'secret', workspaceId: 1 };

export interface Reply {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface NewChange {
  title: string;
  effectivityType?: string;
  effectivityPlannedDateTime?: string;
  expirationDateTime?: string;
  isRouted?: boolean;
}

/** A simulated workspace, a session of its own user's, and what tests put into it over the wire. */
export interface Workshop {
  url: string;
  arena: ArenaConnector;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  logIn(): Promise<string>;
  /** The first settings entry of that name. */
  setting(path: string, name: string): Promise<string>;
  /** GUID of the new item's working revision. */
  createItem(number: string, name?: string, uom?: string): Promise<string>;
  /** Makes the working revision effective without a change. */
  release(working: string, revision: string): Promise<{ effective: string; working: string }>;
  addLine(working: string, child: string, quantity: number): Promise<string>;
  createChange(change: NewChange): Promise<{ guid: string; number: string }>;
  addToChange(change: string, working: string, revision?: string): Promise<Reply>;
  changeStatus(change: string, status: string): Promise<Reply>;
  exchanges(): Promise<{ model: string; method: string; count: number }[]>;
  forgetExchanges(): Promise<void>;
  journal(): Promise<{ effect: string; model: string; id: string }[]>;
  fault(fault: unknown): Promise<void>;
  close(): Promise<void>;
}

export async function openWorkshop(
  options: { requestsPerDay?: number; idleMs?: number; fullItemsMax?: number } = {},
): Promise<Workshop> {
  const simulator = await startSimulator({
    port: 0,
    sidePort: 0,
    data: ':memory:',
    createBackend: createArenaBackend({
      ...LOGIN,
      requestsPerDay: options.requestsPerDay ?? 0,
      idleMs: options.idleMs ?? 5_400_000,
      firstNumber: 1,
      fullItemsMax: options.fullItemsMax ?? 400,
    }),
  });
  let session = '';
  const raw: Workshop['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${simulator.url}/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  const logIn = async () => {
    session = pick<string>((await raw('POST', '/login', LOGIN)).body, 'arena_session_id');
    return session;
  };
  /** The hub's connector uses the same login: each ends the other's session, as in Arena. */
  const call: Workshop['call'] = async (method, path, body, headers = {}) => {
    const reply = await raw(method, path, body, { arena_session_id: session, ...headers });
    if (reply.status !== 401 || 'arena_session_id' in headers) return reply;
    return raw(method, path, body, { arena_session_id: await logIn() });
  };
  const guidOf = async (reply: Promise<Reply>) => {
    const { status, body } = await reply;
    if (status !== 201) throw new Error(`expected 201: ${JSON.stringify(body)}`);
    return pick<string>(body, 'guid');
  };
  const settings = new Map<string, Promise<string>>();
  const setting = (path: string, name: string) => {
    const key = `${path} ${name}`;
    const known = settings.get(key) ?? readSetting(path, name);
    settings.set(key, known);
    return known;
  };
  const readSetting = async (path: string, name: string) => {
    const { body } = await call('GET', `/settings/${path}`);
    const rows = pick<{ guid: string; name: string }[]>(body, 'results');
    return rows.find((row) => row.name === name)?.guid ?? '';
  };
  const side = (method: string, path: string, body?: unknown) =>
    fetch(`${simulator.sideUrl}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

  return {
    url: simulator.url,
    arena: connectorTo(simulator.url),
    call,
    logIn,
    setting,
    createItem: async (number, name = number, uom = 'each') => {
      const numberFormat = {
        guid: await setting('items/numberformats', 'Basic Item Number'),
        fields: [{ value: number }],
      };
      const category = { guid: await setting('items/categories', 'Part') };
      return guidOf(call('POST', '/items', { category, name, uom, numberFormat }));
    },
    release: async (working, revision) => {
      const toLifecyclePhase = { guid: await setting('items/lifecyclephases', 'In Production') };
      const body = { item: { guid: working }, toLifecyclePhase, revisionNumber: revision };
      const reply = await call('POST', '/items/lifecyclephasechanges', body);
      return {
        effective: pick(reply.body, 'effectiveRevItem.guid'),
        working: pick(reply.body, 'workingRevItem.guid'),
      };
    },
    addLine: (working, child, quantity) =>
      guidOf(call('POST', `/items/${working}/bom`, { item: { guid: child }, quantity })),
    createChange: async ({ isRouted = true, ...change }) => {
      const category = { guid: await setting('changes/categories', 'Engineering Change Order') };
      const routings = isRouted ? [{ guid: await setting('changes/routings', 'Change Control Board') }] : [];
      const { body } = await call('POST', '/changes', { category, routings, ...change });
      return { guid: pick(body, 'guid'), number: pick(body, 'number') };
    },
    addToChange: (change, working, revision) =>
      call('POST', `/changes/${change}/items`, {
        newItemRevision: { guid: working },
        bomView: { includedInThisChange: true },
        ...(revision === undefined ? {} : { newRevisionNumber: revision }),
      }),
    changeStatus: (change, status) =>
      call('POST', '/changes/statuschanges', { change: { guid: change }, status, comment: 'test' }),
    exchanges: async () => (await side('GET', '/exchanges')).json() as Promise<never>,
    forgetExchanges: async () => {
      await side('DELETE', '/exchanges');
    },
    journal: async () =>
      (await (await side('GET', '/journal')).text())
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    fault: async (fault) => {
      await side('PUT', '/faults', fault);
    },
    close: () => simulator.close(),
  };
}

export const LIMITS = {
  concurrency: 8,
  readTimeoutMs: patient(8000),
  rpcMaxMs: patient(5000),
  quiescenceMs: 0,
  leaseMs: patient(10_000),
};

export function connectorTo(url: string, more: Partial<ArenaOptions> = {}): ArenaConnector {
  return createArenaConnector(optionsFor(url, more));
}

export function optionsFor(url: string, more: Partial<ArenaOptions> = {}): ArenaOptions {
  return {
    connection: 'arena',
    url,
    login: LOGIN.email,
    secret: () => LOGIN.password,
    units: {},
    limits: LIMITS,
    ...more,
  };
}

export const gate = (): PostingContext => ({
  stepKey: 'step-1',
  fence: 1,
  deadline: new Date(Date.now() + patient(60_000)),
  beforeSend: () => {},
});

/** What lies at a path such as `results.0.guid`; the test says what it expects there. */
export function pick<T>(value: unknown, path: string): T {
  let found: unknown = value;
  for (const part of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
  return found as T;
}

export interface Pump {
  /** Working revisions. */
  pump: string;
  seal: string;
  bearing: string;
  newSeal: string;
}

/** A released pump of two components, the second in metres, and a seal that is not released yet. */
export async function buildPump(shop: Workshop): Promise<Pump> {
  const seal = await shop.createItem('SEAL-22', 'Shaft seal NBR');
  const bearing = await shop.createItem('WIRE-1', 'Wire', 'm');
  const newSeal = await shop.createItem('SEAL-23', 'Shaft seal FKM');
  const pump = await shop.createItem('GP-20', 'Gear pump');
  const sealWorking = (await shop.release(seal, 'A')).working;
  const bearingWorking = (await shop.release(bearing, 'A')).working;
  await shop.addLine(pump, sealWorking, 2);
  await shop.addLine(pump, bearingWorking, 0.35);
  const { working } = await shop.release(pump, 'A');
  return { pump: working, seal: sealWorking, bearing: bearingWorking, newSeal };
}

/** A change that brings revision B of the pump, with the new seal in place of the old one. */
export async function buildChange(shop: Workshop, parts: Pump, change: Partial<NewChange> = {}) {
  const lines = await shop.call('GET', `/items/${parts.pump}/bom`);
  await shop.call('DELETE', `/items/${parts.pump}/bom/${pick(lines.body, 'results.0.guid')}`);
  await shop.addLine(parts.pump, parts.newSeal, 2);
  const created = await shop.createChange({ title: 'FKM seals', ...change });
  await shop.addToChange(created.guid, parts.pump);
  await shop.addToChange(created.guid, parts.newSeal, 'A');
  return created;
}
