import { expect, test } from 'vitest';
import { labelled, metricsText } from './metrics.ts';

test('what several name the same stands together below one HELP and one TYPE', () => {
  const family = (process: string, value: number) =>
    labelled([{ name: 'a_total', type: 'counter', help: 'How often.', samples: [{ labels: {}, value }] }], { process });
  const other = { name: 'b', type: 'gauge', help: 'None.', samples: [] } as const;
  expect(metricsText([...family('gateway', 1), other, ...family('background', 2.5)])).toBe(
    [
      '# HELP a_total How often.',
      '# TYPE a_total counter',
      'a_total{process="gateway"} 1',
      'a_total{process="background"} 2.5',
      '# HELP b None.',
      '# TYPE b gauge',
      '',
    ].join('\n'),
  );
});

test('labels, help and numbers are written as the format wants them', () => {
  const labels = { name: 'a "b"\\c\nd' };
  const values = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 1e21];
  const samples = values.map((value) => ({ labels, value }));
  expect(metricsText([{ name: 'x', type: 'gauge', help: 'two\nlines \\', samples }])).toBe(
    `# HELP x two\\nlines \\\\\n# TYPE x gauge\n${['+Inf', '-Inf', 'NaN', '1e+21']
      .map((text) => `x{name="a \\"b\\"\\\\c\\nd"} ${text}\n`)
      .join('')}`,
  );
});

test('a summary is a sum and a count', () => {
  const samples = [
    { suffix: '_sum', labels: {}, value: 1.5 },
    { suffix: '_count', labels: {}, value: 3 },
  ] as const;
  const text = metricsText(labelled([{ name: 's', type: 'summary', help: 'S.', samples }], { process: 'gateway' }));
  expect(text).toBe('# HELP s S.\n# TYPE s summary\ns_sum{process="gateway"} 1.5\ns_count{process="gateway"} 3\n');
});
