import { Agent, request as httpRequest } from 'node:http';
import { QUESTIONS } from './queries.ts';

/** The load generator, in a process of its own. */
export interface Order {
  readonly url: string;
  readonly kind: string;
  /** Requests are numbered from here. */
  readonly from: number;
  /** Until both are over. */
  readonly seconds: number;
  readonly requests: number;
  readonly connections: number;
}
export interface Delivered {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the first request. */
  readonly text: string;
  readonly failed: string | undefined;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
process.on('disconnect', () => process.exit(0));
process.on('message', async (order: Order) => process.send?.(await deliver(order)));
process.send?.({});

async function deliver({ url, kind, from, seconds, requests, connections }: Order): Promise<Delivered> {
  const question = QUESTIONS[kind];
  if (!question) throw new Error(`There is no question ${kind}`);
  const times: number[] = [];
  let next = from;
  let text = '';
  let failed: string | undefined;
  const end = performance.now() + seconds * 1000;
  const ask = async () => {
    const number = next;
    next += 1;
    const started = performance.now();
    const answer = await post(url, JSON.stringify(question(number)));
    times.push(performance.now() - started);
    if (number === from) text = answer;
    if (answer.includes('"errors"') || !answer.includes('"data"')) failed ??= answer.slice(0, 300);
  };
  const work = async () => {
    do await ask();
    while (performance.now() < end || next < from + requests);
  };
  await Promise.all(Array.from({ length: connections }, work));
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { requests: times.length, p50: at(0.5), p99: at(0.99), text, failed };
}

function post(url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const request = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
