import type { FactoryConfig } from '../../lib/config/factory.ts';
import { labelled, type MetricFamily, type MetricSource } from '../../lib/metrics.ts';
import type { HubDatabase } from '../../store/db.ts';
import { commandMetrics } from './command-metrics.ts';
import { connectionMetrics, pollMetrics } from './connection-metrics.ts';
import { processMetrics } from './process-metrics.ts';

/** All that this process can tell: the one place in which metrics are collected. */
export interface HubMetrics {
  /** Of this process, labelled with its role: whoever has a figure to tell gives its source. */
  add(source: MetricSource): void;
  /** `all`: also what stands in the database and is the same whichever process tells it. */
  read(what: 'own' | 'all'): Promise<MetricFamily[]>;
}

export function createHubMetrics(role: string, factory: FactoryConfig, db: HubDatabase): HubMetrics {
  const own: MetricSource[] = [processMetrics];
  const erps = Object.values(factory.connections)
    .filter(({ kind }) => kind === 'odoo')
    .map(({ name }) => name);
  const shared: MetricSource[] = [() => commandMetrics(db), () => pollMetrics(db), () => connectionMetrics(db, erps)];
  const readAll = async (sources: readonly MetricSource[]) =>
    (await Promise.all(sources.map((source) => source()))).flat();
  return {
    add: (source) => void own.push(source),
    async read(what) {
      const [ours, theirs] = await Promise.all([readAll(own), what === 'all' ? readAll(shared) : []]);
      return [...theirs, ...labelled(ours, { process: role })];
    },
  };
}
