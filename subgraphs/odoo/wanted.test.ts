import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { factsWanted } from './wanted.ts';

const wantedBy = (...sources: string[]) => [...factsWanted(sources.map((source) => parse(source)))].sort();

it.each([
  ['nothing but keys', '{ productionOrders { nodes { plantCode orderNumber state } } }', []],
  ['an alias', '{ a: productionOrders { nodes { made: produced { value } } } }', ['order.produced']],
  [
    'a fragment, also one in a fragment',
    `query { item(itemNumber: "A") { ...a } }
     fragment a on Item { name billOfMaterials(plantCode: "HAM") { ...b } }
     fragment b on BillOfMaterials { lines { component { tracking } } }`,
    ['bom.lines', 'bomLine.itemNumber', 'item.name', 'item.tracking'],
  ],
  [
    'entities of several types',
    `query ($keys: [_Any!]!) { _entities(representations: $keys) {
       ... on Item { unit } ... on WorkOrder { actualMinutes workCenter { isAvailable } } } }`,
    ['item.unit', 'item.unitName', 'workCenter.isAvailable', 'workOrder.actualMinutes', 'workOrder.workCenter'],
  ],
  [
    'what a variable may leave out',
    'query ($no: Boolean!) { item(itemNumber: "A") { name @skip(if: $no) ... @include(if: $no) { tracking } } }',
    ['item.name', 'item.tracking'],
  ],
  [
    'a field of the same name on another type',
    '{ purchaseOrder(plantCode: "HAM", poNumber: "P1") { lines { received { value } } } }',
    ['purchaseLine.received', 'purchaseOrder.lines'],
  ],
])('finds %s', (_what, source, facts) => {
  expect(wantedBy(source)).toEqual(facts);
});

it('adds up what several operations of one request want', () => {
  const all = wantedBy('{ item(itemNumber: "A") { name } }', '{ item(itemNumber: "A") { tracking } }');
  expect(all).toEqual(['item.name', 'item.tracking']);
  expect(wantedBy()).toEqual([]);
});
