import { coldText, queries } from '../factory.ts';

export interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const COMPONENTS = 'components { quantity item { itemNumber name lots(first: 3) { lotNumber disposition } } }';

const ALIASES = Array.from(
  { length: 3 },
  (_, n) => `o${n}: order(orderNumber: "MO-${n}") { number: orderNumber s: state p: progress g: good }`,
).join(' ');

/** The `n`th request of each kind. Those of the last kind are all different, as of clients that write values in. */
export const QUESTIONS: Readonly<Record<string, (n: number) => Question>> = {
  single: () => ({ query: '{ order(orderNumber: "MO-1") { orderNumber state } }' }),
  'small join': () => ({ query: queries.small }),
  deep: () => ({ query: queries.deep }),
  variables: (n) => ({
    query: `query Order($number: ID!, $withGood: Boolean!) {
      order(orderNumber: $number) { orderNumber state progress good @include(if: $withGood) ${COMPONENTS} } }`,
    variables: { number: `MO-${n % 20}`, withGood: n % 2 === 0 },
  }),
  '100 entities': () => ({
    query: '{ orders(first: 10) { components { item { itemNumber lots(first: 1) { lotNumber disposition } } } } }',
  }),
  aliases: () => ({ query: `{ ${ALIASES} }` }),
  'cold texts': (n) => ({ query: coldText(n) }),
};
