export const KILL_POINTS = [
  'after_accept_commit',
  'before_enqueue',
  'after_enqueue',
  'after_claim',
  'after_intent_commit',
  'after_request_sent',
  'after_response',
  'after_settle',
  'after_finish',
] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

/** Places at which a test ends or stops this very process, as a power cut would. */
export type KillSwitch = (point: KillPoint) => void;

export const noKills: KillSwitch = () => {};

/**
 * `name:probability[:stop]`, several separated by commas; for tests of what survives a crash.
 * Errors: a name or probability that makes no sense, and any setting at all in production mode.
 */
export function createKillSwitch(
  setting: string | null | undefined,
  mode: 'development' | 'production',
  random: () => number = Math.random,
): KillSwitch {
  if (!setting) return noKills;
  if (mode === 'production') throw new Error('HUB_KILL is for tests and is refused in production mode');
  const points = new Map<string, { probability: number; signal: NodeJS.Signals }>();
  for (const entry of setting.split(',')) {
    const [name = '', probability = '', stop] = entry.trim().split(':');
    const chance = probability === '' ? Number.NaN : Number(probability);
    if (!KILL_POINTS.includes(name as KillPoint) || !(chance >= 0 && chance <= 1) || (stop ?? 'stop') !== 'stop') {
      throw new Error(`HUB_KILL: "${entry}" is not name:probability[:stop] with one of ${KILL_POINTS.join(', ')}`);
    }
    points.set(name, { probability: chance, signal: stop ? 'SIGSTOP' : 'SIGKILL' });
  }
  return (point) => {
    const set = points.get(point);
    if (set && random() < set.probability) process.kill(process.pid, set.signal);
  };
}
