import type { FixtureSubgraph } from '../../gateway/testing/federate.ts';

/** A small factory over three subgraphs, and the same resolvers for one schema; nothing waits for anything. */
const items = Array.from({ length: 200 }, (_, n) => ({ itemNumber: `I-${n}`, name: `Item ${n}` }));
const lots = (itemNumber: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ itemNumber, lotNumber: `${itemNumber}-L${n}` }));
const orders = Array.from({ length: 20 }, (_, n) => ({
  orderNumber: `MO-${n}`,
  state: n % 2 === 0 ? 'RELEASED' : 'RUNNING',
  components: Array.from({ length: 10 }, (_, c) => ({
    quantity: String(c + 1),
    item: { itemNumber: `I-${(n * 10 + c) % items.length}` },
  })),
}));

interface Key {
  readonly itemNumber: string;
  readonly orderNumber: string;
  readonly lotNumber: string;
}
const itemOf = ({ itemNumber }: Key) => items.find((item) => item.itemNumber === itemNumber) ?? null;
const reference = (key: Key) => key;

const erp = {
  Query: {
    orders: (_: unknown, { first }: { first: number }) => orders.slice(0, first),
    order: (_: unknown, { orderNumber }: Key) => orders.find((order) => order.orderNumber === orderNumber),
  },
  Item: {
    name: (key: Key) => itemOf(key)?.name,
    lots: (key: Key, { first }: { first: number }) => lots(key.itemNumber, first),
  },
};
const mes = {
  Order: { progress: (key: Key) => key.orderNumber.length / 10, good: () => '40' },
};
const qms = {
  Lot: {
    disposition: () => 'UNRESTRICTED',
    holds: (key: Key) => (key.lotNumber.endsWith('1') ? [{ reason: 'scratches' }] : []),
  },
};

export const subgraphs: Readonly<Record<'erp' | 'mes' | 'qms', FixtureSubgraph>> = {
  erp: {
    sdl: `
      type Query { orders(first: Int = 20): [Order!] order(orderNumber: ID!): Order }
      type Order @key(fields: "orderNumber") { orderNumber: ID! state: String! components: [Component!]! }
      type Component { quantity: String! item: Item! }
      type Item @key(fields: "itemNumber") { itemNumber: ID! name: String lots(first: Int = 3): [Lot!] }
      type Lot @key(fields: "itemNumber lotNumber") { itemNumber: ID! lotNumber: ID! }`,
    resolvers: { ...erp, Item: { ...erp.Item, __resolveReference: itemOf } },
  },
  mes: {
    sdl: `
      type Query { shifts: Int }
      type Order @key(fields: "orderNumber") { orderNumber: ID! progress: Float good: String }`,
    resolvers: { Order: { ...mes.Order, __resolveReference: reference } },
  },
  qms: {
    sdl: `
      type Query { audits: Int }
      type Lot @key(fields: "itemNumber lotNumber") { itemNumber: ID! lotNumber: ID! disposition: String holds: [Hold!] }
      type Hold { reason: String! }`,
    resolvers: { Lot: { ...qms.Lot, __resolveReference: reference } },
  },
};

export const oneSchema = {
  sdl: `
    type Query { orders(first: Int = 20): [Order!] order(orderNumber: ID!): Order }
    type Order { orderNumber: ID! state: String! components: [Component!]! progress: Float good: String }
    type Component { quantity: String! item: Item! }
    type Item { itemNumber: ID! name: String lots(first: Int = 3): [Lot!] }
    type Lot { itemNumber: ID! lotNumber: ID! disposition: String holds: [Hold!] }
    type Hold { reason: String! }`,
  resolvers: { ...erp, ...mes, ...qms } as Readonly<Record<string, Readonly<Record<string, unknown>>>>,
};

export const queries: Readonly<Record<'small' | 'deep', string>> = {
  small: '{ order(orderNumber: "MO-1") { orderNumber state progress good } }',
  deep: `{ orders(first: 20) { orderNumber state progress good
    components { quantity item { itemNumber name lots(first: 3) { lotNumber disposition holds { reason } } } } } }`,
};

/** The `n`th of texts that differ in the clients' names, literals and order only: each is new, its plan need not be. */
export const coldText = (n: number): string => `{ o${n}: order(orderNumber: "MO-${n % 20}") {
  ${n % 2 ? `p${n}: progress state` : `state x${n}: progress`} good n${n}: orderNumber
  components { q${n}: quantity item { name itemNumber } } } }`;
