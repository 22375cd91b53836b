import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Cuts the connection of one call: `before` the server sees it, `after` it has answered, or at once while the call
 * itself is held back until right before another one, as model/method: it commits late.
 */
export interface Cut {
  model: string;
  method: string;
  when: 'before' | 'after' | { lateBefore: string };
}

/** Stands between a client and an Odoo server, passes everything on, and cuts what it is told to, once each. */
export interface CuttingProxy {
  url: string;
  cut(cut: Cut): void;
  /** Has somebody do something right before the call of that place, counted from now, is passed on. */
  beside(place: number, act: (called: string) => Promise<void>): void;
  /** Calls passed on since the start, as model/method. */
  calls: string[];
  close(): Promise<void>;
}

export async function startProxy(target: string): Promise<CuttingProxy> {
  const cuts: Cut[] = [];
  const calls: string[] = [];
  let person: { at: number; act: (called: string) => Promise<void> } | undefined;
  const held: { until: string; send(): Promise<unknown> }[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const called = callIn(request.url ?? '', body);
      const index = cuts.findIndex((cut) => `${cut.model}/${cut.method}` === called);
      const [cut] = index < 0 ? [] : cuts.splice(index, 1);
      if (cut?.when === 'before') {
        request.socket.destroy();
        return;
      }
      if (typeof cut?.when === 'object') {
        held.push({ until: cut.when.lateBefore, send: () => forward(target, request, body) });
        request.socket.destroy();
        return;
      }
      const at = calls.push(called) - 1;
      const late = held.findIndex((entry) => entry.until === called);
      const acts = person?.at === at ? person.act(called) : Promise.resolve();
      const before = late < 0 ? acts : held.splice(late, 1)[0]!.send();
      before
        .then(() => forward(target, request, body))
        .then(
          (answer) => {
            if (cut?.when === 'after') request.socket.destroy();
            else response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body);
          },
          () => request.socket.destroy(),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: (cut) => cuts.push(cut),
    beside: (place, act) => {
      person = { at: calls.length + place, act };
    },
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function callIn(path: string, body: Buffer): string {
  const json2 = /\/json\/2\/([^/]+)\/([^/?]+)/.exec(path);
  if (json2) return `${json2[1]}/${json2[2]}`;
  if (path !== '/jsonrpc') return path;
  const { params } = JSON.parse(body.toString()) as { params: { method: string; args: unknown[] } };
  return params.method === 'execute_kw' ? `${params.args[3]}/${params.args[4]}` : params.method;
}

interface Answer {
  status: number;
  contentType: string;
  body: Buffer;
}

function forward(target: string, request: http.IncomingMessage, body: Buffer): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { connection: _dropped, host: _host, ...headers } = request.headers;
  const out = http.request(
    new URL(request.url ?? '/', target),
    { method: request.method ?? 'POST', headers, agent: false },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 500,
          contentType: response.headers['content-type'] ?? 'application/json',
          body: Buffer.concat(chunks),
        }),
      );
    },
  );
  out.on('error', reject);
  out.end(body);
  return promise;
}
