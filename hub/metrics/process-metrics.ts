import type { MetricFamily } from '../../lib/metrics.ts';

const STARTED_AT = Date.now() / 1000 - process.uptime();

/** What every process says of itself, under the names that Prometheus has for it. */
export function processMetrics(): MetricFamily[] {
  const { user, system } = process.cpuUsage();
  const figure = (name: string, type: MetricFamily['type'], help: string, value: number): MetricFamily => ({
    ...{ name, type, help },
    samples: [{ labels: {}, value }],
  });
  return [
    figure('process_cpu_seconds_total', 'counter', 'CPU time, user and system.', (user + system) / 1e6),
    figure('process_resident_memory_bytes', 'gauge', 'Memory that is in RAM.', process.memoryUsage.rss()),
    figure('process_start_time_seconds', 'gauge', 'When the process began.', Math.round(STARTED_AT * 1000) / 1000),
  ];
}
