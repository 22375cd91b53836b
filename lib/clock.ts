/** The one source of time, so that a test can say what time it is. */
export interface Clock {
  now(): Date;
  /** Milliseconds that never go back; for deadlines within this process. */
  monotonic(): number;
}

export const systemClock: Clock = { now: () => new Date(), monotonic: () => performance.now() };

/** Calendar date (YYYY-MM-DD) of an instant in an IANA zone. */
export function dateInZone(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** Offset of a zone at an instant, in minutes east of UTC. */
export function zoneOffsetMinutes(instant: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant);
  const n = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const local = Date.UTC(n('year'), n('month') - 1, n('day'), n('hour'), n('minute'), n('second'));
  return Math.round((local - Math.floor(instant.getTime() / 1000) * 1000) / 60000);
}

/** The first instant of a calendar date in a zone (the start of that day, also where midnight does not exist). */
export function startOfDateInZone(date: string, timeZone: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  let guess = midnight - zoneOffsetMinutes(new Date(midnight), timeZone) * 60000;
  guess = midnight - zoneOffsetMinutes(new Date(guess), timeZone) * 60000;
  while (dateInZone(new Date(guess), timeZone) < date) guess += 15 * 60000;
  return new Date(guess);
}
