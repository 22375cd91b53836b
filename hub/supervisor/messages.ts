import type { Environment } from '../../lib/config/environment.ts';
import type { FactoryConfig } from '../../lib/config/factory.ts';
import type { MetricFamily } from '../../lib/metrics.ts';
import type { SimulatorAddress } from '../simulators.ts';

/** What the supervisor gives a process to begin with. The factory file is read once, so that all have the same. */
export interface Beginning {
  environment: Environment;
  factory: FactoryConfig;
  isDemo: boolean;
  simulators: readonly SimulatorAddress[];
  tokenSecret: string;
  /** False: it was started again, and its steps are not told. */
  isFirst: boolean;
}

/** From the supervisor. */
export type Order =
  | { kind: 'begin'; beginning: Beginning }
  /** Everything is up: /ready answers 200 from now on. */
  | { kind: 'ready' }
  /** The gateway is there: place the demo factory's hold, the first time, and let the shop floor report. */
  | { kind: 'serve'; url: string; isFirst: boolean }
  | { kind: 'metrics'; id: number; what: 'own' | 'all' }
  | { kind: 'stop' };

/** From a process. */
export type Report =
  | { kind: 'line'; text: string }
  | { kind: 'up'; url: string }
  | { kind: 'serving' }
  | { kind: 'metrics'; id: number; families: readonly MetricFamily[] | null };
