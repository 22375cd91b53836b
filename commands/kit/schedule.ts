/** Quiescence that the unscaled figures below belong to: that of an Odoo server of one's own. */
const REFERENCE_QUIESCENCE_MS = 150_000;
const FIRST_PROBES_MS = [2_000, 5_000, 15_000];
const LATER_PROBES_MS = 60_000;
const DOUBT_PATIENCE_MS = 30 * 60_000;
const MIN_PROBE_MS = 100;
const MIN_LATER_PROBES_MS = 1_000;
const MIN_PATIENCE_MS = 5 * 60_000;

export const MAX_ATTEMPTS = 12;

/**
 * When to look again for what became of a posting: soon at first (an effect that is there settles it at any time), at
 * the instant from which its absence is proof, and then at a calm pace. A back end that is sooner quiet is asked sooner.
 */
export function nextProbeMs(doubt: { probes: number; msToQuiet: number; quiescenceMs: number }): number {
  const scale = Math.min(1, doubt.quiescenceMs / REFERENCE_QUIESCENCE_MS);
  const first = FIRST_PROBES_MS[doubt.probes];
  if (first !== undefined) {
    const soon = Math.max(MIN_PROBE_MS, first * scale);
    return doubt.msToQuiet > 0 ? Math.min(soon, doubt.msToQuiet) : soon;
  }
  if (doubt.msToQuiet > 0) return doubt.msToQuiet;
  return Math.max(MIN_LATER_PROBES_MS, LATER_PROBES_MS * scale);
}

/** How long a posting may stay in doubt before a person is asked. */
export const doubtPatienceMs = (quiescenceMs: number): number =>
  Math.max(MIN_PATIENCE_MS, DOUBT_PATIENCE_MS * Math.min(1, quiescenceMs / REFERENCE_QUIESCENCE_MS));

const BASE_MS = 500;
/** Of tries that the back end carried out in part and undid. */
const CAP_MS = 10 * 60_000;
/** Of a back end that is away: it should be noticed soon when it is back. */
const DEFERRAL_CAP_MS = 30_000;

/** Full jitter: anywhere between nothing and the exponential bound, so that waiters do not come back together. */
export function backoffMs(tries: number, isDeferral: boolean, random: () => number): number {
  const cap = isDeferral ? DEFERRAL_CAP_MS : CAP_MS;
  return Math.max(50, random() * Math.min(cap, BASE_MS * 2 ** Math.min(tries, 20)));
}

/** How soon a command that waits for another looks again. */
export const waitDelayMs = (deferrals: number): number => Math.min(10_000, 500 * 2 ** Math.min(deferrals, 5));
