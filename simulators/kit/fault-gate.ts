import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeLog } from './exchanges.ts';
import type { Fault, FaultBook, FaultKind } from './faults.ts';
import type { HeldCalls } from './held-calls.ts';
import { json, send } from './http.ts';
import type { Backend, Call, HttpAnswer, HttpRequest } from './types.ts';

/** Between the wire and the back end: logs each call and does to it what the faults say. */
export function faultGate(
  backend: Backend,
  faults: FaultBook,
  exchanges: ExchangeLog,
  held: HeldCalls,
  note?: (request: HttpRequest, call: Call) => void,
) {
  return async (request: HttpRequest, response: ServerResponse): Promise<void> => {
    let isCut = false;
    const cut = () => {
      isCut = true;
      response.destroy();
    };
    const call = backend.describe(request);
    const exchange = exchanges.record(call, request.headers);
    response.once('close', () => {
      if (!response.writableEnded && !isCut) exchange.isAbandoned = true;
    });
    note?.(request, call);
    const met = faults.take(call, String(request.headers['user-agent'] ?? ''));
    const find = (kind: FaultKind) => met.find((fault) => fault.kind === kind);

    const delay = find('delay');
    const hold = find('hold');
    if (delay && !delay.commit) await sleep(delay.ms ?? 1000);
    if (hold && !hold.commit) await held.hold(exchange.n, call);
    if (find('cut-before')) return cut();
    const instead = find('status') ?? find('html');
    if (instead && !instead.commit) {
      send(response, replacement(instead));
      return;
    }
    const answer = await backend.answer(find('rerun') ? { ...request, isRerun: true } : request, call);
    if (hold?.commit) await held.hold(exchange.n, call);
    if (delay?.commit) await sleep(delay.ms ?? 1000);
    if (find('cut-after')) cut();
    else if (instead) send(response, replacement(instead));
    else if (find('truncate')) await sendHalf(response, answer);
    else send(response, answer);
  };
}

function replacement(fault: Fault): HttpAnswer {
  const status = fault.status ?? (fault.kind === 'html' ? 502 : 503);
  if (fault.kind === 'status' && typeof fault.body === 'object') return json(status, fault.body);
  if (fault.kind === 'status') {
    return { status, headers: { 'content-type': 'text/plain' }, body: String(fault.body ?? '') };
  }
  const body = `<!doctype html><html><head><title>${status}</title></head><body><h1>Bad gateway</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** Announces the whole body, sends half of it, and hangs up. */
async function sendHalf(response: ServerResponse, answer: HttpAnswer): Promise<void> {
  const body = Buffer.from(answer.body as string);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(Math.max(body.length, 2)) });
  await new Promise<void>((resolve) => {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve());
  });
  response.destroy();
}
