import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One exchange with a real server: what was sent, and what came back. Secrets and tracebacks are cut. */
export interface Recording {
  readonly n: number;
  readonly name: string;
  /** Who called: admin, hub (manager), hubmin (plain user) or noaccess (internal user). */
  readonly user: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status: number | null;
  readonly contentType?: string;
  readonly answer: unknown;
}

export const SERIES = ['19-json2', '19-jsonrpc', '18-jsonrpc', '17-jsonrpc'] as const;
export type Series = (typeof SERIES)[number];

/** The first set is one long run on servers with demo data; the second (numbers from 2000) is chains that bring their own. */
export const SETS = ['first', 'second'] as const;
export type RecordedSet = (typeof SETS)[number];

export function readRecordings(series: Series, set: RecordedSet): Recording[] {
  const read = (file: string) => readFileSync(new URL(`../recordings/${file}`, import.meta.url));
  const text = set === 'first' ? read(`${series}.jsonl`) : gunzipSync(read(`second/${series}.jsonl.gz`));
  const lines = text
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Recording);
}

/** Everything that was recorded of a series. */
export function allRecordings(series: Series): Recording[] {
  return SETS.flatMap((set) => readRecordings(series, set));
}

/** A call of a model's method, taken out of either protocol. */
export interface ModelCall {
  readonly model: string;
  readonly method: string;
  readonly positional: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
}

export function modelCall(recording: Recording): ModelCall | undefined {
  const { path, body } = recording;
  if (path.startsWith('/json/2/')) {
    const [, , , model = '', method = ''] = path.split('/');
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
    return { model, method, positional: [], named: body as Record<string, unknown> };
  }
  const params = (body as { params?: { service?: string; args?: unknown[] } } | undefined)?.params;
  if (params?.service !== 'object' || !params.args || params.args.length < 5) return undefined;
  const [, , , model, method, positional, named] = params.args;
  return {
    model: String(model),
    method: String(method),
    positional: Array.isArray(positional) ? positional : [],
    named: (named ?? {}) as Record<string, unknown>,
  };
}

/** What a call answered: its result, its error, or nothing (python's None). */
export interface Outcome {
  readonly status: number | null;
  readonly error?: { readonly name: string; readonly message: string };
  readonly result?: unknown;
  readonly html?: boolean;
}

export function outcomeOf(status: number | null, contentType: string, answer: unknown): Outcome {
  if (contentType !== '' && !contentType.includes('application/json')) return { status, html: true, result: answer };
  const body = answer as Record<string, unknown> | null;
  if (typeof body === 'object' && body !== null && 'jsonrpc' in body) {
    const data = (body.error as { data?: { name: string; message: string } } | undefined)?.data;
    if (data) return { status, error: { name: data.name, message: data.message } };
    return { status, result: 'result' in body ? body.result : null };
  }
  if (typeof body === 'object' && body !== null && 'debug' in body) {
    return { status, error: { name: String(body.name), message: String(body.message) } };
  }
  return { status, result: answer };
}
