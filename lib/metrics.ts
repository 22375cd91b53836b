/** One metric with its figures, one for each combination of labels. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'summary';
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  /** Of a summary: its sum and its count stand beside each other. */
  readonly suffix?: '_sum' | '_count';
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads figures when it is asked: whatever wants to be measured gives the hub one of these. */
export type MetricSource = () => readonly MetricFamily[] | Promise<readonly MetricFamily[]>;

/** The same figures with further labels. */
export function labelled(
  families: readonly MetricFamily[],
  labels: Readonly<Record<string, string>>,
): readonly MetricFamily[] {
  return families.map((family) => ({
    ...family,
    samples: family.samples.map((sample) => ({ ...sample, labels: { ...sample.labels, ...labels } })),
  }));
}

/** The Prometheus text format. What several name the same is one metric: its figures stand together, as the format wants. */
export function metricsText(families: readonly MetricFamily[]): string {
  const byName = new Map<string, MetricFamily[]>();
  for (const family of families) byName.set(family.name, [...(byName.get(family.name) ?? []), family]);
  const lines = [...byName].flatMap(([name, [first, ...others]]) => [
    `# HELP ${name} ${escapeHelp(first?.help ?? '')}`,
    `# TYPE ${name} ${first?.type}`,
    ...[first, ...others].flatMap((family) => (family?.samples ?? []).map((sample) => sampleLine(name, sample))),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

function sampleLine(name: string, { suffix, labels, value }: MetricSample): string {
  const inBraces = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${suffix ?? ''}${inBraces.length > 0 ? `{${inBraces.join(',')}}` : ''} ${numberText(value)}`;
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
