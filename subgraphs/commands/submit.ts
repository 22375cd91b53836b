import type { Operated } from '../../commands/index.ts';
import type { CommandPayload } from '../../schema/generated/commands.ts';
import type { CommandsContext } from './context.ts';
import { toCommand, toProblems } from './to-graph.ts';

interface SubmitArgs {
  input: unknown;
  idempotencyKey: string;
  overrides?: readonly { code: string; reason: string }[] | null;
  dryRun?: boolean | null;
}

/** A mutation that runs a command: hands it to the door, and answers with the command as it stands now. */
export async function submit(
  context: CommandsContext,
  type: string,
  { input, idempotencyKey, overrides, dryRun }: SubmitArgs,
): Promise<CommandPayload> {
  const { caller, correlationId, calls } = context;
  const result = await context.commands.submit({
    type,
    raw: input,
    idempotencyKey,
    overrides: overrides ?? [],
    isDryRun: dryRun ?? false,
    caller,
    correlationId,
    calls,
  });
  return payload(context, result.commandId, result.isReplay, result.problems);
}

/** A mutation on a command that is there. */
export const operated = (context: CommandsContext, { commandId, problems }: Operated): Promise<CommandPayload> =>
  payload(context, commandId, false, problems);

async function payload(
  context: CommandsContext,
  commandId: string | null,
  isReplay: boolean,
  problems: readonly unknown[],
): Promise<CommandPayload> {
  if (commandId !== null) context.load.command.clear(commandId);
  const row = commandId === null ? null : await context.load.command.load(commandId);
  return {
    command: row && toCommand(row),
    isReplay,
    problems: toProblems(problems),
  };
}
