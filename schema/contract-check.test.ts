import { describe, expect, it } from 'vitest';
import { composeSupergraph } from './compose.ts';
import { checkContract, knownMissing } from './contract-check.ts';
import { readSchemaFile, readSupergraph } from './subgraphs.ts';

describe('the committed supergraph', () => {
  it('is what the subgraphs compose to', () => {
    expect(readSupergraph()).toBe(composeSupergraph());
  });

  it('breaks nothing of the contract and misses no more than it did', () => {
    const { missing, breaking } = checkContract(readSchemaFile('contract.graphql'), readSupergraph());
    console.log(`Of the contract the graph still misses ${missing.length} members.`);
    expect(breaking).toEqual([]);
    expect(missing.filter((member) => !knownMissing().includes(member))).toEqual([]);
  });

  it('has no member on the list of misses that is there by now', () => {
    const { missing } = checkContract(readSchemaFile('contract.graphql'), readSupergraph());
    expect(knownMissing().filter((member) => !missing.includes(member))).toEqual([]);
  });
});

const CONTRACT = `
  type Query { item(id: ID!): Item  items(first: Int = 50): [Item!] }
  type Item { id: ID! name: String size: Size }
  enum Size { SMALL LARGE }`;

const supergraph = (sdl: string): string => sdl;

describe('checkContract', () => {
  it('lists what is absent, a missing type with all its members', () => {
    const result = checkContract(
      CONTRACT,
      supergraph('type Query { item(id: ID!): Item } type Item { id: ID! name: String }'),
    );
    expect(result).toEqual({
      missing: ['Item.size', 'Query.items', 'Query.items(first:)', 'Size', 'Size.LARGE', 'Size.SMALL'],
      breaking: [],
    });
  });

  it('bears stricter output, looser input and more of everything', () => {
    const graph = CONTRACT.replace('id: ID!): Item ', 'id: ID, plant: ID): Item! ').replace('LARGE', 'LARGE HUGE');
    expect(checkContract(CONTRACT, supergraph(graph))).toEqual({ missing: [], breaking: [] });
  });

  it.each([
    ['a looser output', CONTRACT.replace('id: ID! name', 'id: ID name'), 'Item.id changed type from ID! to ID.'],
    ['another type', CONTRACT.replace('name: String', 'name: Int'), 'Item.name changed type from String to Int.'],
    [
      'a new required argument',
      CONTRACT.replace('item(id: ID!)', 'item(id: ID!, plant: ID!)'),
      'A required arg plant on Query.item was added.',
    ],
    [
      'another default',
      CONTRACT.replace('= 50', '= 20'),
      'Query.items arg first has changed defaultValue from 50 to 20.',
    ],
  ])('refuses %s', (_, graph, description) => {
    expect(checkContract(CONTRACT, supergraph(graph)).breaking).toEqual([description]);
  });
});
