import { sql } from 'kysely';
import type { Caller } from '../../lib/identity/caller.ts';
import { businessProblem, type Problem } from '../../lib/problem.ts';
import { createHooks, type Recorded } from './hooks.ts';
import { decide, findCommand, type LedgerCommand, loadSteps } from './ledger.ts';
import { type DoorParts, forbidden, ledgerErrors } from './submit.ts';
import type { CommandStatus } from './types.ts';
import { maySeeCommand } from './visibility.ts';

/** What people do to a command. Nothing is done where there are problems. */
export interface Operations {
  approve(request: { id: string; fingerprint: string; comment: string | null; caller: Caller }): Promise<Operated>;
  decline(request: { id: string; comment: string | null; caller: Caller }): Promise<Operated>;
  cancel(request: { id: string; reason: string; caller: Caller }): Promise<Operated>;
  /** Runs a command that needs attention again. */
  replay(request: { id: string; caller: Caller }): Promise<Operated>;
}

export interface Operated {
  /** Null where there is none that the caller may see. */
  commandId: string | null;
  problems: Problem[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function createOperations({ db, registry, services, bell }: DoorParts): Operations {
  const hooks = createHooks(registry, services);

  const operate = (
    { id, caller }: { id: string; caller: Caller },
    mayDo: (command: LedgerCommand) => Problem[],
    act: ReturnType<typeof sql<string>>,
  ): Promise<Operated> =>
    ledgerErrors(async () => {
      const command = UUID.test(id) ? await findCommand(db, id) : null;
      if (!command || !maySeeCommand(caller, command)) return { commandId: null, problems: [notFound(id)] };
      const refusals = mayDo(command);
      if (refusals.length > 0) return { commandId: id, problems: refusals };
      let caused: Recorded[] = [];
      const answer = await db.transaction().execute(async (tx) => {
        const decision = await decide<string>(tx, act);
        const after = decision === 'OK' ? await findCommand(tx, id) : null;
        const definition = registry.find(command.type);
        if (after && definition && hooks.hasAny(definition, after.status)) {
          const steps = await loadSteps(tx, id);
          const finish = { command: after, steps, results: steps.map((step) => step.result), problems: after.problems };
          caused = await hooks.onStatus(tx, definition, after.status, finish);
        }
        return decision;
      });
      if (answer !== 'OK') return { commandId: id, problems: [explain(answer, command)] };
      for (const each of [{ id, plantCode: command.plantCode }, ...caused]) bell.ring(each.plantCode, each.id);
      return { commandId: id, problems: [] };
    });

  const approverProblems = (caller: Caller, command: LedgerCommand): Problem[] => {
    const scope = registry.find(command.type)?.scope;
    return ['commands:approve', ...(scope ? [scope] : [])]
      .filter((needed) => !caller.scopes.has(needed))
      .map((needed) => forbidden(`This needs the scope ${needed}`));
  };

  return {
    approve: (request) =>
      operate(
        request,
        (command) => approverProblems(request.caller, command),
        sql`hub.approve(${request.id}, ${request.caller.sub}, ${request.fingerprint}, ${request.comment})`,
      ),
    decline: (request) =>
      operate(
        request,
        (command) => approverProblems(request.caller, command),
        sql`hub.decline(${request.id}, ${request.caller.sub}, ${request.comment})`,
      ),
    cancel: (request) =>
      operate(
        request,
        (command) => cancelProblems(request.caller, command),
        sql`hub.cancel(${request.id}, ${request.caller.sub}, ${request.reason.trim().slice(0, 1_000)})`,
      ),
    replay: (request) =>
      operate(
        request,
        () =>
          request.caller.scopes.has('commands:operate') ? [] : [forbidden('This needs the scope commands:operate')],
        sql`hub.replay(${request.id}, ${request.caller.sub})`,
      ),
  };
}

function cancelProblems(caller: Caller, command: LedgerCommand): Problem[] {
  const isOwn = command.requestedBy === caller.sub && command.clientId === caller.clientId;
  if (isOwn || caller.scopes.has('commands:operate')) return [];
  return [forbidden('Who requested a command may cancel it, and who has the scope commands:operate')];
}

const notFound = (id: string): Problem => businessProblem('COMMAND_NOT_FOUND', `There is no command ${id}`);

function explain(answer: string, command: LedgerCommand): Problem {
  switch (answer) {
    case 'REQUESTER':
      return businessProblem('APPROVER_IS_REQUESTER', 'Who requested a command may not approve it', { rule: 'C-11' });
    case 'FINGERPRINT':
      return businessProblem('FINGERPRINT_MISMATCH', 'The fingerprint is not that of the command: look at it again', {
        path: ['fingerprint'],
      });
    case 'EXPIRED':
      return businessProblem('COMMAND_EXPIRED', `The command was to start by ${command.notAfter.toISOString()}`);
    case 'EFFECTS':
      return businessProblem('COMMAND_HAS_EFFECTS', 'Something was posted or may have been: it cannot be cancelled');
    case 'NOT_FOUND':
      return notFound(command.id);
    default:
      return wrongState(command.status);
  }
}

const wrongState = (status: CommandStatus): Problem =>
  businessProblem('COMMAND_STATE', `A command that is ${status} does not allow this`, { detail: { status } });
