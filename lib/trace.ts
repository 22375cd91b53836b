import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';

/** What ties together all that happens because of one request: the caller's own ids where it gave some, else the hub's. */
export interface Trace {
  readonly correlationId: string;
  /** Of a W3C trace context: 32 hexadecimal digits. */
  readonly traceId: string;
  /** Two hexadecimal digits; whether the caller records this trace. */
  readonly flags: string;
  /** The caller's tracestate, as it came. */
  readonly state: string | null;
  /** The caller's traceparent; null where the trace is the hub's own. */
  readonly parent: string | null;
}

const running = new AsyncLocalStorage<Trace>();

/** The trace that this is a part of; undefined beside all requests, as in a start. */
export const currentTrace = (): Trace | undefined => running.getStore();

/** Whatever the work does, and awaits, is a part of the trace. */
export const inTrace = <T>(trace: Trace, work: () => T): T => running.run(trace, work);

/** Beside all traces: for what outlives the request that happened to start it, such as a pooled connection. */
export const besideTraces = <T>(work: () => T): T => running.exit(work);

/** Visible characters of ids in use, without any that means something in a log, a header list or a shell. */
const CORRELATION_ID = /^[A-Za-z0-9._:/+=@-]{1,128}$/;
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const STATE_MAX = 512;
const STATE = /^[\x20-\x7e]+$/;
const STATE_MEMBERS_MAX = 32;

/**
 * What a caller gave by the names of its headers; later ones count where an earlier one gives nothing. What is too long
 * or not written as it should be is taken for not given: an own id stands in its place.
 */
export function readTrace(...given: readonly Readonly<Record<string, unknown>>[]): Trace {
  const find = (name: string, isGood: (value: string) => boolean): string | undefined => {
    for (const values of given) {
      const value = values[name];
      if (typeof value === 'string' && isGood(value)) return value;
    }
    return undefined;
  };
  const correlationId = find('x-correlation-id', (value) => CORRELATION_ID.test(value)) ?? randomUUID();
  const holder = given.find((values) => isTraceparent(values.traceparent));
  const parent = (holder?.traceparent as string | undefined) ?? null;
  const [, , traceId = randomBytes(16).toString('hex'), , flags = '00'] = TRACEPARENT.exec(parent ?? '') ?? [];
  return { correlationId, traceId, flags, state: stateOf(holder?.tracestate), parent };
}

/** A trace that begins here; `correlationId`: one that is known already. */
export const ownTrace = (correlationId: string = randomUUID()): Trace =>
  readTrace({ 'x-correlation-id': correlationId });

/** Headers for a call to another system: each call is a span of its own, and this process's call is its parent. */
export function traceHeaders(trace: Trace | undefined = currentTrace()): Record<string, string> {
  if (!trace) return {};
  const { correlationId, traceId, flags, state } = trace;
  return {
    'x-correlation-id': correlationId,
    traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}`,
    ...(state === null ? {} : { tracestate: state }),
  };
}

function isTraceparent(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 512) return false;
  const [whole, version, traceId = '', parentId = ''] = TRACEPARENT.exec(value) ?? [];
  if (whole === undefined || version === 'ff') return false;
  if (version === '00' && value.length !== 55) return false; // a later version may say more
  return /[^0]/.test(traceId) && /[^0]/.test(parentId);
}

function stateOf(value: unknown): string | null {
  const isGood = typeof value === 'string' && value.length <= STATE_MAX && STATE.test(value);
  return isGood && value.split(',').length <= STATE_MEMBERS_MAX ? value : null;
}
