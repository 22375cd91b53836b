import type { MetricFamily } from '../../lib/metrics.ts';

/** PANIC: over a document. HANG: killed over one that took too long. IDLE: with nothing to plan, killed from outside. */
export const DEATH_CAUSES = ['PANIC', 'HANG', 'IDLE'] as const;
export type DeathCause = (typeof DEATH_CAUSES)[number];

/** What became of the documents that a planner was given, since the process began. */
export class PlannerTally {
  readonly deaths: Record<DeathCause, number> = { PANIC: 0, HANG: 0, IDLE: 0 };
  plans = 0;
  seconds = 0;
  /** Answered without a planner: remembered documents, paused callers, a full queue. */
  turnedAway = 0;

  families(): MetricFamily[] {
    const seconds = Math.round(this.seconds * 1e6) / 1e6;
    return [
      {
        ...{ name: 'hub_planner_deaths_total', type: 'counter' },
        help: 'Processes of the query planner that ended, by cause.',
        samples: DEATH_CAUSES.map((cause) => ({ labels: { cause }, value: this.deaths[cause] })),
      },
      {
        ...{ name: 'hub_planner_turned_away_total', type: 'counter' },
        help: 'Documents that no planner was asked about: known to kill it, or too many.',
        samples: [{ labels: {}, value: this.turnedAway }],
      },
      {
        ...{ name: 'hub_plan_seconds', type: 'summary' },
        help: 'Time from a document to its plan, plans from the cache not counted.',
        samples: [
          { suffix: '_sum', labels: {}, value: seconds },
          { suffix: '_count', labels: {}, value: this.plans },
        ],
      },
    ];
  }
}
