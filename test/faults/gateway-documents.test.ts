import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../gateway/limits.ts';
import { catalog } from '../../gateway/testing/catalog.ts';
import { mintToken, startGateway, type TestGateway, type TestSocket } from '../../gateway/testing/start-gateway.ts';

let gateway: TestGateway;
let socket: TestSocket;
beforeAll(async () => {
  gateway = await startGateway({ subgraphs: catalog().subgraphs });
  socket = await gateway.socket().signIn();
});
afterAll(async () => {
  socket[Symbol.dispose]();
  await gateway[Symbol.asyncDispose]();
});

const nested = (levels: number): string => `${'self { '.repeat(levels - 2)}id${' }'.repeat(levels - 2)}`;
const many = (count: number, field: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => field(n)).join(' ');
const bombOfFragments = (levels: number): string =>
  `{ part { ...F0 } } ${many(levels, (n) => `fragment F${n} on Part { self { ...F${n + 1} } again: self { ...F${n + 1} } }`)} fragment F${levels} on Part { id }`;

const BOMBS: [row: string, query: string, message: RegExp][] = [
  ['H1 a deep query', `{ part { ${nested(50)} } }`, /50 levels of fields, at most 14/],
  [
    'H2 a thousand aliases',
    `{ ${many(400, (n) => `a${n}: part { id }`)} }`,
    /aliases, at most 15|document limit|Document contains more/,
  ],
  ['H2 fewer tokens, too many aliases', `{ part { ${many(30, (n) => `a${n}: id`)} } }`, /30 aliases, at most 15/],
  ['H3 ten thousand directives', `{ part { id ${'@a'.repeat(10_000)} } }`, /more that 2000 tokens/],
  ['H3 thirty directives', `{ part { ${many(30, () => 'id @skip(if: false)')} } }`, /30 directives, at most 25/],
  ['H4 a fragment that contains itself', '{ part { ...A } } fragment A on Part { self { ...A } }', /endless/],
  [
    'H4 two fragments that contain each other',
    '{ part { ...A } } fragment A on Part { self { ...B } } fragment B on Part { self { ...A } }',
    /endless/,
  ],
  ['H4 fragments that double', bombOfFragments(12), /fields with its fragments opened/],
  ['H7 one field a hundred thousand times', `{ ${'__typename '.repeat(50_000)} }`, /more that 2000 tokens|bytes/],
  [
    'H8 lists of lists',
    '{ parts(first: 200) { parts(first: 200) { parts(first: 200) { id } } } }',
    /could hold .* objects/,
  ],
  ['H8 a page too large', '{ parts(first: 1000) { id } }', /first is from 1 to 200/],
  ['H8 a page of none', '{ page(first: 0) { nodes { id } } }', /first is from 1 to 200/],
  ['many root fields', `{ ${many(12, (n) => `a${n}: forbidden`)} }`, /12 root fields, at most 10/],
];

describe('what asks for too much is refused', () => {
  it.each(BOMBS)('%s, over HTTP', async (_, query, message) => {
    const { status, body } = await gateway.query(query);
    expect(status).toBe(query.length > DEFAULT_LIMITS.bodyBytes ? 413 : 400);
    expect(body.errors?.map((error) => error.message).join('\n')).toMatch(message);
    expect(body.data).toBeUndefined();
  });

  it.each(BOMBS.filter(([, query]) => query.length < DEFAULT_LIMITS.socketMessageBytes))(
    'H12 %s, over WebSocket',
    async (row, query, message) => {
      const id = `${row} ${query.length}`;
      socket.subscribe(id, query);
      const answer = await socket.hear((heard) => heard.id === id && heard.type !== 'complete');
      expect(JSON.stringify(answer.payload)).toMatch(message);
      expect(JSON.stringify(answer.payload)).not.toContain('"data":{');
    },
  );

  it('a page by variable is no way around', async () => {
    const { status, body } = await gateway.query('query ($n: Int) { parts(first: $n) { id } }', { n: 201 });
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', isRetryable: false });
  });

  it('what is within the limits is answered', async () => {
    const { status, body } = await gateway.query(
      '{ page(first: 200) { nodes { id pages(first: 3) { nodes { id } } } } }',
    );
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
  });
});

describe('H5 batches', () => {
  it('are refused', async () => {
    const { status, body } = await gateway.ask([{ query: '{ part { id } }' }, { query: '{ part { id } }' }]);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toMatch(/batch/i);
  });
});

describe('H6 bodies', () => {
  it('beyond 256 KB are refused before they are read', async () => {
    const { status, body } = await gateway.query('{ part { id } }', { filler: 'x'.repeat(2_000_000) });
    expect({ status, code: body.errors?.[0]?.extensions?.code }).toEqual({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it('of unknown length are counted', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024).fill(32)),
    });
    const response = await fetch(`${gateway.url}graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await mintToken()}` },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });
});

describe('H9 in production', () => {
  it.each(['{ __schema { types { name } } }', '{ __type(name: "Part") { name } }'])('%s is refused', async (query) => {
    const { status, body } = await gateway.query(query);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toMatch(/introspection/i);
    socket.subscribe(query, query);
    const answer = await socket.hear((heard) => heard.id === query);
    expect(JSON.stringify(answer.payload)).toMatch(/introspection/i);
  });

  it('a wrong name suggests no right one', async () => {
    const { body } = await gateway.query('{ part { idd } }');
    expect(JSON.stringify(body)).toMatch(/Cannot query field/);
    expect(JSON.stringify(body)).not.toMatch(/Did you mean/);
    socket.subscribe('typo', '{ part { idd } }');
    const answer = await socket.hear((heard) => heard.id === 'typo');
    expect(JSON.stringify(answer.payload)).toMatch(/Cannot query field/);
    expect(JSON.stringify(answer.payload)).not.toMatch(/Did you mean/);
  });

  it('there are no pages and no tokens', async () => {
    for (const path of ['', 'dev/token?role=administrator', 'graphiql/page.js']) {
      expect((await fetch(gateway.url + path)).status).toBe(404);
    }
  });
});

describe('H11 requests that a page of another site could send', () => {
  it.each([
    ['text/plain', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('as %s are refused', async (_, headers) => {
    expect((await gateway.ask({ query: '{ part { id } }' }, headers)).status).toBe(400);
  });

  it('a GET is refused where nobody is asked for a token, but with a header that a form cannot send', async () => {
    await using open = await startGateway({ subgraphs: catalog().subgraphs, identity: undefined });
    const get = async (query: string, headers: Record<string, string> = {}) =>
      (await fetch(`${open.url}graphql?query=${encodeURIComponent(query)}`, { headers })).status;
    expect(await get('{ part { id } }')).toBe(400);
    for (const name of ['authorization', 'apollo-require-preflight', 'x-apollo-operation-name']) {
      expect(await get('{ part { id } }', { [name]: 'yes' })).toBe(200);
      expect(await get('mutation { take(value: "1") }', { [name]: 'yes' })).toBe(405);
    }
  });

  it('application/graphql-response+json is spoken', async () => {
    const { status, headers } = await gateway.ask(
      { query: '{ nothing }' },
      { accept: 'application/graphql-response+json' },
    );
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
  });
});

describe('H14 errors', () => {
  it('of a bug are masked and logged under the correlation id', async () => {
    const { status, headers, body } = await gateway.query('{ bug }');
    const [error] = body.errors ?? [];
    expect(status).toBe(200);
    expect(error?.path).toEqual(['bug']);
    expect(error?.extensions).toEqual({
      code: 'INTERNAL',
      isRetryable: false,
      serviceName: 'catalog',
      correlationId: headers.get('x-correlation-id'),
    });
    expect(JSON.stringify(body)).not.toMatch(/hub\.secrets|db\.ts/);
    const logged = gateway.logged.find((line) => line.includes(String(headers.get('x-correlation-id'))));
    expect(logged).toContain('hub.secrets');
  });

  it.each([
    ['forbidden', 'This needs the scope quality:hold', { code: 'FORBIDDEN', isRetryable: false }],
    ['said', 'The lot is unknown', { code: 'LOT_NOT_FOUND', isRetryable: false }],
    [
      'unreachable',
      'odoo-main gave no answer',
      { code: 'BACKEND_TIMEOUT', system: 'ERP', connection: 'odoo-main', isRetryable: true },
    ],
  ])('that are meant for the caller keep their words: %s', async (field, message, extensions) => {
    const { body } = await gateway.query(`{ ${field} part { id } }`);
    expect(body.data).toEqual({ [field]: null, part: { id: '1' } });
    expect(body.errors).toEqual([
      {
        message,
        path: [field],
        extensions: { ...extensions, serviceName: 'catalog', correlationId: expect.any(String) },
      },
    ]);
  });

  it('a value of a back end that is no value of its scalar is a bug, not the caller’s mistake', async () => {
    const { body } = await gateway.query('{ badDate }');
    expect(body.errors?.[0]?.extensions?.code).toBe('INTERNAL');
  });
});

describe('H17 what is not built is refused', () => {
  it('@defer is no directive here', async () => {
    expect((await gateway.query('{ part { ... @defer { id } } }')).status).toBe(400);
  });
});
