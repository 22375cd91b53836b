import { availableParallelism, loadavg } from 'node:os';

const LEAST = 1;
const MOST = 20;

/**
 * How much longer than on a free machine the tests wait before they give up: every time-out of theirs goes through
 * `patient`. No time-out says how fast something must be, so a large factor makes no test weaker; it only takes longer
 * until one that hangs is told. TEST_PATIENCE sets it; else the machine is asked once, before the run
 * (vitest.config.ts), and the processes of the tests inherit the answer.
 */
const factor = readFactor() ?? measuredFactor();

/** A time-out of a test, for the machine that it runs on. */
export function patient(milliseconds: number): number {
  return Math.round(milliseconds * factor);
}

/** What the processes of the tests are to be started with. */
export const PATIENCE_ENVIRONMENT = { TEST_PATIENCE: String(factor) };

function readFactor(): number | undefined {
  const text = process.env.TEST_PATIENCE;
  if (!text) return undefined;
  const value = Number(text);
  if (!(value > 0 && value <= 1000)) throw new Error(`TEST_PATIENCE is a number from 0 to 1000, not ${text}`);
  return value;
}

/**
 * How many want a core at once: the load of the last minute, or what a busy loop sees of the machine now, since what
 * has just begun is not in the load yet.
 */
function measuredFactor(): number {
  const load = 1 + (loadavg()[0] ?? 0) / availableParallelism();
  return Math.min(MOST, Math.max(LEAST, Math.round(10 * Math.max(load, shareOfOthers())) / 10));
}

/** The time that passes over the time that this process gets, while it wants all of one core for 200 ms. */
function shareOfOthers(): number {
  const started = performance.now();
  const before = process.cpuUsage();
  while (performance.now() - started < 200);
  const { user, system } = process.cpuUsage(before);
  return ((performance.now() - started) * 1000) / Math.max(1, user + system);
}
