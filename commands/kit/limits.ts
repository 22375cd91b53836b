import type { WriteLimits } from '../../connectors/ports.ts';

/** What a lease must still have beyond the longest call: one round trip to the database, and a slow clock tick. */
const ROUND_TRIP_MS = 500;

/** The promises of the ledger rest on these inequalities; what is broken, in words. See docs/command-life-cycle.md. */
export function limitFaults(connection: string, limits: WriteLimits): string[] {
  const { rpcMaxMs, quiescenceMs, leaseMs } = limits;
  const faults: string[] = [];
  for (const [name, value] of Object.entries({ rpcMaxMs, quiescenceMs, leaseMs })) {
    if (!(Number.isFinite(value) && value > 0)) faults.push(`${connection}: ${name} must be a positive number`);
  }
  if (leaseMs < rpcMaxMs + ROUND_TRIP_MS) {
    faults.push(`${connection}: leaseMs (${leaseMs}) must exceed rpcMaxMs (${rpcMaxMs}) by ${ROUND_TRIP_MS} at least`);
  }
  if (quiescenceMs < rpcMaxMs) {
    faults.push(`${connection}: quiescenceMs (${quiescenceMs}) must not be shorter than rpcMaxMs (${rpcMaxMs})`);
  }
  return faults;
}

/**
 * How long after its intent a write may still leave: it must end before the lease does, and before the instant from
 * which the ledger takes a negative probe for proof (intent + rpcMaxMs + quiescenceMs).
 */
export const sendWindowMs = ({ leaseMs, rpcMaxMs }: { leaseMs: number; rpcMaxMs: number }): number =>
  Math.min(leaseMs - rpcMaxMs, rpcMaxMs);
