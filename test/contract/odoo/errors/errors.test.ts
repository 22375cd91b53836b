import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as TABLE from '../../../../connectors/odoo/transport/fault-table.ts';
import { HttpClient } from '../../../../connectors/odoo/transport/http.ts';
import { json2Transport } from '../../../../connectors/odoo/transport/json2.ts';
import { jsonrpcTransport } from '../../../../connectors/odoo/transport/jsonrpc.ts';
import type { OdooTransport, SendOptions, TransportKind } from '../../../../connectors/odoo/transport/transport.ts';
import { NeedsAttentionError, OutcomeUnknownError, RejectedError, RetryableError } from '../../../../lib/errors.ts';
import { patient } from '../../../kit/patience.ts';
import { outcomeOf, type Recording, readRecordings, SERIES, type Series } from '../replay/recordings.ts';
import { type Again, type Kind, RECORDED, type RecordedRow } from './recorded.ts';
import { FAULTS, PAGES } from './unrecorded.ts';

interface Answer {
  status: number;
  type: string;
  headers?: Readonly<Record<string, string>>;
  body: string;
}

const SECRET = '0123456789abcdef0123456789abcdef01234567';
const FILE = '/usr/lib/python3/dist-packages/odoo/http.py';
/** What a server really sends in `debug`; the recorder cut it out. */
const TRACEBACK = `Traceback (most recent call last):\n  File "${FILE}", line 1986, in _transactioning\n    key = '${SECRET}'\n`;
const WRITE: SendOptions = { kind: 'write', timeoutMs: patient(10_000) };
const READ: SendOptions = { kind: 'read', timeoutMs: patient(10_000) };

let server: Server;
let answer: Answer;
const transports = {} as Record<TransportKind, OdooTransport>;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const asked = await textOf(request);
    const isLogin = request.url === '/jsonrpc' && asked.includes('"authenticate"');
    const { status, type, headers, body } = isLogin ? json(200, { jsonrpc: '2.0', id: 1, result: 2 }) : answer;
    response.writeHead(status, { ...headers, 'content-type': type }).end(answering(asked, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  transports.json2 = json2Transport('erp', client);
  transports.jsonrpc = jsonrpcTransport('erp', client, 'hub');
});
afterAll(() => {
  transports.json2.close();
  server.close();
});

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});

/** JSON-RPC answers with the id of the call. */
function answering(asked: string, body: string): string {
  const [, id] = /"id":(\d+),"params"/.exec(asked) ?? [];
  return id === undefined ? body : body.replace(/("jsonrpc": ?"2.0", ?"id": ?)(?:\d+|null)/, `$1${id}`);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

async function failure(kind: TransportKind, options: SendOptions): Promise<Error> {
  const call = { model: 'mrp.production', method: 'button_mark_done', ids: [7] };
  return transports[kind].call({ database: 'factory', secret: SECRET }, call, options).then(
    (result) => {
      throw new Error(`answered ${JSON.stringify(result)}`);
    },
    (error: Error) => error,
  );
}

const codeOf = (error: Error): string | undefined =>
  error instanceof RejectedError || error instanceof NeedsAttentionError
    ? error.problems[0]?.code
    : (error as RetryableError | OutcomeUnknownError).code;

const wordsOf = (error: Error): string =>
  error instanceof RejectedError || error instanceof NeedsAttentionError
    ? error.problems.map(({ message }) => message).join()
    : error.message;

function kindOf(error: Error): Kind {
  if (error instanceof RejectedError) return 'business';
  if (error instanceof RetryableError) return 'later';
  if (error instanceof OutcomeUnknownError) return 'unknown';
  if (error instanceof NeedsAttentionError && error.reason === 'SCHEMA_MISMATCH') return 'ours';
  throw error;
}

function againOf(error: Error): Again {
  if (error instanceof RetryableError) return error.needsPerson ? 'repaired' : 'yes';
  return error instanceof OutcomeUnknownError ? 'looked' : 'no';
}

/**
 * The same answer to a write and to a read: a read whose outcome is unknown is simply asked again, and what is not
 * Odoo's `own` answer leaves the outcome of every write unknown.
 */
async function holds(
  row: { kind: Kind; code: string; again: Again },
  transport: TransportKind,
  { isOwn }: { isOwn: boolean },
): Promise<string> {
  const write = await failure(transport, WRITE);
  expect({ kind: kindOf(write), code: codeOf(write), again: againOf(write) }).toEqual({
    kind: isOwn ? row.kind : 'unknown',
    code: row.code,
    again: isOwn ? row.again : 'looked',
  });
  const read = await failure(transport, READ);
  const isUnknown = row.kind === 'unknown';
  expect({ kind: kindOf(read), code: codeOf(read), again: againOf(read) }).toEqual({
    kind: isUnknown ? 'later' : row.kind,
    code: row.code,
    again: isUnknown ? 'yes' : row.again,
  });
  for (const error of [write, read]) {
    // Whatever is logged of an error: its problems and its causes too. The stack is of the hub itself.
    const everything = inspect({ ...error, message: error.message, cause: { ...(error.cause as Error), stack: '' } });
    for (const hidden of ['Traceback', FILE, SECRET]) expect(everything).not.toContain(hidden);
  }
  return wordsOf(write);
}

describe.for(SERIES)('an error that a real server answered, %s', (series) => {
  const errors = readRecordings(series, 'first').filter((recording) => isError(recording));

  it('has a row, exactly one', () => {
    const rowsOf = (name: string) => RECORDED.filter((row) => isOf(row, name, series));
    expect(errors.filter(({ name }) => rowsOf(name).length !== 1).map(({ name }) => name)).toEqual([]);
    expect(errors.length).toBeGreaterThan(80);
  });

  const table = errors.map((recording) => ({
    recording,
    name: recording.name,
    row: RECORDED.find((row) => isOf(row, recording.name, series)) as RecordedRow,
  }));
  it.for(table)('$name: $row.what', async ({ recording, row }) => {
    answer = answerOf(recording);
    const said = outcomeOf(recording.status, recording.contentType ?? '', recording.answer).error?.message.trim();
    const words = await holds(row, series.endsWith('json2') ? 'json2' : 'jsonrpc', { isOwn: said !== undefined });
    if (said === undefined) return;
    const isWhole = row.kind === 'business';
    const [first = ''] = said.split('\n');
    expect(words).toContain(isWhole ? said : first.replace(/^connection to server .* failed: /, ''));
  });
});

it('every name of the table is one of a recorded error', () => {
  const known = new Set(
    SERIES.flatMap((series) =>
      readRecordings(series, 'first')
        .filter(isError)
        .map(({ name }) => name),
    ),
  );
  expect(RECORDED.flatMap(({ names }) => names).filter((name) => !known.has(name))).toEqual([]);
});

describe.for(['json2', 'jsonrpc'] as const)('an error that no recording shows, %s', (transport) => {
  it.for(FAULTS)('$what ($name)', async (row) => {
    const { name, message, status, words } = row;
    const data = { name, message, arguments: row.arguments ?? [message], context: {}, debug: TRACEBACK };
    const error = { code: 200, message: 'Odoo Server Error', data };
    answer = transport === 'json2' ? json(status, data) : json(200, { jsonrpc: '2.0', id: 1, error });
    const said = await holds(row, transport, { isOwn: true });
    expect(said).toContain(words ?? message);
    if (row.kind === 'business' && words) expect(said.split('\n')).toHaveLength(words.split('\n').length);
    expect(said).not.toContain('HUB-');
  });

  it.for(PAGES)('$status: $what', async (row) => {
    answer = row;
    expect(await holds(row, transport, { isOwn: false })).not.toMatch(/[<>]/);
  });
});

it('the datasheet names every code of the connector’s table, and no other', () => {
  const table = [...TABLE.FAULTS, ...TABLE.PAGES, ...TABLE.FAILURES].map((row) => row.is.code);
  const named = readFileSync(new URL('../../../../docs/odoo-datasheet.md', import.meta.url), 'utf8').match(
    /ERP_[A-Z_]+/g,
  );
  expect([...new Set(named)].sort()).toEqual([...new Set([...table, 'ERP_NEEDS_DECISION'])].sort());
});

it('the answer to another call is none to this one, JSON-RPC', async () => {
  answer = { status: 200, type: 'application/json', body: '{"id": 987654, "jsonrpc": "2.0", "result": true}' };
  expect(await failure('jsonrpc', WRITE)).toBeInstanceOf(OutcomeUnknownError);
});

it('the time of coming back that a page names is kept', async () => {
  answer = { status: 503, type: 'text/html', headers: { 'retry-after': '7' }, body: '' };
  expect(await failure('json2', READ)).toMatchObject({ why: 'THROTTLED', retryAfterMs: 7000 });
});

function isOf(row: RecordedRow, name: string, series: Series): boolean {
  return row.names.includes(name) && (row.only?.includes(series) ?? true);
}

function isError({ status, contentType = '', answer: body }: Recording): boolean {
  return status !== null && (status !== 200 || outcomeOf(status, contentType, body).error !== undefined);
}

/** As it was recorded, with the traceback back in its place. */
function answerOf({ status, contentType = 'application/json', answer: body }: Recording): Answer {
  if (typeof body === 'string') return { status: status ?? 0, type: contentType, body };
  const text = JSON.stringify(body, (key, value: unknown) => (key === 'debug' ? TRACEBACK : value));
  return { status: status ?? 0, type: contentType, body: text };
}
