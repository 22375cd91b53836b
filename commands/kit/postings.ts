import type { AnyPosting, BackEnds, Json, Posting, WriteLimits } from '../../connectors/ports.ts';
import type { StepPlan } from './types.ts';

export interface BoundPosting {
  readonly posting: Posting<Json, Json, Json>;
  readonly limits: WriteLimits;
}

export interface PostingIndex {
  find(step: Pick<StepPlan, 'system' | 'connection' | 'operation'>): BoundPosting | undefined;
  /** Of every connection that can be written to, by its name. */
  readonly limits: ReadonlyMap<string, WriteLimits>;
  /** The longest lease that a command of a plant may need; of all connections for a command of no single plant. */
  leaseMs(plantCode: string | null): number;
}

/** Everything that the configured back ends can be asked to post, by system, connection and operation. */
export function indexPostings(backEnds: BackEnds): PostingIndex {
  const byKey = new Map<string, BoundPosting>();
  const limits = new Map<string, WriteLimits>();
  const add = (
    system: StepPlan['system'],
    port: { connection: string; limits: WriteLimits; postings: object },
  ): void => {
    limits.set(port.connection, port.limits);
    for (const posting of Object.values(port.postings) as AnyPosting[]) {
      byKey.set(`${system} ${port.connection} ${posting.operation}`, {
        // input and before come from the ledger, where this very posting's caller put them
        posting: posting as unknown as Posting<Json, Json, Json>,
        limits: port.limits,
      });
    }
  };
  for (const erp of backEnds.erps) add('ERP', erp);
  for (const mes of backEnds.meses) add('MES', mes);
  if (backEnds.plm) add('PLM', backEnds.plm);

  return {
    find: ({ system, connection, operation }) => byKey.get(`${system} ${connection} ${operation}`),
    limits,
    leaseMs(plantCode) {
      const names = plantCode === null ? undefined : connectionsOf(backEnds, plantCode);
      const leases = [...limits].filter(([name]) => !names || names.has(name)).map(([, limit]) => limit.leaseMs);
      return Math.max(...leases, MIN_LEASE_MS);
    },
  };
}

/** Of a command that calls no back end, or none that can be written to. */
const MIN_LEASE_MS = 6_000;

function connectionsOf(backEnds: BackEnds, plantCode: string): Set<string> {
  const names = new Set<string>();
  for (const erp of backEnds.erps) if (erp.plants.some((plant) => plant.code === plantCode)) names.add(erp.connection);
  for (const mes of backEnds.meses) if (mes.plantCodes.includes(plantCode)) names.add(mes.connection);
  if (backEnds.plm) names.add(backEnds.plm.connection);
  return names;
}
