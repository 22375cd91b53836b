import { appendEvents } from '../../events/log.ts';
import type { Transaction } from '../../store/db.ts';
import { fingerprintOf } from './fingerprint.ts';
import { accept, findCommand, lockAggregates, type NewCommand } from './ledger.ts';
import type { CommandRegistry, RegisteredCommand } from './registry.ts';
import type { ChildCommand, CommandRow, CommandServices, CommandStatus, FinishContext, Outcome } from './types.ts';

/** A command that was recorded in a transaction, to be rung for once that has committed. */
export interface Recorded {
  id: string;
  plantCode: string | null;
}

export interface Hooks {
  /** Whether anything has to run in the transaction that brings a command of this type to a status. */
  hasAny(definition: RegisteredCommand, to: CommandStatus): boolean;
  /** Runs what the definition adds to a change of status, in its transaction. Returns the commands that it caused. */
  onStatus(
    tx: Transaction,
    definition: RegisteredCommand,
    to: CommandStatus,
    finish: Pick<FinishContext<unknown>, 'command' | 'steps' | 'results' | 'problems' | 'facts'>,
  ): Promise<Recorded[]>;
  /** The same for a command that was just recorded. */
  onAccept(tx: Transaction, definition: RegisteredCommand, command: CommandRow): Promise<Recorded[]>;
}

const STOPPED: readonly CommandStatus[] = ['REJECTED', 'CANCELLED', 'EXPIRED'];

export function createHooks(registry: CommandRegistry, services: CommandServices): Hooks {
  const hookFor = (definition: RegisteredCommand, to: CommandStatus) => {
    if (to === 'SUCCEEDED') return definition.onSucceeded?.bind(definition);
    if (STOPPED.includes(to)) return definition.onStopped?.bind(definition);
    const { onStatus } = definition;
    return onStatus
      ? (tx: Transaction, context: FinishContext<unknown>) => onStatus.call(definition, tx, { ...context, to })
      : undefined;
  };

  const carryOut = async (tx: Transaction, parent: CommandRow, outcome: Outcome): Promise<Recorded[]> => {
    await appendEvents(tx, outcome.events ?? []);
    const children = (outcome.children ?? []).map((child, index) => newChild(registry, parent, child, index));
    await lockAggregates(
      tx,
      children.flatMap((child) => (startsLater(child, services) ? [] : child.aggregates)),
    );
    const recorded: Recorded[] = [];
    for (const child of children) recorded.push(...(await record(tx, child)));
    return recorded;
  };

  const record = async (tx: Transaction, child: NewCommand): Promise<Recorded[]> => {
    const { id, disposition } = await accept(tx, child);
    if (disposition === 'REUSED') throw new Error(`The caused command ${child.idempotencyKey} is another one now`);
    if (disposition === 'REPLAY') return [];
    const definition = registry.get(child.type);
    const row = definition.onAccept ? await findCommand(tx, id) : null;
    const caused = row ? await onAccept(tx, definition, row) : [];
    return [{ id, plantCode: child.plants.length === 1 ? (child.plants[0] ?? null) : null }, ...caused];
  };

  const onAccept: Hooks['onAccept'] = async (tx, definition, command) => {
    const outcome = await definition.onAccept?.(tx, { command, input: command.input });
    return outcome ? carryOut(tx, command, outcome) : [];
  };

  return {
    hasAny: (definition, to) => hookFor(definition, to) !== undefined,
    async onStatus(tx, definition, to, finish) {
      const hook = hookFor(definition, to);
      if (!hook) return [];
      const { command } = finish;
      const outcome = await hook(tx, { ...services, ...finish, input: command.input });
      return carryOut(tx, command, outcome);
    },
    onAccept,
  };
}

/** Who a caused command belongs to: not the name of any caller. */
const HUB_CLIENT = '(hub)';

function newChild(registry: CommandRegistry, parent: CommandRow, child: ChildCommand, index: number): NewCommand {
  const definition = registry.get(child.type);
  const { type, version, risk } = definition;
  const { input } = child;
  const named = child.plantCode === null ? definition.plantsOf(input) : [child.plantCode];
  const plants = named.length > 0 ? named : parent.plantCodes; // nobody sees it who may not see its cause
  const fingerprint = fingerprintOf({ type, version, plants, input, overrides: [] });
  return {
    clientId: HUB_CLIENT,
    // the same cause and content again is the same command again
    idempotencyKey: `caused-by:${parent.id}:${index}:${fingerprint.slice(0, 32)}`,
    fingerprint,
    type,
    version,
    plants,
    input,
    overrides: [],
    aggregates: definition.aggregatesOf(input),
    risk,
    requestedBy: parent.requestedBy,
    correlationId: parent.correlationId,
    trace: parent.trace,
    causedById: parent.id,
    notBefore: child.notBefore ?? definition.notBefore?.(input) ?? null,
    notAfter: child.notAfter ?? definition.notAfter?.(input) ?? null,
  };
}

const startsLater = (child: NewCommand, services: CommandServices): boolean =>
  child.notBefore !== null && child.notBefore > services.clock.now();
