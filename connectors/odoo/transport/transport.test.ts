import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { OutcomeUnknownError, RetryableError } from '../../../lib/errors.ts';
import { patient } from '../../../test/kit/patience.ts';
import { errorOfFailure } from './faults.ts';
import { HttpClient, HttpFailure } from './http.ts';
import { json2Transport } from './json2.ts';
import { jsonrpcTransport } from './jsonrpc.ts';
import type { OdooTransport, SendOptions, TransportKind } from './transport.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const access = { database: 'factory', secret: 'key' };
const read: SendOptions = { kind: 'read', timeoutMs: patient(10_000) };
const write: SendOptions = { kind: 'write', timeoutMs: patient(10_000) };
const call = { model: 'mrp.production', method: 'button_mark_done', ids: [7] };

const transportTo = (url: string, kind: TransportKind, options = {}): OdooTransport =>
  kind === 'json2'
    ? json2Transport('erp', new HttpClient(url, options))
    : jsonrpcTransport('erp', new HttpClient(url, options), 'hub');

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`answered ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

/** Answers `authenticate` with 2 and everything else with what is given. */
const jsonrpcAnswering =
  (answer: object): RequestListener =>
  async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text) as { id: number; params: { service: string } };
    const rest = body.params.service === 'common' ? { result: 2 } : answer;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify({ jsonrpc: '2.0', id: body.id, ...rest }));
  };

describe.each(['json2', 'jsonrpc'] as const)('%s', (kind) => {
  it('answers null for a method that returns nothing', async () => {
    const url = await listen(
      kind === 'jsonrpc'
        ? jsonrpcAnswering({})
        : (_request, response) => response.setHeader('content-type', 'application/json').end('null'),
    );
    const transport = transportTo(url, kind);
    expect(await transport.call(access, call, write)).toBeNull();
    transport.close();
  });
});

describe('an answer that does not come whole', () => {
  const cases: [string, RequestListener][] = [
    [
      'half a body',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('[1, 2');
        setTimeout(() => response.destroy(), 10);
      },
    ],
    ['a hang-up', (request) => void request.socket.destroy()],
    [
      'an answer beyond the limit',
      (_request, response) => {
        response.setHeader('content-type', 'application/json').end(`"${'x'.repeat(5000)}"`);
      },
    ],
  ];

  it.each(cases)('%s leaves a write unknown and a read to be asked again', async (_name, handler) => {
    const transport = transportTo(await listen(handler), 'json2', { answerBytesMax: 4096 });
    expect(await failureOf(transport.call(access, call, write))).toBeInstanceOf(OutcomeUnknownError);
    const failure = await failureOf(transport.call(access, call, read));
    expect(failure).toBeInstanceOf(RetryableError);
    expect(failure).toMatchObject({ why: 'UNAVAILABLE', system: 'ERP', connection: 'erp' });
    transport.close();
  });

  it('is waited for until the deadline, however slowly it drips', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const transport = transportTo(url, 'json2');
    const brief = { timeoutMs: 200 };
    expect(await failureOf(transport.call(access, call, { ...write, ...brief }))).toBeInstanceOf(OutcomeUnknownError);
    expect(await failureOf(transport.call(access, call, { ...read, ...brief }))).toMatchObject({ why: 'TIMEOUT' });
    transport.close();
  });
});

describe('sending', () => {
  it('knows that nothing was sent where nobody listens', async () => {
    const url = await listen(() => {});
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    const transport = transportTo(url, 'json2');
    expect(await failureOf(transport.call(access, call, write))).toMatchObject({ why: 'NOT_SENT' });
    transport.close();
  });

  it('speaks no plain text to a server of TLS, and no TLS to one of plain text', async () => {
    const url = await listen((_request, response) => response.end());
    const transport = transportTo(url.replace('http:', 'https:'), 'json2');
    const failure = await failureOf(transport.call(access, call, write));
    expect(failure).toMatchObject({ why: 'CONFIGURATION', code: 'ERP_TLS', needsPerson: true });
    transport.close();
  });

  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERP_CERTIFICATE', 'CONFIGURATION'],
    ['CERT_HAS_EXPIRED', 'ERP_CERTIFICATE', 'CONFIGURATION'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'ERP_CERTIFICATE', 'CONFIGURATION'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERP_CERTIFICATE', 'CONFIGURATION'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERP_CERTIFICATE', 'CONFIGURATION'],
    ['ENOTFOUND', 'ERP_HOST_UNKNOWN', 'NOT_SENT'],
    ['ECONNREFUSED', 'ERP_UNREACHABLE', 'NOT_SENT'],
    ['EHOSTUNREACH', 'ERP_UNREACHABLE', 'NOT_SENT'],
  ])('what fails with %s before anything is sent is %s', (code, expected, why) => {
    const failure = new HttpFailure('refused', code, false, Object.assign(new Error(code), { code }));
    const site = { connection: 'erp', call, kind: 'write', secret: 'key' } as const;
    expect(errorOfFailure(site, failure)).toMatchObject({ name: 'RetryableError', code: expected, why });
  });

  it('sends nothing when beforeSend throws', async () => {
    let requests = 0;
    const url = await listen((_request, response) => {
      requests += 1;
      response.setHeader('content-type', 'application/json').end('true');
    });
    const transport = transportTo(url, 'json2');
    const lost = new Error('the lease ran out');
    const beforeSend = () => {
      throw lost;
    };
    expect(await failureOf(transport.call(access, call, { ...write, beforeSend }))).toBe(lost);
    expect(await transport.call(access, call, write)).toBe(true);
    expect(requests).toBe(1);
    transport.close();
  });

  it('tells when a write has left, then waits for its answer although nobody else does', async () => {
    const steps: string[] = [];
    const abort = new AbortController();
    const url = await listen((_request, response) => {
      steps.push('arrived');
      abort.abort();
      setTimeout(() => response.setHeader('content-type', 'application/json').end('true'), 30);
    });
    const transport = transportTo(url, 'json2');
    const answer = await transport.call(access, call, {
      ...write,
      signal: abort.signal,
      beforeSend: () => steps.push('before'),
      afterSend: () => steps.push('after'),
    });
    expect(answer).toBe(true);
    expect(steps[0]).toBe('before');
    expect(steps.toSorted()).toEqual(['after', 'arrived', 'before']);
    transport.close();
  });

  it('ends a read that nobody waits for', async () => {
    const abort = new AbortController();
    const url = await listen(() => abort.abort());
    const transport = transportTo(url, 'json2');
    const failure = await failureOf(transport.call(access, call, { ...read, signal: abort.signal }));
    expect(failure).toBeInstanceOf(RetryableError);
    transport.close();
  });

  it('gives create, write and load their values by position over JSON-RPC', async () => {
    const seen: unknown[] = [];
    const url = await listen(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const { id, params } = JSON.parse(text) as { id: number; params: { service: string; args: unknown[] } };
      if (params.service === 'object') seen.push(params.args.slice(3));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ jsonrpc: '2.0', id, result: 5 }));
    });
    const transport = transportTo(url, 'jsonrpc');
    const context = { inventory_mode: true };
    const created = await transport.call(
      access,
      { model: 'stock.quant', method: 'create', args: { vals_list: [{ a: 1 }] }, context },
      write,
    );
    await transport.call(access, { model: 'stock.quant', method: 'write', ids: [3], args: { vals: { a: 2 } } }, write);
    await transport.call(
      access,
      { model: 'stock.lot', method: 'load', args: { fields: ['id'], data: [['x.y']] } },
      write,
    );
    await transport.call(
      access,
      { model: 'stock.lot', method: 'read', ids: [3], args: { fields: ['name'], load: '' } },
      read,
    );
    expect(created).toEqual([5]);
    expect(seen).toEqual([
      ['stock.quant', 'create', [[{ a: 1 }]], { context }],
      ['stock.quant', 'write', [[3], { a: 2 }], {}],
      ['stock.lot', 'load', [['id'], [['x.y']]], {}],
      ['stock.lot', 'read', [[3]], { fields: ['name'], load: '' }],
    ]);
    transport.close();
  });
});
