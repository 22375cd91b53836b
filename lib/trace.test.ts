import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { currentTrace, inTrace, ownTrace, readTrace, traceHeaders } from './trace.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const GOOD = `00-${TRACE_ID}-00f067aa0ba902b7-01`;
const OWN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('a correlation id', () => {
  test.each(['a', 'mes-42', 'A1:b/c+d=e@f.g_h', 'x'.repeat(128)])('%s is taken', (id) => {
    expect(readTrace({ 'x-correlation-id': id }).correlationId).toBe(id);
  });
  test.each([
    ['nothing', undefined],
    ['an empty one', ''],
    ['a long one', 'x'.repeat(129)],
    ['a line break', 'a\nb'],
    ['a blank', 'a b'],
    ['a quote', 'a"b'],
    ['an escape sequence', '\u001b[31m'],
    ['a letter beyond ASCII', 'ü'],
    ['a list', ['a']],
    ['a number', 7],
  ])('%s is replaced by an own one', (_, id) => {
    expect(readTrace({ 'x-correlation-id': id }).correlationId).toMatch(OWN);
  });
});

/** Cases of the W3C recommendation, section 3.2.2, and of its own test suite. */
describe('traceparent', () => {
  test.each([
    GOOD,
    `00-${TRACE_ID}-00f067aa0ba902b7-00`,
    `01-${TRACE_ID}-00f067aa0ba902b7-01-what-a-later-version-says`,
    `cc-${TRACE_ID}-00f067aa0ba902b7-01`,
  ])('%s is gone on with', (traceparent) => {
    const trace = readTrace({ traceparent, tracestate: 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7' });
    expect(trace).toMatchObject({
      traceId: TRACE_ID,
      parent: traceparent,
      state: 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7',
    });
  });
  test.each([
    `ff-${TRACE_ID}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID}-00f067aa0ba902b7-01-more`,
    `00-${TRACE_ID}-00f067aa0ba902b7-01.`,
    `cc-${TRACE_ID}-00f067aa0ba902b7-01.what`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `00-${TRACE_ID.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID.slice(1)}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID}-00f067aa0ba902b7`,
    `cc-${TRACE_ID}-00f067aa0ba902b7-01-${'x'.repeat(600)}`,
    '',
    '00',
  ])('%s is not: an own trace begins, without the state', (traceparent) => {
    const trace = readTrace({ traceparent, tracestate: 'a=1' });
    expect(trace).toMatchObject({ parent: null, state: null, flags: '00' });
    expect(trace.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(trace.traceId).not.toBe(TRACE_ID);
  });
  test('a state that is too long, or not written in visible characters, is left out; the trace goes on', () => {
    for (const tracestate of [
      'a='.padEnd(513, 'x'),
      'a=\u0001',
      Array.from({ length: 33 }, (_, n) => `a${n}=1`).join(),
    ]) {
      expect(readTrace({ traceparent: GOOD, tracestate })).toMatchObject({ traceId: TRACE_ID, state: null });
    }
  });
});

test('what is given first counts; what gives nothing good is passed over', () => {
  const trace = readTrace(
    { 'x-correlation-id': ' ' },
    { 'x-correlation-id': 'second' },
    { traceparent: GOOD, tracestate: 'a=1' },
  );
  expect(trace).toMatchObject({ correlationId: 'second', traceId: TRACE_ID, state: 'a=1' });
});

test('every call is a span of its own in the same trace', () => {
  const trace = readTrace({ traceparent: GOOD, tracestate: 'a=1', 'x-correlation-id': 'c' });
  const [one, two] = [traceHeaders(trace), traceHeaders(trace)];
  expect(one).toMatchObject({ 'x-correlation-id': 'c', tracestate: 'a=1' });
  const spans = [GOOD, one.traceparent, two.traceparent].map((text) => text?.split('-')[2]);
  expect(new Set(spans).size).toBe(3);
  expect(one.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
  expect(traceHeaders(undefined)).toEqual({});
});

test('what runs in a trace, and awaits, logs its ids; an entry may name another', async () => {
  const lines: string[] = [];
  const log = createLog('info', (line) => lines.push(line));
  log.info('beside');
  await inTrace(ownTrace('c-1'), async () => {
    await sleep(1);
    log.info('within');
    log.info('another', { correlationId: 'c-2' });
  });
  expect(lines.map((line) => JSON.parse(line).correlationId)).toEqual([undefined, 'c-1', 'c-2']);
  expect(currentTrace()).toBeUndefined();
});
