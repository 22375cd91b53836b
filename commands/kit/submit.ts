import { randomUUID } from 'node:crypto';
import { GraphError, NeedsAttentionError, RejectedError, RetryableError } from '../../lib/errors.ts';
import { mayReadPlant } from '../../lib/identity/caller.ts';
import { businessProblem, type Problem } from '../../lib/problem.ts';
import { currentTrace } from '../../lib/trace.ts';
import { isTransientDatabaseError, retryingDatabase } from '../../store/database-errors.ts';
import type { HubDatabase } from '../../store/db.ts';
import { countedBackEnds } from './counted.ts';
import type { Bell } from './doorbell.ts';
import { backEndProblem, recordProblem } from './endings.ts';
import { fingerprintOf } from './fingerprint.ts';
import { createHooks, type Recorded } from './hooks.ts';
import type { KillSwitch } from './kill-points.ts';
import { type Accepted, accept, findCommand, type NewCommand } from './ledger.ts';
import type { CommandRegistry, RegisteredCommand } from './registry.ts';
import type { CheckContext, CommandServices, Override, Submission, SubmissionResult } from './types.ts';
import { maySeeCommand } from './visibility.ts';

export interface DoorParts {
  db: HubDatabase;
  registry: CommandRegistry;
  services: CommandServices;
  bell: Bell;
  kill: KillSwitch;
}

export type Submit = (submission: Submission) => Promise<SubmissionResult>;

/**
 * The door: refuses what is malformed, not allowed, or a key reused (no command, problems say why), and records all
 * else. Errors: GraphError BACKEND_UNAVAILABLE, retryable, while the ledger cannot be reached.
 */
export function createSubmit(parts: DoorParts): Submit {
  const { db, registry } = parts;
  return async (submission) => {
    const definition = registry.get(submission.type);
    const early = [...keyProblems(submission.idempotencyKey), ...permissionProblems(definition, submission)];
    if (early.length > 0) return refused(early);
    const parsed = definition.parse(submission.raw);
    if ('problems' in parsed) return refused(parsed.problems);
    return ledgerErrors(async () => {
      const located = await locate(parts, definition, parsed.input, submission);
      if ('problems' in located) return refused(located.problems);
      if (submission.isDryRun) return refused(await dryRun(parts, definition, parsed.input, submission));
      const command = newCommand(definition, submission, parsed.input, located.plants);
      const { id, disposition } = await record(parts, definition, command);
      if (disposition === 'REUSED') return refused([keyReused()]);
      return { commandId: id, isReplay: disposition === 'REPLAY', problems: [] };
    });
  };

  async function record(
    { kill, bell, services }: DoorParts,
    definition: RegisteredCommand,
    command: NewCommand,
  ): Promise<Accepted> {
    let caused: Recorded[] = [];
    let tries = 0;
    const accepted = await retryingDatabase(async () => {
      tries += 1;
      if (!definition.onAccept && command.trace.parent === null) return accept(db, command);
      return db.transaction().execute(async (tx) => {
        const result = await accept(tx, command);
        if (!definition.onAccept) return result;
        const row = result.disposition === 'CREATED' ? await findCommand(tx, result.id) : null;
        caused = row ? await createHooks(registry, services).onAccept(tx, definition, row) : [];
        return result;
      });
    });
    kill('after_accept_commit');
    // after a lost answer the command may be there and nobody have rung for it
    if (accepted.disposition === 'CREATED' || (accepted.disposition === 'REPLAY' && tries > 1)) {
      const plantCode = command.plants.length === 1 ? (command.plants[0] ?? null) : null;
      for (const each of [{ id: accepted.id, plantCode }, ...caused]) bell.ring(each.plantCode, each.id);
    }
    return accepted;
  }
}

const KEY = /^[ -~]{16,255}$/;
const OVERRIDE_REASON_MAX = 1_000;

function keyProblems(key: string): Problem[] {
  if (KEY.test(key)) return [];
  return [
    businessProblem('IDEMPOTENCY_KEY_INVALID', 'An idempotency key has 16 to 255 printable ASCII characters', {
      rule: 'C-01',
      path: ['idempotencyKey'],
    }),
  ];
}

function permissionProblems(definition: RegisteredCommand, { caller, overrides }: Submission): Problem[] {
  const missing = new Set<string>();
  if (definition.scope === null) return [forbidden('Only the hub itself runs this command')];
  if (!caller.scopes.has(definition.scope)) missing.add(definition.scope);
  const problems: Problem[] = [];
  overrides.forEach((override, index) => {
    const scope = definition.overrideScopes?.[override.code];
    if (scope !== undefined && !caller.scopes.has(scope)) missing.add(scope);
    const reason = override.reason.trim();
    if (reason === '' || reason.length > OVERRIDE_REASON_MAX) {
      problems.push(
        businessProblem(
          'OVERRIDE_REASON_INVALID',
          `An override gives a reason of 1 to ${OVERRIDE_REASON_MAX} characters`,
          {
            path: ['overrides', String(index), 'reason'],
          },
        ),
      );
    }
  });
  return [...[...missing].map((scope) => forbidden(`This needs the scope ${scope}`)), ...problems];
}

async function locate(
  { db, services }: DoorParts,
  definition: RegisteredCommand,
  input: unknown,
  { caller }: Submission,
): Promise<{ plants: readonly string[] } | { problems: Problem[] }> {
  if (definition.findPlants) {
    const { plants, notFound } = await definition.findPlants(db, input);
    const isVisible = plants.length > 0 && plants.every((plant) => mayReadPlant(caller, plant));
    return isVisible ? { plants } : { problems: [notFound] };
  }
  const plants = [...new Set(definition.plantsOf(input))];
  const unknown = plants.filter((plant) => !services.plant(plant) || !mayReadPlant(caller, plant));
  return unknown.length > 0 ? { problems: unknown.map(plantNotFound) } : { plants };
}

async function dryRun(
  { db, services }: DoorParts,
  definition: RegisteredCommand,
  input: unknown,
  { caller, overrides, calls }: Submission,
): Promise<Problem[]> {
  const backEnds = calls === undefined ? services.backEnds : countedBackEnds(services.backEnds, calls);
  try {
    const maySee: CheckContext<unknown>['maySee'] = (command) => maySeeCommand(caller, command);
    const own = { input, command: null, requestedBy: caller.sub, maySee, overrides };
    const context = { ...services, backEnds, ...own, store: db };
    return (await definition.check(context)).problems;
  } catch (error) {
    if (error instanceof RejectedError || error instanceof NeedsAttentionError) return [...error.problems];
    if (error instanceof RetryableError) return [backEndProblem(error)];
    const problem = error instanceof GraphError ? recordProblem(error) : undefined;
    if (problem !== undefined) return [problem];
    throw error;
  }
}

function newCommand(
  definition: RegisteredCommand,
  submission: Submission,
  input: unknown,
  plants: readonly string[],
): NewCommand {
  const { type, version, risk } = definition;
  const { caller } = submission;
  const trace = currentTrace();
  const overrides: Override[] = submission.overrides.map(({ code, reason }) => ({ code, reason: reason.trim() }));
  return {
    clientId: caller.clientId,
    idempotencyKey: submission.idempotencyKey,
    fingerprint: fingerprintOf({ type, version, plants, input, overrides }),
    type,
    version,
    plants,
    input,
    overrides,
    aggregates: definition.aggregatesOf(input),
    risk,
    requestedBy: caller.sub,
    correlationId: submission.correlationId ?? randomUUID(),
    trace: { parent: trace?.parent ?? null, state: trace?.state ?? null },
    causedById: null,
    notBefore: definition.notBefore?.(input) ?? null,
    notAfter: definition.notAfter?.(input) ?? null,
  };
}

const refused = (problems: Problem[]): SubmissionResult => ({ commandId: null, isReplay: false, problems });

export const forbidden = (message: string): Problem => businessProblem('FORBIDDEN', message);

const plantNotFound = (plantCode: string): Problem =>
  businessProblem('PLANT_NOT_FOUND', `There is no plant ${plantCode}`, { rule: 'C-03', detail: { plantCode } });

const keyReused = (): Problem =>
  businessProblem('IDEMPOTENCY_KEY_REUSED', 'This idempotency key was used for something else', {
    rule: 'C-01',
    path: ['idempotencyKey'],
  });

/** The same work; a ledger that cannot be reached becomes an error that says so, and that the same key may come again. */
export async function ledgerErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isTransientDatabaseError(error)) throw error;
    throw new GraphError(
      'BACKEND_UNAVAILABLE',
      'The command ledger cannot be reached; send it again with the same key',
      {
        system: 'HUB',
        isRetryable: true,
        cause: error,
      },
    );
  }
}
