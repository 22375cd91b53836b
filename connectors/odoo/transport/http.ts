import * as http from 'node:http';
import * as https from 'node:https';
import { traceHeaders } from '../../../lib/trace.ts';
import type { SendOptions } from './transport.ts';

export interface HttpRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

export interface HttpAnswer {
  status: number;
  contentType: string;
  retryAfterMs: number | undefined;
  /** When the server sent it by its own clock, to the second; NaN where it does not say. */
  sentAt: number;
  text: string;
}

export type HttpFailureReason = 'refused' | 'timeout' | 'aborted' | 'broken' | 'too-large';

/** No complete answer came. `isSent`: bytes of the request may have reached the server. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly reason: HttpFailureReason;
  readonly isSent: boolean;
  constructor(reason: HttpFailureReason, message: string, isSent: boolean, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
    this.isSent = isSent;
  }
}

/** How the hub names itself to a server, in its access log for one. */
const USER_AGENT = 'manufacturing-graph-hub';
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** Below the keep-alive time of Odoo behind a proxy, so that a request seldom meets a connection just closed. */
const IDLE_SOCKET_MS = 4_000;

/**
 * HTTP for one server: connections kept for reads, a new one for every write (so that a reset can never come from a
 * connection that the server had given up), a deadline over everything, no redirects, a limit on the answer's size.
 */
export class HttpClient {
  readonly base: URL;
  readonly #answerBytesMax: number;
  readonly #module: typeof http | typeof https;
  readonly #reads: http.Agent;
  readonly #writes: http.Agent;

  constructor(url: string, options: { sockets?: number; answerBytesMax?: number } = {}) {
    this.base = new URL(url);
    this.#module = this.base.protocol === 'https:' ? https : http;
    this.#answerBytesMax = options.answerBytesMax ?? ANSWER_BYTES_MAX;
    this.#reads = new this.#module.Agent({
      keepAlive: true,
      maxSockets: options.sockets ?? 32,
      timeout: IDLE_SOCKET_MS,
      scheduling: 'lifo',
    });
    this.#writes = new this.#module.Agent({ keepAlive: false });
  }

  /** Errors: HttpFailure, and whatever `beforeSend` throws. */
  async send(request: HttpRequest, options: SendOptions): Promise<HttpAnswer> {
    const endsAt = performance.now() + options.timeoutMs;
    for (let isSecond = false; ; isSecond = true) {
      try {
        return await this.#sendOnce(request, options, endsAt, isSecond);
      } catch (error) {
        if (!(error instanceof StaleSocket)) throw error;
        if (options.kind === 'write' || isSecond || performance.now() >= endsAt) throw error.failure;
      }
    }
  }

  close(): void {
    this.#reads.destroy();
    this.#writes.destroy();
  }

  #sendOnce(request: HttpRequest, options: SendOptions, endsAt: number, isSecond: boolean): Promise<HttpAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const { kind, signal } = options;
    let isSent = false;
    let isSettled = false;
    const req = this.#module.request(new URL(this.base.pathname.replace(/\/$/, '') + request.path, this.base), {
      method: request.method,
      headers: {
        'user-agent': USER_AGENT,
        ...traceHeaders(),
        ...request.headers,
        ...(request.body === null ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
      },
      // After a server has begun anew, every connection that was kept is stale.
      agent: kind === 'read' && !isSecond ? this.#reads : this.#writes,
    });
    const settle = (finish: () => void) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      finish();
    };
    const fail = (error: unknown) =>
      settle(() => {
        req.destroy();
        reject(error);
      });
    const timer = setTimeout(
      () => fail(new HttpFailure('timeout', `no answer within ${Math.round(options.timeoutMs)} ms`, isSent)),
      Math.max(0, endsAt - performance.now()),
    );
    const onAbort = () => {
      if (kind === 'write' && isSent) return;
      fail(new HttpFailure('aborted', 'nobody waits for the answer any more', isSent));
    };
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();

    req.on('error', (cause: NodeJS.ErrnoException) => {
      const failure = new HttpFailure(isSent ? 'broken' : 'refused', cause.code ?? cause.message, isSent, cause);
      fail(req.reusedSocket && cause.code === 'ECONNRESET' ? new StaleSocket(failure) : failure);
    });
    req.on('response', (response) => {
      afterSend();
      readAnswer(response, this.#answerBytesMax).then(
        (answer) => settle(() => resolve(answer)),
        (error) => fail(error),
      );
    });
    let isToldSent = false;
    const afterSend = () => {
      if (isToldSent || isSettled) return;
      isToldSent = true;
      options.afterSend?.();
    };
    onConnected(req, () => {
      if (isSettled) return;
      try {
        options.beforeSend?.();
      } catch (error) {
        fail(error);
        return;
      }
      isSent = true;
      req.end(request.body ?? undefined, afterSend);
    });
    return promise;
  }
}

/** A kept connection that the server had closed before it read the request. */
class StaleSocket extends Error {
  readonly failure: HttpFailure;
  constructor(failure: HttpFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Nothing of a request leaves before its first write, which the caller makes here. */
function onConnected(req: http.ClientRequest, then: () => void): void {
  req.once('socket', (socket) => {
    if (!socket.connecting) then();
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', then);
  });
}

async function readAnswer(response: http.IncomingMessage, bytesMax: number): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new HttpFailure('too-large', `the answer is larger than ${bytesMax} bytes`, true);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HttpFailure) throw error;
    throw new HttpFailure('broken', 'the answer broke off', true, error);
  }
  if (!response.complete) throw new HttpFailure('broken', 'the answer broke off', true);
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    retryAfterMs: retryAfterMs(response.headers['retry-after']),
    sentAt: Date.parse(response.headers.date ?? ''),
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Seconds, or an HTTP date. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
