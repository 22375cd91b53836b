import { describe, expect, test } from 'vitest';
import { aPolicy } from '../../test/kit/rule-data.ts';
import { applyPolicy, finding, note } from './policy.ts';

const over = finding('PC-06', 'OVER_TOLERANCE', 'too much');
const severities = (rules: Record<string, 'error' | 'warning' | 'note' | 'off'>, ...problems: (typeof over)[]) =>
  applyPolicy(problems, aPolicy({ rules })).map((problem) => problem.severity);

describe("a plant's policy", () => {
  test('sets the severity of a rule', () => {
    expect(severities({}, over)).toEqual(['ERROR']);
    expect(severities({ 'PC-06': 'warning' }, over)).toEqual(['WARNING']);
    expect(severities({ 'PC-06': 'note' }, over)).toEqual(['NOTE']);
    expect(severities({ 'PC-06': 'off' }, over)).toEqual([]);
  });

  test('the code counts before the rule', () => {
    expect(severities({ 'PC-06': 'warning', OVER_TOLERANCE: 'error' }, over)).toEqual(['ERROR']);
  });

  test('never loosens what would post something wrong', () => {
    const gone = finding('PC-01', 'ORDER_NOT_OPEN', 'closed');
    const held = finding('PC-12', 'LOT_ON_HOLD', 'held');
    const rules = { 'PC-01': 'off', 'PC-12': 'note', LOT_ON_HOLD: 'off' } as const;
    expect(severities(rules, gone, held)).toEqual(['ERROR', 'ERROR']);
  });

  test('PC-02 says what a missing version is; a wrong one is an error unless its code says otherwise', () => {
    const missing = note('PC-02', 'BOM_REVISION_MISSING', 'not sent');
    const wrong = finding('PC-02', 'BOM_REVISION_MISMATCH', 'another');
    expect(severities({ 'PC-02': 'warning' }, missing, wrong)).toEqual(['WARNING', 'ERROR']);
    expect(severities({ BOM_REVISION_MISMATCH: 'warning' }, missing, wrong)).toEqual(['NOTE', 'WARNING']);
  });
});
