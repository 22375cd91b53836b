import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';

export interface OdooWrite {
  model: string;
  method: string;
  ids: readonly number[];
}

/** Stands between the hub and a real Odoo, passes everything on, and drops the answers that it is told to drop. */
export interface LossyProxy {
  url: string;
  /** The next answer to this call is lost: Odoo has committed, and the connection breaks. */
  loseAnswer(call: OdooWrite): void;
  close(): void;
}

export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const lost: OdooWrite[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const called = callIn(request.url ?? '', body);
      const index = lost.findIndex((call) => isSame(call, called));
      if (index >= 0) lost.splice(index, 1);
      forward(target, request, body).then(
        (answer) => {
          if (index >= 0) request.socket.destroy();
          else response.writeHead(answer.status, answer.headers).end(answer.body);
        },
        () => request.socket.destroy(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseAnswer: (call) => lost.push(call),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const isSame = (call: OdooWrite, called: OdooWrite | undefined): boolean =>
  called !== undefined &&
  call.model === called.model &&
  call.method === called.method &&
  call.ids.every((id) => called.ids.includes(id));

/** JSON-2 by its path, JSON-RPC by the arguments of execute_kw. */
function callIn(path: string, body: Buffer): OdooWrite | undefined {
  const [, model, method] = /\/json\/2\/([^/]+)\/([^/?]+)/.exec(path) ?? [];
  if (model && method) return { model, method, ids: idsIn((parse(body) as { ids?: unknown } | undefined)?.ids) };
  if (!path.endsWith('/jsonrpc')) return undefined;
  const { params } = (parse(body) ?? {}) as { params?: { args?: unknown[] } };
  const [, , , calledModel, calledMethod, positional] = params?.args ?? [];
  if (typeof calledModel !== 'string' || typeof calledMethod !== 'string') return undefined;
  return {
    model: calledModel,
    method: calledMethod,
    ids: idsIn(Array.isArray(positional) ? positional[0] : undefined),
  };
}

const idsIn = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((id): id is number => typeof id === 'number') : [];

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

interface Answer {
  status: number;
  headers: http.OutgoingHttpHeaders;
  body: Buffer;
}

function forward(target: string, request: http.IncomingMessage, body: Buffer): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const base = new URL(target);
  const url = new URL(base.pathname.replace(/\/$/, '') + (request.url ?? '/'), base);
  const { connection: _connection, host: _host, 'transfer-encoding': _encoding, ...headers } = request.headers;
  const method = request.method ?? 'POST';
  const out = (url.protocol === 'https:' ? https : http).request(url, { method, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const { connection: _kept, 'transfer-encoding': _chunked, 'content-length': _length, ...kept } = response.headers;
      resolve({ status: response.statusCode ?? 502, headers: kept, body: Buffer.concat(chunks) });
    });
  });
  out.on('error', reject);
  out.end(body);
  return promise;
}
