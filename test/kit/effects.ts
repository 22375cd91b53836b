import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json, Posting, PostingContext } from '../../connectors/ports.ts';
import { OutcomeUnknownError, RejectedError, RetryableError } from '../../lib/errors.ts';
import { businessProblem } from '../../lib/problem.ts';

export type EffectInput = { note: string; order: string };
export type EffectResult = { partId: string };

export interface Effect {
  n: number;
  marker: string;
  note: string;
  order: string;
}

/** What becomes of one request: it is carried out and answered, unless said otherwise. */
export type Trouble =
  /** Carried out; the connection ends without an answer. */
  | 'cut-after'
  /** The connection ends before anything was done. */
  | 'cut-before'
  /** Answered with a gateway's error page after it was carried out. */
  | 'html-after'
  /** The connection ends; it is carried out later. */
  | { lateMs: number }
  /** Carried out at once, and answered in full only after this. */
  | { slowMs: number }
  | 'refuse'
  | 'busy';

/** A back end of one kind of effect, in a process that a killed worker does not take with it. Its journal is the oracle. */
export interface EffectsServer {
  readonly url: string;
  readonly journal: readonly Effect[];
  /** Requests to carry something out, also those that were cut. */
  readonly applies: number;
  readonly probes: number;
  /** Decides the trouble of each request to apply, by its count from 1. */
  trouble: (request: { marker: string; n: number; note: string }) => Trouble | null;
  close(): Promise<void>;
}

export async function startEffects(): Promise<EffectsServer> {
  const journal: Effect[] = [];
  let applies = 0;
  let probes = 0;
  const state: { trouble: EffectsServer['trouble'] } = { trouble: () => null };

  const server = createServer(async (request, response) => {
    const marker = decodeURIComponent((request.url ?? '').slice(1));
    if (request.method === 'GET') {
      probes += 1;
      const found = journal.filter((effect) => effect.marker === marker);
      response.end(JSON.stringify({ count: found.length, n: found[0]?.n ?? null }));
      return;
    }
    applies += 1;
    const body = JSON.parse(await read(request)) as EffectInput;
    const carryOut = () => journal.push({ n: journal.length + 1, marker, ...body });
    const trouble = state.trouble({ marker, n: applies, note: body.note });
    if (trouble === 'cut-before') return void request.socket.destroy();
    if (trouble === 'refuse') return void response.writeHead(422).end();
    if (trouble === 'busy') return void response.writeHead(429).end();
    if (trouble !== null && typeof trouble === 'object' && 'lateMs' in trouble) {
      request.socket.destroy();
      setTimeout(carryOut, trouble.lateMs);
      return;
    }
    carryOut();
    if (trouble === 'cut-after') return void request.socket.destroy();
    if (trouble === 'html-after') return void response.writeHead(502).end('<html>Bad gateway</html>');
    const slowMs = trouble !== null && typeof trouble === 'object' ? trouble.slowMs : 0;
    response.writeHead(200).flushHeaders(); // so that the caller knows that its request has arrived
    setTimeout(() => response.end(JSON.stringify({ n: journal.length })), slowMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    get applies() {
      return applies;
    },
    get probes() {
      return probes;
    },
    get trouble() {
      return state.trouble;
    },
    set trouble(decide) {
      state.trouble = decide;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A posting to that server, of the kind that can be looked up by its marker but is not refused when it comes twice. */
export function effectPosting(url: string): Posting<EffectInput, Json, EffectResult> {
  const lookUp = async (stepKey: string): Promise<{ count: number; n: number }> => {
    try {
      const response = await fetch(`${url}/${encodeURIComponent(stepKey)}`);
      return (await response.json()) as { count: number; n: number };
    } catch (error) {
      throw new RetryableError('the back end cannot be reached', {
        why: 'NOT_SENT',
        connection: 'effects',
        cause: error,
      });
    }
  };
  return {
    operation: 'test.effect/apply',
    guarantee: 'DETECTABLE',
    because: 'the marker can be looked up and is not enforced',
    prepare: async () => ({ seen: 0 }),
    async probe(_input, _before, { stepKey }) {
      const { count, n } = await lookUp(stepKey);
      return count > 0 ? { outcome: 'found', result: { partId: String(n) } } : { outcome: 'absent' };
    },
    async apply(input, _before, context) {
      const response = await send(url, input, context);
      if (response.status === 422) throw new RejectedError(businessProblem('REFUSED', 'the back end says no'));
      if (response.status === 429) throw new RetryableError('too many requests', { why: 'THROTTLED' });
      if (response.status !== 200)
        throw new OutcomeUnknownError(`answered ${response.status}`, { connection: 'effects' });
      const { count, n } = await lookUp(context.stepKey);
      if (count === 0) throw new OutcomeUnknownError('answered, but nothing is there', { connection: 'effects' });
      return { partId: String(n) };
    },
  };
}

async function send(url: string, input: EffectInput, context: PostingContext): Promise<Response> {
  context.beforeSend();
  try {
    const response = await fetch(`${url}/${encodeURIComponent(context.stepKey)}`, {
      method: 'POST',
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(Math.max(1, context.deadline.getTime() - Date.now())),
    });
    context.afterSend?.();
    await response.text();
    return response;
  } catch (error) {
    const code = (error as { cause?: { code?: string } }).cause?.code;
    if (code === 'ECONNREFUSED') throw new RetryableError('refused', { why: 'NOT_SENT', connection: 'effects' });
    throw new OutcomeUnknownError('no answer', { connection: 'effects', cause: error });
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
