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
