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

  /** In the Prometheus text format. */
  toString(): string {
    return [
      '# HELP hub_planner_deaths_total Processes of the query planner that ended, by cause.',
      '# TYPE hub_planner_deaths_total counter',
      ...DEATH_CAUSES.map((cause) => `hub_planner_deaths_total{cause="${cause}"} ${this.deaths[cause]}`),
      '# HELP hub_planner_turned_away_total Documents that no planner was asked about: known to kill it, or too many.',
      '# TYPE hub_planner_turned_away_total counter',
      `hub_planner_turned_away_total ${this.turnedAway}`,
      '# HELP hub_plan_seconds Time from a document to its plan, plans from the cache not counted.',
      '# TYPE hub_plan_seconds summary',
      `hub_plan_seconds_sum ${this.seconds.toFixed(6)}`,
      `hub_plan_seconds_count ${this.plans}`,
      '',
    ].join('\n');
  }
}
