import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../lib/log.ts';
import { createGateway, createLocalTransport, type Gateway, type Listening } from './index.ts';
import { composeFixtures, subgraphSchema } from './testing/federate.ts';
import { workshop } from './testing/workshop.ts';

let gateway: Gateway;
let hub: Listening;

beforeAll(async () => {
  const { subgraphs } = workshop();
  gateway = await createGateway({
    supergraphSdl: composeFixtures(subgraphs),
    transports: Object.fromEntries(
      Object.entries(subgraphs).map(([name, fixture]) => [
        name,
        createLocalTransport({ schema: subgraphSchema(fixture), context: (request) => request }),
      ]),
    ),
    mode: 'development',
    identity: undefined,
    log: silentLog,
  });
  hub = await gateway.listen(0);
});
afterAll(() => gateway.close());

const ask = async (query: string) => {
  const response = await fetch(`${hub.url}graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: await response.json() };
};

describe('one graph over two subgraphs', () => {
  it('answers over HTTP', async () => {
    expect(await ask('{ job(id: "3") { id person { email rating } } }')).toEqual({
      status: 200,
      body: {
        data: { job: { id: '3', person: { email: 'eve@workshop', rating: null } } },
        extensions: { backendCalls: {} },
      },
    });
  });

  it('streams over WebSocket', async () => {
    const client = createClient({ url: `${hub.url.replace('http', 'ws')}graphql`, retryAttempts: 0 });
    const events: unknown[] = [];
    for await (const event of client.iterate({ query: 'subscription { tick { n person { rating } } }' })) {
      events.push(event.data);
    }
    await client.dispose();
    expect(events).toEqual([0, 1, 2, 3].map((n) => ({ tick: { n, person: { rating: n === 1 ? null : 1 } } })));
  });
});
