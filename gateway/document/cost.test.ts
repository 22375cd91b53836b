import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkCost } from './cost.ts';

const schema = buildSchema(`
  type Query { job: Job jobs(first: Int = 50): [Job!] page(first: Int = 50): JobPage all: [Job!]! }
  type JobPage { nodes: [Job!]! info: Info! }
  type Info { hasNextPage: Boolean! }
  type Job { id: ID! names: [String!] steps(first: Int = 50): [Step!] tools: [Tool!] }
  type Step { id: ID! job: Job }
  type Tool { id: ID! }`);

const messages = (source: string, cost: number, variables: Record<string, unknown> = {}) => {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return checkCost(schema, document, operation, variables, { first: 200, cost }).map((error) => error.message);
};
/** The least allowance under which the query passes. */
const costOf = (source: string, variables?: Record<string, unknown>): number => {
  const [message] = messages(source, 0, variables);
  return message === undefined ? 0 : Number(/hold (\d+) objects/.exec(message)?.[1]);
};

describe('checkCost', () => {
  it.each([
    ['an object', '{ job { id names } }', 1],
    ['a page by its size', '{ jobs(first: 7) { id } }', 7],
    ['a page by its default size', '{ jobs { id } }', 50],
    [
      'a connection: itself, its nodes and what is beside them',
      '{ page(first: 7) { nodes { id } info { hasNextPage } } }',
      9,
    ],
    ['a list of unknown length', '{ all { id } }', 4],
    ['pages in pages', '{ jobs(first: 10) { steps(first: 5) { id } tools { id } } }', 10 * (1 + 5 + 4)],
    ['fragments where they are spread', '{ a: job { ...F } b: job { ...F } } fragment F on Job { tools { id } }', 10],
    ['inline fragments', '{ job { ... on Job { tools { id } } ... { tools { id } } } }', 9],
    ['nothing but scalars', '{ __typename }', 0],
  ])('counts %s', (_, source, cost) => {
    expect(costOf(source)).toBe(cost);
  });

  it('reads page sizes from variables and their defaults', () => {
    const source = 'query ($n: Int = 3) { jobs(first: $n) { id } }';
    expect([costOf(source), costOf(source, { n: 9 })]).toEqual([3, 9]);
  });

  it('passes what is within the limit', () => {
    expect(messages('{ jobs(first: 7) { id } }', 7)).toEqual([]);
  });

  it.each(['{ jobs(first: 201) { id } }', '{ jobs(first: 0) { id } }', '{ jobs(first: -1) { id } }'])(
    'refuses %s',
    (source) => {
      expect(messages(source, 1_000)).toEqual(['first is from 1 to 200']);
    },
  );

  it.each(['constructor', 'toString', '__proto__'])('reads a default of a variable called %s', (name) => {
    expect(costOf(`query ($${name}: Int = 9) { jobs(first: $${name}) { id } }`)).toBe(9);
  });

  it('refuses a page size by variable', () => {
    expect(messages('query ($n: Int) { jobs(first: $n) { id } }', 1_000, { n: 500 })).toEqual([
      'first is from 1 to 200',
    ]);
  });
});
