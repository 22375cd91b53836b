import { randomUUID } from 'node:crypto';
import { type GraphQLField, type GraphQLSchema, getNamedType, isCompositeType, isRequiredArgument } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { GraphUser } from '../../demo/http/graph.ts';
import { createPlanExecutor } from '../../gateway/plan/plan-executor.ts';
import { createPlannerInProcess } from '../../gateway/planner/planner.ts';
import { scalars } from '../../lib/scalars/index.ts';
import { readSupergraph } from '../../schema/subgraphs.ts';
import { goodValue, type HostileArgument, hostileArguments } from '../kit/hostile-values.ts';
import { ownHub } from '../kit/hub.ts';
import { patient } from '../kit/patience.ts';

/** Every argument of every root field, leaf by leaf, with what nobody should send: refused in words, never a bug. */
const hub = ownHub();
const seed = Number(process.env.TEST_SEED || Math.floor(Math.random() * 2 ** 31));

const seeded = `seed ${seed}: TEST_SEED=${seed} repeats it`;
const tell = (text: string) => process.stdout.write(`  ${text}; ${seeded}\n`);

const GOOD: Record<string, unknown> = {
  plantCode: 'HAM',
  code: 'HAM',
  plants: ['HAM'],
  orderNumber: 'HAM/MO/10007',
  itemNumber: 'GP-20-ROT',
  lotNumber: 'ROT-2609-01',
  changeNumber: 'ECO-000101',
  ncrNumber: 'NCMR-000101',
  poNumber: 'P00001',
  id: randomUUID(),
  holdId: 'QH-1',
  unit: 'C62',
  value: '1',
  good: { value: '1', unit: 'C62' },
  reason: 'for the test',
  fingerprint: 'x',
};

interface Case extends HostileArgument {
  readonly field: AnyField;
  readonly argument: string;
}
type AnyField = GraphQLField<unknown, unknown>;

const schema: GraphQLSchema = (() => {
  const supergraphSdl = readSupergraph();
  const planner = createPlannerInProcess(supergraphSdl);
  return createPlanExecutor({ supergraphSdl, planner, transports: {}, scalars }).schema;
})();

const random = mulberry(seed);
const casesOf = (type: { getFields(): Record<string, AnyField> } | null | undefined): Case[] =>
  Object.values(type?.getFields() ?? {}).flatMap((field) =>
    field.args.flatMap((argument) =>
      hostileArguments(argument, (name) => GOOD[name], random).map((hostile) => ({
        ...hostile,
        field,
        argument: argument.name,
      })),
    ),
  );

function operation(kind: string, { field, argument, value }: Case) {
  const used = field.args.filter((arg) => arg.name === argument || isRequiredArgument(arg));
  const heads = used.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const args = used.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const parts = isCompositeType(getNamedType(field.type)) ? ` { ${leavesOf(field)} }` : '';
  const good = (arg: (typeof used)[number]) =>
    arg.name === 'idempotencyKey' ? `hostile-${randomUUID()}` : goodValue(arg.type, arg.name, (name) => GOOD[name]);
  return {
    query: `${kind} (${heads}) { ${field.name}(${args})${parts} }`,
    variables: Object.fromEntries(used.map((arg) => [arg.name, arg.name === argument ? value : good(arg)])),
  };
}

/** A connection is read, a payload's problems are shown. */
function leavesOf(field: AnyField): string {
  const type = getNamedType(field.type);
  const has = (name: string) => 'getFields' in type && name in type.getFields();
  if (has('problems') && has('isReplay')) return 'problems { code message } command { id }';
  return has('pageInfo') ? 'nodes { __typename } pageInfo { endCursor }' : '__typename';
}

const bugs: string[] = [];
const note = (hostile: Case, what: unknown) =>
  bugs.push(
    `${hostile.field.name} ${hostile.place} = ${JSON.stringify(hostile.value)?.slice(0, 80)}: ${JSON.stringify(what)}`,
  );
const isBug = (errors: unknown) => JSON.stringify(errors ?? []).includes('"INTERNAL"');
const holdsNul = (value: unknown): boolean => JSON.stringify(value)?.includes('\\u0000') === true;

async function askAll(kind: 'query' | 'mutation', cases: readonly Case[]): Promise<number> {
  const user = await hub().user('administrator');
  let refused = 0;
  await inTurns(cases, 8, async (hostile) => {
    const { query, variables } = operation(kind, hostile);
    const answer = await user
      .ask(query, variables)
      .catch((error: Error) => ({ errors: [{ message: error.message, extensions: { code: 'INTERNAL' } }] }));
    if (isBug(answer.errors)) note(hostile, answer.errors);
    const codes = answer.errors?.map((error) => error.extensions?.code) ?? [];
    if (codes.length > 0) refused += 1;
    if (holdsNul(hostile.value) && !codes.includes('BAD_USER_INPUT')) note(hostile, codes);
  });
  return refused;
}

describe('hostile values', () => {
  test.each([
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ] as const)('of a %s are refused in words', async (kind, type) => {
    const cases = casesOf(type);
    const refused = await askAll(kind, cases);
    tell(`${cases.length} ${kind} values, ${refused} refused with errors`);
    expect(bugs.splice(0), seeded).toEqual([]);
    expect(refused).toBeGreaterThan(cases.length / 10);
  });

  test('of a subscription too, over WebSocket', async () => {
    const cases = casesOf(schema.getSubscriptionType());
    const user = await hub().user('administrator');
    let refused = 0;
    await inTurns(cases, 8, async (hostile) => {
      const errors = await refusalOf(user, operation('subscription', hostile));
      if (errors !== undefined) refused += 1;
      if (isBug(errors)) note(hostile, errors);
      if (holdsNul(hostile.value) && !JSON.stringify(errors)?.includes('BAD_USER_INPUT'))
        note(hostile, errors ?? 'let through');
    });
    tell(`${cases.length} subscription values, ${refused} refused`);
    expect(bugs.splice(0), seeded).toEqual([]);
    expect(refused).toBeGreaterThan(cases.length / 4);
  });

  test('in a literal as in a variable, and the argument is named', async () => {
    const user = await hub().user('administrator');
    const { errors } = await user.ask('{ qualityHold(holdId: "a\\u0000b") { holdId } }');
    expect(errors).toMatchObject([
      { message: expect.stringMatching(/^holdId /), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    const input = { plantCode: 'HAM', reason: 'a\0b' };
    const query =
      'mutation ($i: PlaceQualityHoldInput!) { placeQualityHold(idempotencyKey: "hostile-0000-0001", input: $i) { isReplay } }';
    expect((await user.ask(query, { i: input })).errors).toMatchObject([
      { message: expect.stringMatching(/^\$i\.reason /), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });
});

/** The errors of a subscription; undefined where it stands after a while. */
function refusalOf(user: GraphUser, { query, variables }: { query: string; variables: object }): Promise<unknown> {
  return new Promise((resolve) => {
    const end = (errors: unknown) => {
      clearTimeout(timer);
      stop();
      resolve(errors);
    };
    const timer = setTimeout(end, patient(700), undefined);
    const stop = user.listen(query, variables, () => {}, end);
  });
}

async function inTurns<T>(all: readonly T[], at: number, work: (each: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  await Promise.all(
    Array.from({ length: at }, async () => {
      for (const each of rest) await work(each);
    }),
  );
}

function mulberry(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
