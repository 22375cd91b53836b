import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A call that went through: what it asked of and which records came back. */
export interface SeenCall {
  model: string;
  ids: number[];
}

export interface SlowProxy {
  url: string;
  calls: SeenCall[];
  close(): Promise<void>;
}

/** Stands before an Odoo, lets every call take `ms` longer, and writes down what came back (JSON-2). */
export async function startSlowProxy(target: string, ms: number): Promise<SlowProxy> {
  const calls: SeenCall[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    await sleep(ms);
    const { method, headers } = incoming;
    const forward = request(new URL(incoming.url ?? '/', target), { method, headers }, async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part as Buffer);
      const body = Buffer.concat(parts);
      const model = /^\/json\/2\/([^/]+)\//.exec(incoming.url ?? '')?.[1];
      if (model !== undefined) calls.push({ model, ids: idsIn(body) });
      outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? 'text/plain' });
      outgoing.end(body);
    });
    forward.on('error', () => outgoing.destroy());
    forward.end(Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function idsIn(body: Buffer): number[] {
  const rows: unknown = JSON.parse(body.toString('utf8'));
  return Array.isArray(rows) ? rows.map((row: { id?: number }) => row.id).filter((id) => id !== undefined) : [];
}
