import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GraphQLArgument, GraphQLSchema } from 'graphql';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { GraphUser } from '../../demo/http/graph.ts';
import {
  APPROVE,
  CONFIRM,
  type Payload,
  PLACE_HOLD,
  RELEASE_CHANGE,
  RELEASE_HOLD,
  send,
  settled,
} from '../../demo/story/wait.ts';
import { createPlanExecutor } from '../../gateway/plan/plan-executor.ts';
import { createPlannerInProcess } from '../../gateway/planner/planner.ts';
import { ownHub } from '../kit/hub.ts';
import { patient } from '../kit/patience.ts';
import { pathQueries } from '../kit/schema-paths.ts';

vi.setConfig({ testTimeout: patient(600_000), hookTimeout: patient(600_000) });

/** Both plants in one Odoo, in two warehouses: only the hub keeps them apart. */
const hub = ownHub({
  factory: (factory) => {
    const puebla = factory.plants.find((plant) => plant.code === 'PUE');
    if (puebla) puebla.erp = { connection: 'odoo-ham', warehouse: 'PUE' };
    delete factory.connections['odoo-pue'];
  },
});

const ORDER = 'HAM/MO/10001';
const SECRET = 'only Hamburg may read this reason';
let holdId: string;
let holdCommand: string;
let outsider: GraphUser;

beforeAll(async () => {
  const quality = await hub().user('quality-manager', ['HAM'], 'hamburg');
  const input = { plantCode: 'HAM', itemNumber: 'GP-20-ROT', lotNumber: 'ROT-2609-01', reason: SECRET };
  const placed = await send(quality, PLACE_HOLD, { input, key: randomUUID() });
  holdCommand = placed.command?.id ?? '';
  await settled(quality, holdCommand);
  const { command } = await quality.read<{ command: { qualityHold: { holdId: string } } }>(
    'query ($id: ID!) { command(id: $id) { qualityHold { holdId } } }',
    { id: holdCommand },
  );
  holdId = command.qualityHold.holdId;
  outsider = await hub().user('administrator', ['PUE'], 'puebla');
});

function schema(): GraphQLSchema {
  const supergraphSdl = readFileSync(path.join(import.meta.dirname, '../../schema/supergraph.graphql'), 'utf8');
  const planner = createPlannerInProcess(supergraphSdl);
  return createPlanExecutor({ supergraphSdl, planner, transports: {} }).schema;
}

/** Keys of things that Hamburg has; `plant` is what is asked for by plant. */
const keysFor = (plant: string) => (field: string, argument: GraphQLArgument) => {
  const keys: Record<string, string> = {
    plantCode: `"${plant}"`,
    code: `"${plant}"`,
    orderNumber: `"${ORDER}"`,
    itemNumber: '"GP-20-ROT"',
    lotNumber: '"ROT-2609-01"',
    holdId: `"${holdId}"`,
    id: `"${holdCommand}"`,
    changeNumber: '"ECO-000101"',
    ncrNumber: '"NCMR-000101"',
    poNumber: '"P00001"',
    direction: 'FORWARD',
    idempotencyKey: '"demo-factory-nonconformance-hold"',
  };
  if (field === 'productionOrders' && argument.name === 'itemNumber') return '"GP-20"';
  if (argument.name === 'first') return '5';
  return argument.type.toString().endsWith('!') || argument.name === 'plantCode' ? keys[argument.name] : undefined;
};

/** What may be read at Hamburg only: its code, its orders, the reason of its hold. */
const leaks = (text: string) => text.includes('"HAM"') || text.includes('"HAM/') || text.includes(SECRET);

describe('J7: along every path of up to four edges', () => {
  test('nothing of a plant is told to who may not see it, and it is there for who may', async () => {
    const queries = ['HAM', 'PUE'].flatMap((plant) => pathQueries(schema(), 4, keysFor(plant)));
    const insider = await hub().user('administrator', ['HAM', 'PUE'], 'insider');
    const bugs: string[] = [];
    await inTurns(queries, async (query) => {
      const answer = await outsider.ask(query);
      // What the caller wrote may be said back in an error; what the graph knows may not.
      const text = JSON.stringify([answer.data ?? null, answer.errors?.map((error) => error.message)]);
      if (leaks(text)) expect.fail(`${query}\n${text.slice(0, 600)}`);
      if (answer.errors?.some((error) => error.extensions?.code === 'INTERNAL' || !answer.data)) {
        bugs.push(`${query} ${JSON.stringify(answer.errors).slice(0, 300)}`);
      }
    });
    expect(bugs).toEqual([]);
    let told = 0;
    const some = queries.filter((_, n) => n % 5 === 0);
    await inTurns(some, async (query) => {
      if (leaks(JSON.stringify((await insider.ask(query)).data ?? null))) told += 1;
    });
    console.log(
      `J7: ${queries.length} queries asked as an outsider; ${told} of ${some.length} tell an insider of Hamburg`,
    );
    expect(queries.length).toBeGreaterThan(100);
    expect(told).toBeGreaterThan(10);
  });
});

/** Eight at a time. */
async function inTurns(queries: readonly string[], ask: (query: string) => Promise<void>): Promise<void> {
  const left = [...queries];
  const turn = async () => {
    for (let query = left.pop(); query !== undefined; query = left.pop()) await ask(query);
  };
  await Promise.all(Array.from({ length: 8 }, turn));
}

test('J10: arguments, filters, cursors and counts show nothing of another plant', async () => {
  const query = `{
    productionOrders(plantCode: "HAM") { nodes { orderNumber } pageInfo { endCursor hasNextPage } }
    all: productionOrders(first: 200) { nodes { plantCode } }
    qualityHolds(plantCode: "HAM") { nodes { holdId } pageInfo { endCursor } }
    commands(plantCode: "HAM") { totalCount nodes { id } }
    stock: item(itemNumber: "GP-20-ROT") { stock { plantCode } held: stock(plantCode: "HAM") { plantCode } lots { nodes { onHand { plantCode } } } }
  }`;
  const { data } = await outsider.ask<{ all: { nodes: { plantCode: string }[] }; stock: unknown }>(query);
  expect(data).toMatchObject({
    commands: { totalCount: 0, nodes: [] },
    qualityHolds: { nodes: [], pageInfo: { endCursor: null } },
  });
  expect(JSON.stringify(data)).not.toContain('HAM');
  expect(data?.all.nodes.length).toBeGreaterThan(0);
  const insider = await hub().user('viewer', ['HAM']);
  const page = await insider.read<{ productionOrders: { pageInfo: { endCursor: string } } }>(
    '{ productionOrders(first: 2) { pageInfo { endCursor } } }',
  );
  const stolen = await outsider.ask(
    'query ($after: String) { productionOrders(after: $after) { nodes { plantCode } } }',
    {
      after: page.productionOrders.pageInfo.endCursor,
    },
  );
  expect(JSON.stringify(stolen.data ?? {})).not.toContain('HAM');
});

test('J10: a subscription for another plant, or for all, hears nothing of it', async () => {
  const { eventCursor } = await outsider.read<{ eventCursor: string }>('{ eventCursor }');
  const heard: unknown[] = [];
  const stops = ['plantCode: "HAM", ', ''].map((filter) =>
    outsider.listen(
      `subscription ($after: String) { qualityHoldChanged(${filter}after: $after) { hold { plantCode reason } } }`,
      { after: eventCursor },
      (event) => heard.push(event),
    ),
  );
  for (const plantCode of ['HAM', 'PUE']) {
    const user = await hub().user('quality-manager', [plantCode], `watch-${plantCode}`);
    const input = { plantCode, itemNumber: 'BRG-6203', reason: `for ${plantCode}` };
    await settled(user, (await send(user, PLACE_HOLD, { input, key: randomUUID() })).command?.id ?? '');
  }
  await expect.poll(() => JSON.stringify(heard), { timeout: patient(30_000) }).toContain('for PUE');
  for (const stop of stops) stop();
  expect(JSON.stringify(heard)).not.toContain('HAM');
});

describe('J11: a mutation cannot reach into another plant', () => {
  const refused = async (mutation: string, variables: object) => {
    const answer = await outsider.ask<Record<string, Payload | null>>(mutation, variables);
    return [
      ...(Object.values(answer.data ?? {})[0]?.problems ?? []).map((p) => p.code),
      ...(answer.errors ?? []).map((e) => String(e.extensions?.code)),
    ];
  };
  const good = { value: '1', unit: 'C62' };

  test('not by naming it, and the answer is that of a plant that does not exist', async () => {
    const ask = (plantCode: string) =>
      refused(CONFIRM, { input: { plantCode, orderNumber: ORDER, good }, key: randomUUID() });
    expect(await ask('HAM')).toEqual(['PLANT_NOT_FOUND']);
    expect(await ask('XXX')).toEqual(await ask('HAM'));
    const change = { changeNumber: 'ECO-000101', plants: [{ plantCode: 'PUE' }, { plantCode: 'HAM' }] };
    expect(await refused(RELEASE_CHANGE, { input: change, key: randomUUID() })).toEqual(['PLANT_NOT_FOUND']);
    const hold = { plantCode: 'HAM', itemNumber: 'GP-20-ROT', reason: 'from elsewhere' };
    expect(await refused(PLACE_HOLD, { input: hold, key: randomUUID() })).toEqual(['PLANT_NOT_FOUND']);
  });

  test("not by naming one's own plant and the other's order", async () => {
    const before = (await hub().side('odoo-ham').journal()).filter((row) => row.effect === 'production.posted').length;
    const payload = await send(outsider, CONFIRM, {
      input: { plantCode: 'PUE', orderNumber: ORDER, good },
      key: randomUUID(),
    });
    const command = await settled(outsider, payload.command?.id ?? '');
    expect(command).toMatchObject({ status: 'REJECTED' });
    expect(command.problems.map((problem) => problem.code)).toContain('ORDER_NOT_FOUND');
    const after = (await hub().side('odoo-ham').journal()).filter((row) => row.effect === 'production.posted').length;
    expect(after).toBe(before);
  });

  test('not by its hold or its command', async () => {
    const input = { holdId, dispositions: [{ disposition: 'USE_AS_IS' }] };
    expect((await refused(RELEASE_HOLD, { input, key: randomUUID() })).length).toBeGreaterThan(0);
    expect((await refused(APPROVE, { id: holdCommand, fingerprint: 'x' })).length).toBeGreaterThan(0);
    const insider = await hub().user('viewer', ['HAM']);
    const { qualityHold } = await insider.read<{ qualityHold: { state: string } }>(
      'query ($id: ID!) { qualityHold(holdId: $id) { state } }',
      { id: holdId },
    );
    expect(qualityHold.state).toBe('ACTIVE');
  });
});
