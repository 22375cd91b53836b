import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Caller } from '../../lib/identity/caller.ts';
import { federate, plain } from '../testing/federate.ts';
import { caller, sharing } from '../testing/listen.ts';
import { logSource } from '../testing/log-source.ts';

const QUERIES = [
  'subscription { log(after: "c0") { n plant } }',
  'subscription { log(after: "c0") { plant number: n } }',
  'subscription { log(after: "c0") { n secret } }',
  'subscription { log(after: "c0") { n item { name owner } } }',
  'subscription { log(after: "c0") { n text(size: 2) } }',
  'subscription { log(after: "c0") { n text(size: 3) } }',
];
const anyCaller: fc.Arbitrary<Caller> = fc
  .record({
    plants: fc.subarray(['HAM', 'PUE']).map((some) => new Set(some)),
    scopes: fc.subarray(['secret:read', 'other:read']).map((some) => new Set(some)),
    clientId: fc.constantFrom('a', 'b'),
  })
  .map(caller);

test('whoever else listens, each is told what it would be told alone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyCaller, fc.constantFrom(...QUERIES)), { minLength: 2, maxLength: 12 }),
      async (asked) => {
        const source = logSource();
        const { listen, alone, subscriptions } = sharing(federate(source.subgraphs));
        for (const plant of ['HAM', 'HAM', 'PUE', 'HAM', 'PUE']) source.append(plant);
        const clients = await Promise.all(asked.map(([as, query]) => listen(query, { caller: as })));
        for (const plant of ['PUE', 'HAM']) source.append(plant);
        for (const [i, [as, query]] of asked.entries()) {
          const expected: unknown[] = [];
          const events = [1, 2, 3, 4, 5, 6].filter((n) => as.plants.has([2, 4, 5].includes(n) ? 'PUE' : 'HAM')).length;
          const own = alone(query, as);
          for (let n = 0; n < events; n += 1) expected.push(plain((await own.next()).value));
          void own.return(undefined);
          const client = await clients[i]?.until(events);
          const told = client?.told.map(({ data, errors }) =>
            plain({ data: data ?? null, ...(errors ? { errors: errors as never } : {}) }),
          );
          expect(told).toEqual(expected);
        }
        expect(subscriptions.streams).toBeLessThanOrEqual(asked.length);
        for (const client of clients) client.leave();
        await source.untilReaders(0);
      },
    ),
    { numRuns: 40 },
  );
});
