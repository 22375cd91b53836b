import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOdooConnector } from '../../../connectors/odoo/index.ts';
import type { ErpPort } from '../../../connectors/ports.ts';
import { SIMULATOR_LIMITS } from '../../../lib/config/load.ts';
import type { Simulator } from '../../../simulators/kit/index.ts';
import { DEMO_HUB, startOdooSimulator } from '../../../simulators/odoo/start.ts';

let before: Simulator;
let after: Simulator;
let door: Door;
let erp: ErpPort;

beforeAll(async () => {
  [before, after] = await Promise.all([startOdooSimulator({ version: 18 }), startOdooSimulator({ version: 19 })]);
  door = await openDoor(before.url);
  erp = createOdooConnector({
    ...{ connection: 'erp', url: door.url, database: 'factory', login: DEMO_HUB.login, secret: () => DEMO_HUB.apiKey },
    plants: [{ code: 'HAM', timeZone: 'Europe/Berlin', warehouse: 'WH' }],
    limits: { ...SIMULATOR_LIMITS, requestsPerSecond: null },
  });
});
afterAll(async () => {
  await erp.close();
  await door.close();
  await Promise.all([before.close(), after.close()]);
});

it('an upgrade from 18 to 19 while the hub runs costs one read', async () => {
  const orders = () => erp.open().orders({ plantCodes: ['HAM'] }, { first: 5 });
  const says = async () => (await erp.report()).findings.map(({ text }) => text).join('\n');
  expect((await orders()).nodes).toEqual([]);
  expect(await says()).toMatch(/Odoo 18\.0 by JSON-RPC/);
  door.turnTo(after.url);
  await expect(orders()).rejects.toMatchObject({ reason: 'SCHEMA_MISMATCH' });
  expect((await orders()).nodes).toEqual([]);
  expect(await says()).toMatch(/Odoo 19\.0 by JSON-2/);
});

interface Door {
  url: string;
  /** Connections are cut, as by a restart; new ones lead to another server. */
  turnTo(url: string): void;
  close(): Promise<void>;
}

async function openDoor(first: string): Promise<Door> {
  let target = new URL(first);
  const sockets = new Set<Socket>();
  const server: Server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    turnTo(url) {
      target = new URL(url);
      cut();
    },
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
