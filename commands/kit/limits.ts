import type { WriteLimits } from '../../connectors/ports.ts';
import { brokenLimits } from '../../lib/config/limits.ts';

/** The promises of the ledger rest on these inequalities; what is broken, in words. */
export const limitFaults = (connection: string, limits: WriteLimits): string[] =>
  brokenLimits(limits).map(({ name, text }) => `${connection}: ${name} ${text}`);

/**
 * How long after its intent a write may still leave: it must end before the lease does, and before the instant from
 * which the ledger takes a negative probe for proof (intent + rpcMaxMs + quiescenceMs).
 */
export const sendWindowMs = ({ leaseMs, rpcMaxMs }: { leaseMs: number; rpcMaxMs: number }): number =>
  Math.min(leaseMs - rpcMaxMs, rpcMaxMs);
