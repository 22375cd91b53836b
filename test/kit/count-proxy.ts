import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

/** Stands before a subgraph that is reached by URL, passes all on, and counts. */
export interface CountProxy {
  readonly url: string;
  /** Requests by HTTP so far. */
  readonly requests: number;
  /** Subscriptions that were begun, and those of them that go on. */
  readonly subscriptions: number;
  readonly open: number;
  close(): Promise<void>;
}

export async function startCountProxy(target: string): Promise<CountProxy> {
  let requests = 0;
  let subscriptions = 0;
  const running = new Set<string>();
  const server = createServer((request, response) => {
    requests += 1;
    pass(request, target).then(
      async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        response.end(await answer.text());
      },
      () => response.destroy(),
    );
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  let clients = 0;
  sockets.on('connection', (client) => {
    clients += 1;
    const of = clients;
    const hub = new WebSocket(target.replace(/^http/, 'ws'), 'graphql-transport-ws', { perMessageDeflate: false });
    const early: RawData[] = [];
    client.on('message', (data) => {
      const { type, id } = JSON.parse(String(data)) as { type: string; id?: string };
      if (type === 'subscribe') {
        subscriptions += 1;
        running.add(`${of} ${id}`);
      }
      if (type === 'complete') running.delete(`${of} ${id}`);
      if (hub.readyState === WebSocket.OPEN) hub.send(String(data));
      else early.push(data);
    });
    hub.on('open', () => {
      for (const data of early) hub.send(String(data));
    });
    hub.on('message', (data) => client.send(String(data)));
    const end = (): void => {
      for (const key of running) if (key.startsWith(`${of} `)) running.delete(key);
      client.terminate();
      hub.terminate();
    };
    for (const socket of [client, hub]) socket.on('close', end).on('error', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    get requests() {
      return requests;
    },
    get subscriptions() {
      return subscriptions;
    },
    get open() {
      return running.size;
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function pass(request: IncomingMessage, target: string): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !OF_THE_CONNECTION.has(name) ? [[name, value]] : [],
  );
  return fetch(target, { method: request.method ?? 'POST', headers, body: Buffer.concat(chunks) });
}

const OF_THE_CONNECTION = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);
