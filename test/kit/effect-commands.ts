import { type CommandLayer, type CommandLayerOptions, openCommandLayer } from '../../commands/index.ts';
import type { AnyCommandDefinition, CommandDefinition, SubmissionResult } from '../../commands/kit/types.ts';
import type { BackEnds, ErpPort, WriteLimits } from '../../connectors/ports.ts';
import { systemClock } from '../../lib/clock.ts';
import type { FactoryPlant } from '../../lib/config/factory.ts';
import type { Caller } from '../../lib/identity/caller.ts';
import { createLog } from '../../lib/log.ts';
import { businessProblem, type Problem } from '../../lib/problem.ts';
import type { HubDatabase } from '../../store/db.ts';
import { effectPosting } from './effects.ts';
import { patient } from './patience.ts';

/** For tests in which something is lost and has to be waited for. */
export const QUICK_LIMITS: WriteLimits = {
  rpcMaxMs: patient(1_000),
  quiescenceMs: patient(1_000),
  leaseMs: patient(2_500),
};

/** For tests in which nothing is: a machine that is slow for a moment changes nothing. */
const CALM_LIMITS: WriteLimits = { rpcMaxMs: patient(10_000), quiescenceMs: patient(10_000), leaseMs: patient(30_000) };

export type EffectCommandInput = {
  plantCode: string;
  order: string;
  /** The same, under the name by which the graph lists commands. */
  orderNumber: string;
  note: string;
  /** How many effects, one after another. */
  steps: number;
  /** Findings that the check comes to. */
  findings: Problem[];
};

const base: CommandDefinition<EffectCommandInput> = {
  type: 'makeEffects',
  version: 1,
  scope: 'production:write',
  risk: 'NORMAL',
  parse(raw) {
    const given = raw as Partial<EffectCommandInput>;
    const { plantCode, order = given.orderNumber, note = '', steps = 1, findings = [] } = given;
    if (!plantCode || !order) return { problems: [businessProblem('INPUT_INVALID', 'plantCode and order')] };
    return { input: { plantCode, order, orderNumber: order, note, steps, findings } };
  },
  plantsOf: (input) => [input.plantCode],
  // "A+B" touches two orders
  aggregatesOf: (input) => input.order.split('+').map((order) => `order:${input.plantCode}:${order}`),
  check: async ({ input }) => ({ problems: input.findings }),
  plan: ({ input }) =>
    Array.from({ length: input.steps }, (_, index) => ({
      name: `effect ${index + 1} of ${input.note}`,
      system: 'ERP',
      connection: 'effects',
      operation: 'test.effect/apply',
      input: { note: input.note, order: input.order },
    })),
};

/** A command that makes effects on an effects server, one of high risk, and one under the name of a mutation. */
export const effectDefinitions = [
  base,
  { ...base, type: 'makeRiskyEffects', risk: 'HIGH' as const },
  { ...base, type: 'confirmProduction' },
] as unknown as readonly AnyCommandDefinition[];

export const testPlant = (code: string): FactoryPlant => ({
  code,
  name: code,
  timeZone: 'Europe/Berlin',
  erp: { connection: 'effects', warehouse: 'WH' },
  mes: null,
  policy: {
    ...{ overTolerance: '0', backdateDays: 30, negativeStock: 'reject', freeze: [], rules: {} },
    rounding: { reported: 'refuse', backflush: 'note' },
  },
});

export const TEST_PLANTS = [testPlant('P1'), testPlant('P2')];

export function testCaller(
  change: Partial<{ sub: string; clientId: string; scopes: string[]; plants: string[] }> = {},
): Caller {
  return {
    sub: change.sub ?? 'mia',
    clientId: change.clientId ?? 'mes',
    scopes: new Set(change.scopes ?? ['production:write', 'commands:read']),
    plants: new Set(change.plants ?? ['P1', 'P2']),
    expiresAt: Number.POSITIVE_INFINITY,
  };
}

export function effectBackEnds(url: string, limits: WriteLimits = CALM_LIMITS): BackEnds {
  const erp = {
    connection: 'effects',
    plants: TEST_PLANTS.map(({ code, timeZone }) => ({ code, timeZone, warehouse: 'WH' })),
    limits,
    postings: { apply: effectPosting(url) },
  } as unknown as ErpPort;
  return { erp: () => erp, erps: [erp], mes: () => undefined, meses: [], plm: undefined, qms: undefined };
}

export interface EffectLayer extends CommandLayer {
  /** Submits makeEffects; every submission a new key where none is given. */
  make(input: Partial<EffectCommandInput>, options?: MakeOptions): Promise<SubmissionResult>;
}

export interface MakeOptions {
  key?: string;
  caller?: Caller;
  type?: string;
  isDryRun?: boolean;
  overrides?: { code: string; reason: string }[];
}

export async function openEffectLayer(
  db: HubDatabase,
  url: string,
  options: Partial<CommandLayerOptions> & { limits?: WriteLimits } = {},
): Promise<EffectLayer> {
  const { limits, ...rest } = options;
  const layer = await openCommandLayer({
    db,
    definitions: effectDefinitions,
    backEnds: effectBackEnds(url, limits),
    plants: TEST_PLANTS,
    clock: systemClock,
    log: createLog('error'),
    queue: null,
    runsCommands: true,
    ...rest,
  });
  let keys = 0;
  return {
    ...layer,
    make: (input, made = {}) =>
      layer.submit({
        type: made.type ?? 'makeEffects',
        raw: { plantCode: 'P1', order: 'O-1', ...input },
        idempotencyKey: made.key ?? `key-${process.pid}-${Date.now()}-${++keys}`.padEnd(16, '.'),
        overrides: made.overrides ?? [],
        isDryRun: made.isDryRun ?? false,
        caller: made.caller ?? testCaller(),
      }),
  };
}
