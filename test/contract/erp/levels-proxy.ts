import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it went out. */
export interface SentCall {
  model: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Calls made at the same time, by model. */
export type Level = SentCall[];

/** Stands before an Odoo and holds its answers back, so that calls show which of them wait for others. */
export interface LevelsProxy {
  url: string;
  /** The levels of dependent calls that something makes, while nothing else calls. */
  levelsOf(run: () => Promise<unknown>): Promise<Level[]>;
  close(): Promise<void>;
}

/** Turns of the event loop after which whoever could make a call has made it. */
const QUIET_TURNS = 200;

interface Held extends SentCall {
  answer: { status: number; contentType: string; body: Buffer } | undefined;
  pass(): void;
}

/** Every call waits until all that could be made without an answer have been made; then all answers are given at once. */
export async function startLevelsProxy(target: string): Promise<LevelsProxy> {
  let held: Held[] = [];
  let isHolding = false;
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const { method = 'POST', headers, url: path = '/' } = incoming;
    const call: Held = {
      ...{ model: modelIn(path, body), path, headers, body },
      answer: undefined,
      pass() {
        const { status, contentType, body: answered } = call.answer ?? { status: 502, contentType: '', body: '' };
        outgoing.writeHead(status, { 'content-type': contentType }).end(answered);
      },
    };
    if (isHolding) held.push(call);
    const forward = request(new URL(path, target), { method, headers, agent: false }, async (answer) => {
      const contentType = answer.headers['content-type'] ?? 'text/plain';
      call.answer = { status: answer.statusCode ?? 502, contentType, body: await bodyOf(answer) };
      if (!held.includes(call)) call.pass();
    });
    forward.on('error', () => outgoing.destroy());
    forward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async levelsOf(run) {
      const levels: Level[] = [];
      let isOver = false;
      isHolding = true;
      const running = run().finally(() => {
        isOver = true;
      });
      while (!isOver) {
        const before = held.length;
        await quiet();
        if (held.length === 0 || held.length > before || held.some((call) => call.answer === undefined)) continue;
        const level = held;
        held = [];
        levels.push(level.toSorted((a, b) => (a.model < b.model ? -1 : 1)));
        for (const call of level) call.pass();
      }
      isHolding = false;
      // Calls that nobody waited for: those with their answer go now, the others when they have one.
      const left = held;
      held = [];
      for (const call of left) if (call.answer !== undefined) call.pass();
      await running;
      return levels;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function quiet(): Promise<void> {
  for (let turn = 0; turn < QUIET_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function bodyOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function modelIn(path: string, body: Buffer): string {
  const json2 = /\/json\/2\/([^/]+)\//.exec(path);
  if (json2) return json2[1]!;
  if (path !== '/jsonrpc') return path;
  const { params } = JSON.parse(body.toString()) as { params: { method: string; args: unknown[] } };
  return params.method === 'execute_kw' ? String(params.args[3]) : params.method;
}
