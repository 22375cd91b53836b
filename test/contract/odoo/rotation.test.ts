import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOdooConnector } from '../../../connectors/odoo/index.ts';
import type { ErpPort } from '../../../connectors/ports.ts';
import { SIMULATOR_LIMITS } from '../../../lib/config/load.ts';
import { openSecret } from '../../../lib/config/secret.ts';
import { patient } from '../../kit/patience.ts';
import { sidePort } from '../../kit/side-port.ts';
import { context, targets, unique, World } from '../erp/writes-world.ts';

const ROTATIONS = 12;
const READERS = 5;
const WRITERS = 3;
const STOCK = 100_000;

const simulator = (version: number) => targets.find(({ name }) => name === `simulator ${version}`)!;
const TABLE = [
  { name: '19 by JSON-2', target: simulator(19), transport: 'json2' },
  { name: '19 by JSON-RPC', target: simulator(19), transport: 'jsonrpc' },
  { name: '18 by JSON-RPC', target: simulator(18), transport: 'jsonrpc' },
  { name: '17 by JSON-RPC', target: simulator(17), transport: 'jsonrpc' },
] as const;

describe.each(TABLE)('a key that is rotated under load, $name', ({ target, transport }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rotation-'));
  const file = path.join(folder, 'key');
  let world: World;
  let erp: ErpPort;
  let keys = 0;

  const ask = async (method: 'POST' | 'DELETE', body: object) => {
    const response = await fetch(`${world.server.sideUrl}/keys`, { method, body: JSON.stringify(body) });
    expect(response.status).toBe(200);
  };
  const makeKey = async () => {
    keys += 1;
    const secret = unique('key');
    await ask('POST', { login: world.server.login, name: `hub ${keys}`, secret });
    return secret;
  };

  beforeAll(async () => {
    world = await World.open(target);
    writeFileSync(file, await makeKey());
    erp = createOdooConnector({
      ...{ connection: 'erp', url: world.server.url, database: world.server.database, login: world.server.login },
      ...{ secret: openSecret({ file }, 'connections.erp.secret', {}), transport },
      plants: [{ code: world.plant, timeZone: 'Europe/Berlin', warehouse: 'WH' }],
      limits: { ...SIMULATOR_LIMITS, rpcMaxMs: patient(30_000), leaseMs: patient(40_000), requestsPerSecond: null },
    });
  });
  afterAll(async () => {
    await erp?.close();
    await world?.close();
    rmSync(folder, { recursive: true });
  });

  it('fails no request and posts nothing twice', async () => {
    const items = await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        const item = await world.item('bolt');
        await world.putStock(item.id, STOCK);
        return { ...item, posted: 0 };
      }),
    );
    const failures: unknown[] = [];
    let reads = 0;
    let isOver = false;
    const loop = async (work: () => Promise<void>) => {
      while (!isOver) await work().catch((error: unknown) => failures.push(error));
    };
    const read = async () => {
      const { itemNumber } = items[reads % items.length]!;
      const [item, stock] = await Promise.all([erp.open().item(itemNumber), erp.open().stock(itemNumber, world.plant)]);
      expect([item?.itemNumber, stock.itemNumber]).toEqual([itemNumber, itemNumber]);
      reads += 1;
    };
    const scrap = async (item: (typeof items)[number]) => {
      const input = {
        ...{ plantCode: world.plant, order: null, itemNumber: item.itemNumber, quantity: '1', lotNumber: null },
        ...{ reasonCode: 'CRACKED', from: 'STOCK' as const },
      };
      const stepKey = unique('step');
      const before = await erp.postings.scrap.prepare(input, { stepKey });
      await erp.postings.scrap.apply(input, before, context(stepKey));
      item.posted += 1;
    };
    await Promise.all([read(), ...items.map(scrap)]);
    // Some calls reach the server's check of the key long after they left.
    await sidePort(world.server.sideUrl!).fault({ kind: 'delay', ms: 40, probability: 0.3, seed: 7 });
    const load = [
      ...Array.from({ length: READERS }, () => loop(read)),
      ...items.map((item) => loop(() => scrap(item))),
    ];
    let current = openSecret({ file }, 'key', {})();
    for (let i = 0; i < ROTATIONS; i += 1) {
      await postingsOf(items);
      const next = await makeKey();
      if (i % 2 === 0) writeFileSync(file, next);
      else {
        writeFileSync(`${file}.new`, next);
        renameSync(`${file}.new`, file);
      }
      await ask('DELETE', { secret: current });
      current = next;
    }
    await postingsOf(items);
    isOver = true;
    await Promise.all(load);
    expect(failures).toEqual([]);
    expect(reads).toBeGreaterThan(ROTATIONS);
    for (const item of items) {
      expect(item.posted).toBeGreaterThan(ROTATIONS);
      expect(await world.onHand(item.id)).toBe(STOCK - item.posted);
    }
  });
});

/** Until each has been posted once more. */
async function postingsOf(items: readonly { posted: number }[]): Promise<void> {
  const before = items.map(({ posted }) => posted);
  while (items.some(({ posted }, i) => posted === before[i])) await sleep(5);
}
