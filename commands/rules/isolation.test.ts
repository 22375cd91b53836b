import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anAssessment } from '../../test/kit/change-data.ts';
import { codesOf } from '../../test/kit/rule-data.ts';
import { goesAhead, isolate } from './isolation.ts';
import { finding } from './policy.ts';

const broken = [finding('ECO-05', 'REVISION_GAP', 'a gap')];
const numbers = (items: readonly { itemNumber: string }[]) => items.map((item) => item.itemNumber);

describe('ECO-16, isolation', () => {
  test('sets aside what fails and all that is built from it, and nothing else', () => {
    const items = [
      anAssessment('PUMP', ['1 HOUSING', '2 NUT']),
      anAssessment('HOUSING', ['1 PLATE']),
      anAssessment('PLATE', null, broken),
      anAssessment('VALVE', ['1 NUT']),
      anAssessment('NUT', null),
    ];
    const { sound, isolated } = isolate(items);
    expect(numbers(sound)).toEqual(['NUT', 'VALVE']);
    expect(numbers(isolated)).toEqual(['PUMP', 'HOUSING', 'PLATE']);
    expect(isolated.map((item) => codesOf(item.problems))).toEqual([
      ['COMPONENT_ISOLATED'],
      ['COMPONENT_ISOLATED'],
      ['REVISION_GAP'],
    ]);
  });

  test('what is only noted or warned of stays', () => {
    const warned = [finding('ECO-05', 'REVISION_GAP', 'a gap', { severity: 'WARNING' })];
    expect(isolate([anAssessment('PUMP', null, warned)]).isolated).toEqual([]);
  });

  test('puts components before what is built from them, whatever order they come in', () => {
    const items = ['PUMP 1 HOUSING', 'HOUSING 1 PLATE', 'PLATE', 'VALVE 1 PLATE'].map((text) => {
      const [itemNumber = '', ...line] = text.split(' ');
      return anAssessment(itemNumber, line.length === 0 ? null : [line.join(' ')]);
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), (shuffled) => {
        expect(numbers(isolate(shuffled).sound)).toEqual(['PLATE', 'HOUSING', 'PUMP', 'VALVE']);
      }),
    );
  });

  test('no sound item needs one that was set aside', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const edges = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 12 });
    fc.assert(
      fc.property(edges, fc.subarray(names), (pairs, failing) => {
        const items = names.map((name, index) => {
          const below = pairs.filter(([from, to]) => from === index && to > index).map(([, to]) => `1 ${names[to]}`);
          return anAssessment(name, below, failing.includes(name) ? broken : []);
        });
        const { sound, isolated } = isolate(items);
        const aside = new Set(numbers(isolated));
        expect(sound.length + isolated.length).toBe(names.length);
        for (const item of sound) {
          expect(item.content.bom?.lines.some((line) => aside.has(line.itemNumber))).toBe(false);
        }
      }),
    );
  });

  test.each([
    ['nothing fails', [anAssessment('NUT', null)], true],
    [
      'something else is built differently',
      [anAssessment('PUMP', ['1 NUT'], broken), anAssessment('VALVE', ['1 NUT'])],
      true,
    ],
    ['only a part of what fails is left', [anAssessment('PUMP', ['1 NUT'], broken), anAssessment('NUT', null)], false],
    [
      'the rest is there already',
      [anAssessment('PUMP', ['1 NUT'], broken), { ...anAssessment('VALVE', ['1 NUT']), isApplied: true }],
      false,
    ],
    ['all fails', [anAssessment('PUMP', ['1 NUT'], broken)], false],
    ['only a bought part fails', [anAssessment('NUT', null, broken), anAssessment('BOLT', null)], true],
  ])('goes ahead where it is worth it: %s', (_name, items, expected) => {
    expect(goesAhead(isolate(items))).toBe(expected);
  });
});
