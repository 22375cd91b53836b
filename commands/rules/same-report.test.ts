import { describe, expect, test } from 'vitest';
import { codesOf } from '../../test/kit/rule-data.ts';
import { checkSameReport, type Report } from './same-report.ts';

const piece = (value: string, unit = 'C62') => ({ value, unit });
const report = (different: Partial<Report> = {}): Report => ({
  operationNumber: '10',
  good: piece('24'),
  scrap: [{ quantity: piece('1'), lotNumber: null }],
  outputLots: [{ lotNumber: 'L-1', quantity: null }],
  workCenterCode: 'PRESS',
  endedAt: '2026-03-01T05:30:00.000Z',
  operator: 'kim',
  ...different,
});
const found = (now: Report, before: Report, commandId: string | null = 'c-1') =>
  checkSameReport(now, [{ commandId, report: before }]);

describe('C-02, the same report under another key', () => {
  test.each<[string, Partial<Report>]>([
    ['all of it', {}],
    ['two seconds later', { endedAt: '2026-03-01T05:30:02.000Z' }],
    ['two seconds earlier', { endedAt: '2026-03-01T05:29:58.000Z' }],
    ['in another unit', { good: piece('2', 'DZN') }],
    ['the lot with its quantity', { outputLots: [{ lotNumber: 'L-1', quantity: piece('25') }] }],
    ['the scrap in two entries', { scrap: ['0.5', '0.5'].map((half) => ({ quantity: piece(half), lotNumber: null })) }],
  ])('is suspected: %s', (_name, different) => {
    expect(found(report(different), report())).toMatchObject([
      { code: 'SUSPECTED_DUPLICATE', rule: 'C-02', severity: 'WARNING', detail: { commandIds: ['c-1'], count: 1 } },
    ]);
  });

  test.each<[string, Partial<Report>]>([
    ['operation', { operationNumber: '20' }],
    ['no operation', { operationNumber: null }],
    ['quantity', { good: piece('25') }],
    ['quantity of another dimension', { good: piece('24', 'KGM') }],
    ['scrap', { scrap: [] }],
    ['lots', { outputLots: [{ lotNumber: 'L-2', quantity: null }] }],
    ['work centre', { workCenterCode: 'SAW' }],
    ['operator', { operator: 'lee' }],
    ['no operator', { operator: null }],
    ['end, a little more than two seconds later', { endedAt: '2026-03-01T05:30:02.001Z' }],
    ['end, a little more than two seconds earlier', { endedAt: '2026-03-01T05:29:57.999Z' }],
    ['no end', { endedAt: null }],
  ])('is not where it has another %s', (_name, different) => {
    expect(found(report(different), report())).toEqual([]);
    expect(found(report(), report(different))).toEqual([]);
  });

  test('is not where neither says when the work ended', () => {
    expect(found(report({ endedAt: null }), report({ endedAt: null }))).toEqual([]);
  });

  test('of a command that the caller may not see, no id is told', () => {
    const [problem, ...more] = found(report(), report(), null);
    expect(codesOf(more)).toEqual([]);
    expect(problem).toMatchObject({ code: 'SUSPECTED_DUPLICATE', detail: { commandIds: [], count: 1 } });
    expect(problem?.message).toContain('another client');
  });
});
