import { describe, expect, it } from 'vitest';
import { federate, plain } from '../testing/federate.ts';
import { askMonolith, workshop } from '../testing/workshop.ts';

describe('the executor answers as one schema would', () => {
  it.each([
    ['a missing entity under non-null fields up to the root', '{ jobs { id person { id email } } }'],
    ['the list item as nearest nullable place', '{ maybe { id person { id email } } }'],
    ['a nullable field of a missing entity', '{ jobs { id person { id rating } } }'],
    ['the error of a field in a list', '{ jobs { person { boom } id } }'],
    [
      'aliases and the order of keys',
      '{ z: maybe { person { rating id } id } job(id: "1") { person { status email } } a: __typename }',
    ],
    ['mutation fields of two subgraphs', 'mutation { one three two }'],
    [
      'one entity in two places',
      '{ a: job(id: "1") { person { email } } b: job(id: "1") { person { email rating } } }',
    ],
    [
      'fragments and conditions',
      'query ($x: Boolean = true) { jobs { ...J id @skip(if: $x) } ping @include(if: $x) } fragment J on Job { person { id rating @include(if: $x) } }',
    ],
    ['introspection', '{ __schema { queryType { name } } __type(name: "Job") { fields { name } } }'],
    ['introspection beside data', '{ ping __type(name: "Job") { ...T } jobs { id } } fragment T on __Type { name }'],
  ])('%s', async (_, source) => {
    const { run } = federate(workshop().subgraphs);
    expect(plain(await run(source))).toEqual(plain(await askMonolith(source)));
  });

  it('with keys in the order of the query', async () => {
    const { run } = federate(workshop().subgraphs);
    const source = '{ z: maybe { person { rating id } id } a: __typename jobs { id person { status } } }';
    expect(JSON.stringify((await run(source)).data)).toBe(JSON.stringify((await askMonolith(source)).data));
  });
});

describe('conditions', () => {
  const source = `query ($x: Boolean!, $y: Boolean!) {
    job(id: "1") { id @skip(if: $y) person @include(if: $x) { id rating @skip(if: $y) ... @include(if: $y) { email } } }
    ping @include(if: $y)
  }`;
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('by variables %s and %s leave out what one schema would', async (x, y) => {
    const { run, fetches } = federate(workshop().subgraphs);
    const result = await run(source, { x, y });
    expect(plain(result)).toEqual(plain(await askMonolith(source, { x, y })));
    expect(fetches.some(({ fetch }) => fetch.query.includes('_entities'))).toBe(x);
  });
});

describe('variables', () => {
  it('are coerced, defaults included, and sent only where they are used', async () => {
    const { run, fetches } = federate(workshop().subgraphs);
    const result = await run('query ($id: ID! = 3, $x: Boolean = false) { job(id: $id) { id } ping @skip(if: $x) }');
    expect(result.data).toEqual({ job: { id: '3' }, ping: 1 });
    expect(fetches.find(({ service }) => service === 'jobs')?.fetch.variables).toEqual({ a0: '3' });
  });

  it('that do not fit are refused before anything is fetched', async () => {
    const { run, fetches } = federate(workshop().subgraphs);
    const result = await run('query ($id: ID!) { job(id: $id) { id } }', { id: { no: 'id' } });
    expect(result.data).toBeUndefined();
    expect(result.errors?.[0]?.message).toMatch(/got invalid value/);
    expect(fetches).toEqual([]);
  });
});

describe('plans', () => {
  it('are made once per document and operation name', async () => {
    const { run, fetches } = federate(workshop().subgraphs);
    const source = 'query A { ping } query B { job(id: "1") { id } }';
    expect((await run(source, {}, { operationName: 'A' })).data).toEqual({ ping: 1 });
    expect((await run(source, {}, { operationName: 'B' })).data).toEqual({ job: { id: '1' } });
    expect((await run(source, {}, { operationName: 'A' })).data).toEqual({ ping: 1 });
    const [first, , third] = fetches.map(({ fetch }) => fetch.document);
    expect(third).toBe(first);
  });

  it('are shared by what differs only in names, values and order', async () => {
    const { run, fetches } = federate(workshop().subgraphs);
    await run('{ job(id: "1") { id } ping }');
    const result = await run('query Q($x: ID!) { p: ping, j: job(id: $x) { ...J } } fragment J on Job { i: id }', {
      x: '3',
    });
    expect(result.data).toEqual({ p: 1, j: { i: '3' } });
    const ofJobs = fetches.filter(({ service }) => service === 'jobs').map(({ fetch }) => fetch);
    expect(ofJobs[1]?.document).toBe(ofJobs[0]?.document);
    expect(ofJobs.map(({ variables }) => variables)).toEqual([{ a0: '1' }, { a0: '3' }]);
  });

  it('are forgotten when there are too many', async () => {
    const { run, fetches } = federate(workshop().subgraphs, { planCacheCapacity: 1 });
    for (const source of ['{ ping }', '{ job(id: "1") { id } }', '{ ping }']) await run(source);
    const [first, , third] = fetches.map(({ fetch }) => fetch.document);
    expect(third).not.toBe(first);
  });
});

describe('an operation that is given up', () => {
  it('starts no further fetch, and says so at every field that is missing', async () => {
    const client = new AbortController();
    const fixture = workshop();
    const { run, fetches } = federate({
      ...fixture.subgraphs,
      jobs: {
        ...fixture.subgraphs.jobs,
        resolvers: {
          Query: {
            job: () => {
              client.abort();
              return { id: '1', person: { id: 'p1' } };
            },
          },
        },
      },
    });
    const result = await run('{ job(id: "1") { person { rating } } }', {}, { signal: client.signal });
    expect(result.data).toEqual({ job: { person: { rating: null } } });
    expect(result.errors?.[0]).toMatchObject({
      path: ['job', 'person', 'rating'],
      extensions: { code: 'BACKEND_TIMEOUT' },
    });
    expect(fetches.map(({ service }) => service)).toEqual(['jobs']);
  });
});

describe('mutations', () => {
  it('run one after another across subgraphs', async () => {
    const fixture = workshop();
    await federate(fixture.subgraphs).run('mutation { one three two }');
    expect(fixture.order).toEqual([1, 3, 2]);
  });
});

describe('a subgraph that is down', () => {
  it('costs its own fields, each with an error at its path', async () => {
    const { run, down } = federate(workshop().subgraphs);
    down.add('people');
    const result = await run('{ jobs { id person { id rating status } } }');
    const { data, errorPaths } = plain(result);
    expect(data).toEqual({
      jobs: ['1', '2', '3'].map((id) => ({ id, person: { id: `p${id}`, rating: null, status: null } })),
    });
    expect(errorPaths).toEqual([0, 1, 2].flatMap((n) => [`jobs.${n}.person.rating`, `jobs.${n}.person.status`]));
    expect(result.errors?.[0]?.extensions).toMatchObject({ serviceName: 'people' });
  });
});

describe('subscriptions', () => {
  it('report a missing entity with the event that has it', async () => {
    const { subscribe } = federate(workshop().subgraphs);
    const events = await subscribe('subscription { tick { n person { id email } } }');
    expect(events.map(plain)).toEqual(
      [0, 1, 2, 3].map((n) =>
        n === 1
          ? { data: { tick: { n, person: null } }, errorPaths: ['tick.person.email'] }
          : { data: { tick: { n, person: { id: 'p1', email: 'ada@workshop' } } }, errorPaths: [] },
      ),
    );
  });

  it('report a field error with the event that has it', async () => {
    const { subscribe } = federate(workshop().subgraphs);
    const events = await subscribe('subscription { tock { n person { boom } } }');
    expect(events.map((event) => plain(event).errorPaths)).toEqual([[], ['tock.person.boom'], [], []]);
  });
});
