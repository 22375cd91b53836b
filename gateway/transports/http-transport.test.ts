import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'graphql';
import { afterAll, expect, test } from 'vitest';
import { CallCounter } from '../../lib/call-counter.ts';
import type { RequestContext } from '../../lib/request-context.ts';
import { inTrace, readTrace } from '../../lib/trace.ts';
import { createHttpTransport } from './http-transport.ts';

const heard: IncomingHttpHeaders[] = [];
const server = createServer((request, response) => {
  heard.push(request.headers);
  request.resume();
  response.setHeader('content-type', 'application/json').end('{"data":{"a":1}}');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => void server.close());

test('a subgraph by URL hears the ids of the request, each call as a span of its own', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const transport = createHttpTransport({ name: 'foreign', url });
  const { signal } = new AbortController();
  const context = {
    calls: new CallCounter(),
    correlationId: 'c-1',
    signal,
    shared: new Map(),
  } as never as RequestContext;
  const query = '{ a }';
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const given = { 'x-correlation-id': 'c-1', traceparent, tracestate: 'a=1' };
  await inTrace(readTrace(given), async () => {
    for (let n = 0; n < 2; n += 1) {
      await transport.execute({ query, document: parse(query), variables: {}, context, signal } as never);
    }
  });
  await transport.close();
  expect(heard).toMatchObject([
    { 'x-correlation-id': 'c-1', tracestate: 'a=1' },
    { 'x-correlation-id': 'c-1', tracestate: 'a=1' },
  ]);
  const parts = heard.map((headers) => String(headers.traceparent).split('-'));
  expect(parts.map(([, traceId]) => traceId)).toEqual(Array(2).fill('4bf92f3577b34da6a3ce929d0e0e4736'));
  expect(new Set([...parts.map(([, , span]) => span), '00f067aa0ba902b7']).size).toBe(3);
});
