import type { Environment } from '../../lib/config/environment.ts';
import type { Log } from '../../lib/log.ts';
import { labelled, type MetricFamily } from '../../lib/metrics.ts';
import { type MetricsListener, serveMetrics } from '../metrics/listener.ts';
import { processMetrics } from '../metrics/process-metrics.ts';
import type { Kept, Mortal } from './keep.ts';
import type { RoleProcess } from './role-process.ts';

/** What the supervisor keeps; undefined until it was up for the first time. */
export interface KeptParts {
  gateway: Kept<RoleProcess> | undefined;
  background: Kept<RoleProcess> | undefined;
  simulators: readonly Kept<Mortal>[];
  isReady: boolean;
}

/** One place for health, readiness and metrics of all that the supervisor keeps. */
export function tellOf(parts: KeptParts, environment: Environment, log: Log): Promise<MetricsListener> {
  const all = () => [parts.gateway, parts.background, ...parts.simulators].filter((kept) => kept !== undefined);
  return serveMetrics({
    ...{ port: environment.metricsPort, host: environment.metricsHost, log },
    health: () => ({
      processes: Object.fromEntries(
        all().map(({ name, current, restarts }) => [name, { isUp: !!current, pid: current?.pid ?? null, restarts }]),
      ),
    }),
    isReady: () => parts.isReady && parts.gateway?.current !== undefined && parts.background?.current !== undefined,
    async read() {
      const inside = await readInside(parts);
      return [...inside, ...labelled(processMetrics(), { process: 'supervisor' }), ...lives(all())];
    },
  });
}

/** What the database tells is told once: by the worker's process, or by the gateway while that is away. */
async function readInside({ gateway, background }: KeptParts): Promise<readonly MetricFamily[]> {
  const [behind, before] = await Promise.all([background?.current?.metrics('all'), gateway?.current?.metrics('own')]);
  if (behind) return [...behind, ...(before ?? [])];
  return (await gateway?.current?.metrics('all')) ?? [];
}

function lives(kept: readonly Kept<Mortal>[]): MetricFamily[] {
  const figure = (name: string, type: MetricFamily['type'], help: string, value: (one: Kept<Mortal>) => number) => ({
    ...{ name, type, help },
    samples: kept.map((one) => ({ labels: { process: one.name }, value: value(one) })),
  });
  return [
    figure('hub_process_up', 'gauge', 'Whether a process that the supervisor keeps is there.', (one) =>
      one.current ? 1 : 0,
    ),
    figure('hub_process_restarts_total', 'counter', 'How often it was started again.', (one) => one.restarts),
  ];
}
