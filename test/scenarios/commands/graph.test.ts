import { buildSubgraphSchema } from '@apollo/subgraph';
import { createSourceEventStream, graphql, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEventStream, type EventStream } from '../../../events/stream.ts';
import type { Caller } from '../../../lib/identity/caller.ts';
import { silentLog } from '../../../lib/log.ts';
import { createCommandsSubgraph } from '../../../subgraphs/commands/index.ts';
import { type EffectLayer, openEffectLayer, TEST_PLANTS, testCaller } from '../../kit/effect-commands.ts';
import { type EffectsServer, startEffects } from '../../kit/effects.ts';
import { ownDatabase } from '../../kit/postgres.ts';

const database = ownDatabase();
let effects: EffectsServer;
let layer: EffectLayer;
let stream: EventStream;
let subgraph: ReturnType<typeof createCommandsSubgraph>;
let schema: ReturnType<typeof buildSubgraphSchema>;

beforeAll(async () => {
  effects = await startEffects();
  layer = await openEffectLayer(database.db, effects.url);
  stream = createEventStream({ db: database.db, url: database.url, log: silentLog });
  subgraph = createCommandsSubgraph({ db: database.db, commands: layer, stream, plants: TEST_PLANTS });
  schema = buildSubgraphSchema([{ typeDefs: subgraph.typeDefs, resolvers: subgraph.resolvers as never }]);
});
afterAll(async () => {
  await stream.close();
  await effects.close();
});

const contextOf = (caller: Caller) =>
  subgraph.context({ caller, correlationId: crypto.randomUUID(), calls: { count: () => {} }, shared: new Map() });

interface Answer {
  data: Record<string, unknown>;
  errors?: { extensions: { code: string } }[];
}

async function ask(source: string, variables: Record<string, unknown> = {}, caller = testCaller()): Promise<Answer> {
  const result = await graphql({ schema, source, variableValues: variables, contextValue: contextOf(caller) });
  return JSON.parse(JSON.stringify(result)) as Answer;
}

const confirm = (order: string, key = `key-${crypto.randomUUID()}`) =>
  `confirmProduction(idempotencyKey: "${key}", input: { plantCode: "P1", orderNumber: "${order}", good: { value: "1", unit: "C62" } })`;

test('a mutation answers with the command that it recorded, and the command tells its whole story', async () => {
  const made = await ask(`mutation { ${confirm('G-1')} { command { id status type } isReplay problems { code } } }`);
  expect(made.data).toMatchObject({
    confirmProduction: { command: { status: 'QUEUED', type: 'confirmProduction' }, isReplay: false, problems: [] },
  });
  await layer.worker?.runOnce();
  const { id } = (made.data.confirmProduction as { command: { id: string } }).command;
  const shown = await ask(
    `query ($id: ID!) { command(id: $id) {
       id plantCode status finishedAt requestedBy fingerprint guarantee certainty causedBy { id } approvals { by }
       productionOrder { plantCode orderNumber }
       steps { name system state attempts guarantee certainty externalRef { system connection type id } }
       history { sequence by from to hash detail } } }`,
    { id },
  );
  expect(shown.errors).toBeUndefined();
  expect(shown.data.command).toMatchObject({
    ...{ plantCode: 'P1', status: 'SUCCEEDED', requestedBy: 'mia', guarantee: 'DETECTABLE', certainty: 'CONFIRMED' },
    productionOrder: { plantCode: 'P1', orderNumber: 'G-1' },
    steps: [{ state: 'APPLIED', attempts: 1, certainty: 'CONFIRMED', externalRef: { type: 'test.effect' } }],
    history: [
      { sequence: 1, by: 'mia', from: null, to: 'QUEUED' },
      { sequence: 2, by: 'worker', from: 'QUEUED', to: 'RUNNING' },
      { sequence: 3, from: 'RUNNING', to: 'SUCCEEDED' },
    ],
  });
});

test('E8 two aliases of one mutation with one key are one command', async () => {
  const key = `key-${crypto.randomUUID()}`;
  const { data } = await ask(
    `mutation { a: ${confirm('G-2', key)} { command { id } isReplay } b: ${confirm('G-2', key)} { command { id } isReplay } }`,
  );
  const [a, b] = [data.a, data.b] as { command: { id: string }; isReplay: boolean }[];
  expect([a?.isReplay, b?.isReplay]).toEqual([false, true]);
  expect(a?.command.id).toBe(b?.command.id);
});

test('a list goes newest first, page by page, and counts all', async () => {
  for (const n of [1, 2, 3, 4, 5]) await ask(`mutation { ${confirm(`page-${n}`)} { isReplay } }`);
  const query = `query ($after: String) {
    commands(type: "confirmProduction", first: 2, after: $after, status: [QUEUED]) {
      nodes { productionOrder { orderNumber } } pageInfo { hasNextPage endCursor } totalCount } }`;
  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { data, errors } = await ask(query, { after });
    expect(errors).toBeUndefined();
    const page = data.commands as {
      nodes: { productionOrder: { orderNumber: string } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
      totalCount: number;
    };
    seen.push(...page.nodes.map((node) => node.productionOrder.orderNumber));
    after = page.pageInfo.endCursor;
    if (page.pageInfo.hasNextPage) continue;
    expect(page.totalCount).toBe(seen.length);
    break;
  }
  expect(seen.slice(0, 5)).toEqual(['page-5', 'page-4', 'page-3', 'page-2', 'page-1']);
  expect(new Set(seen).size).toBe(seen.length);
});

test('filters: order number, problem class, correlation', async () => {
  await layer.make({ order: 'filter', findings: [{ ...NOTE, severity: 'ERROR' }] }, { type: 'confirmProduction' });
  await layer.worker?.runOnce();
  const count = async (filter: string) =>
    ((await ask(`{ commands(${filter}) { totalCount } }`)).data.commands as { totalCount: number }).totalCount;
  expect(await count('orderNumber: "filter"')).toBe(1);
  expect(await count('orderNumber: "filter", problemClass: BUSINESS')).toBe(1);
  expect(await count('orderNumber: "filter", problemClass: TECHNICAL')).toBe(0);
  expect(await count('orderNumber: "filter", plantCode: "P2"')).toBe(0);
  expect(await count('correlationId: "nothing"')).toBe(0);
});

test('a step that the back end refused is not uncertain: the back end says so', async () => {
  effects.trouble = ({ note }) => (note === 'no' ? 'refuse' : null);
  const { commandId: id } = await layer.make({ order: 'refused', note: 'no' }, { type: 'confirmProduction' });
  await layer.worker?.runOnce();
  const { data } = await ask('query ($id: ID!) { command(id: $id) { status certainty steps { state certainty } } }', {
    id,
  });
  expect(data.command).toEqual({
    ...{ status: 'REJECTED', certainty: 'ATTESTED' },
    steps: [{ state: 'REFUSED', certainty: 'ATTESTED' }],
  });
});

test('a problem class finds what is stopped or waits, not what a note or an overridden warning stands on', async () => {
  const finding = (severity: 'ERROR' | 'WARNING' | 'WAIT' | 'NOTE', problemClass: 'BUSINESS' | 'TECHNICAL') =>
    ({ ...NOTE, class: problemClass, severity, code: severity }) as const;
  const made = async (note: string, findings: ReturnType<typeof finding>[], overrides: string[] = []) => {
    const reasons = overrides.map((code) => ({ code, reason: 'agreed with quality' }));
    const caller = testCaller({ scopes: ['production:write', 'commands:read', 'production:override'] });
    await layer.make(
      { order: `stopped-${note}`, note, findings },
      { type: 'confirmProduction', overrides: reasons, caller },
    );
  };
  await made('noted', [finding('NOTE', 'BUSINESS')]);
  await made('refused', [finding('ERROR', 'BUSINESS')]);
  await made('warned', [finding('NOTE', 'BUSINESS'), finding('WARNING', 'BUSINESS')]);
  await made('overridden', [finding('WARNING', 'BUSINESS')], ['WARNING']);
  await made('waits', [finding('WAIT', 'BUSINESS')]);
  await made('broken', [finding('ERROR', 'TECHNICAL')]);
  for (let n = 0; n < 10; n += 1) await layer.worker?.runOnce();
  const found = async (problemClass: string) => {
    const { data } = await ask(
      `{ commands(problemClass: ${problemClass}, first: 200) { nodes { status input problems { severity } } } }`,
    );
    const { nodes } = data.commands as { nodes: { status: string; input: { note: string } }[] };
    const own = nodes.filter(({ input }) =>
      ['noted', 'refused', 'warned', 'overridden', 'waits', 'broken'].includes(input.note),
    );
    return own.map(({ status, input }) => `${input.note} ${status}`).sort();
  };
  expect(await found('BUSINESS')).toEqual(['refused REJECTED', 'waits QUEUED', 'warned REJECTED']);
  expect(await found('TECHNICAL')).toEqual(['broken REJECTED']);
});

const NOTE = { class: 'BUSINESS', severity: 'NOTE', code: 'X', message: 'x', isRetryable: false } as const;

test('J7 J10 a command of another plant is not there: by id, by key, in lists, in counts, as an entity', async () => {
  const key = `key-${crypto.randomUUID()}`;
  const { commandId: id } = await layer.make({ order: 'J10', plantCode: 'P1' }, { key });
  const other = testCaller({ plants: ['P2'] });
  const query = `query ($id: ID!, $key: ID!) {
    command(id: $id) { id } commandByKey(idempotencyKey: $key) { id } plants { code } plant(code: "P1") { code }
    commands(plantCode: "P1") { nodes { id } totalCount pageInfo { endCursor } }
    _entities(representations: [{ __typename: "Command", id: $id }, { __typename: "Plant", code: "P1" }]) { __typename } }`;
  const answer = await ask(
    query.replace('$id }', `"${id}" }`).replace('id: $id },', `id: "${id}" },`),
    { id, key },
    other,
  );
  expect(answer.data).toEqual({
    ...{ command: null, commandByKey: null, plants: [{ code: 'P2' }], plant: null },
    commands: { nodes: [], totalCount: 0, pageInfo: { endCursor: null } },
    _entities: [null, null],
  });
});

test('E11 a key shows a command only to the client that used it', async () => {
  const key = `key-${crypto.randomUUID()}`;
  const { commandId } = await layer.make({ order: 'E11' }, { key });
  const query = 'query ($key: ID!) { commandByKey(idempotencyKey: $key) { id } }';
  expect((await ask(query, { key })).data).toEqual({ commandByKey: { id: commandId } });
  expect((await ask(query, { key }, testCaller({ clientId: 'planning' }))).data).toEqual({ commandByKey: null });
});

test('without the right to read commands a client sees its own', async () => {
  const { commandId: id } = await layer.make({ order: 'own' });
  const query = 'query ($id: ID!) { command(id: $id) { id } }';
  const scopes = ['production:write'];
  expect((await ask(query, { id }, testCaller({ scopes }))).data).toEqual({ command: { id } });
  expect((await ask(query, { id }, testCaller({ scopes, clientId: 'other' }))).data).toEqual({ command: null });
});

test('what is no page is refused', async () => {
  for (const args of ['first: 0', 'first: 201', 'after: "nonsense"', 'after: "IDE"']) {
    const { errors } = await ask(`{ commands(${args}) { totalCount } }`);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
});

test('a stream of a command tells every status, from a cursor on, to who may see it', async () => {
  const { data } = await ask('{ eventCursor }');
  const { commandId: id } = await layer.make({ order: 'stream' });
  await layer.make({ order: 'another' });
  await layer.worker?.runOnce();
  const document = parse(`subscription ($id: ID!, $after: String) {
    commandStatusChanged(id: $id, after: $after) { status cursor command { id } } }`);
  const variableValues = { id, after: data.eventCursor };
  const events = await createSourceEventStream({
    schema,
    document,
    variableValues,
    contextValue: contextOf(testCaller()),
  });
  if (!(Symbol.asyncIterator in events)) throw new Error(JSON.stringify(events));
  const statuses: string[] = [];
  for await (const event of events as AsyncIterable<{ payload: { commandId: string; status: string } }>) {
    expect(event.payload.commandId).toBe(id);
    statuses.push(event.payload.status);
    if (statuses.length === 3) break;
  }
  expect(statuses).toEqual(['QUEUED', 'RUNNING', 'SUCCEEDED']);
});

test('a stream of a plant that the caller may not see is refused like one that is not there', async () => {
  for (const plantCode of ['P1', 'P9']) {
    const document = parse('subscription ($plantCode: ID) { commandStatusChanged(plantCode: $plantCode) { status } }');
    const contextValue = contextOf(testCaller({ plants: ['P2'] }));
    const events = await createSourceEventStream({ schema, document, variableValues: { plantCode }, contextValue });
    expect(JSON.parse(JSON.stringify(events))).toMatchObject({
      errors: [{ message: `There is no plant ${plantCode}`, extensions: { code: 'BAD_USER_INPUT' } }],
    });
  }
});
