/** What the promises of the ledger rest on; see docs/command-life-cycle.md. */
export interface CallLimits {
  readonly rpcMaxMs: number;
  readonly quiescenceMs: number;
  readonly leaseMs: number;
}

/** What a lease must still have beyond the longest call: one round trip to the database, and a slow clock tick. */
const ROUND_TRIP_MS = 500;

/** Which of the limits break an inequality, and how. */
export function brokenLimits(limits: CallLimits): { readonly name: keyof CallLimits; readonly text: string }[] {
  const { rpcMaxMs, quiescenceMs, leaseMs } = limits;
  const broken: { name: keyof CallLimits; text: string }[] = [];
  for (const [name, value] of Object.entries({ rpcMaxMs, quiescenceMs, leaseMs })) {
    if (!(Number.isFinite(value) && value > 0)) {
      broken.push({ name: name as keyof CallLimits, text: 'must be a positive number' });
    }
  }
  if (leaseMs < rpcMaxMs + ROUND_TRIP_MS) {
    const text = `(${leaseMs}) must exceed rpcMaxMs (${rpcMaxMs}) by ${ROUND_TRIP_MS} at least`;
    broken.push({ name: 'leaseMs', text });
  }
  if (quiescenceMs < rpcMaxMs) {
    broken.push({ name: 'quiescenceMs', text: `(${quiescenceMs}) must not be shorter than rpcMaxMs (${rpcMaxMs})` });
  }
  return broken;
}
