import type { GraphUser } from '../http/graph.ts';

/** Asks again until `look` gives something; undefined when the patience is over. */
export async function until<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  patienceMs = 60_000,
): Promise<T | undefined> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() >= end) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export interface CommandView {
  id: string;
  status: string;
  certainty: string | null;
  fingerprint: string;
  problems: {
    code: string;
    rule: string | null;
    message: string;
    severity: string;
    path: string[] | null;
    detail: unknown;
  }[];
  history: { from: string | null; to: string }[];
  steps: { name: string; system: string; state: string; certainty: string }[];
}

const COMMAND = `query Command($id: ID!) {
  command(id: $id) {
    id status certainty fingerprint
    problems { code rule message severity path detail }
    history { from to }
    steps { name system state certainty }
  }
}`;

export async function readCommand(user: GraphUser, id: string): Promise<CommandView> {
  const { command } = await user.read<{ command: CommandView | null }>(COMMAND, { id });
  if (!command) throw new Error(`the command ${id} is not in the graph`);
  return command;
}

const ENDS = ['SUCCEEDED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'COMPENSATED', 'ABANDONED', 'NEEDS_ATTENTION'];

/** The command when it has come to an end, or to one of `others`. */
export async function settled(
  user: GraphUser,
  id: string,
  others: readonly string[] = [],
  patienceMs = 90_000,
): Promise<CommandView> {
  const command = await until(async () => {
    const now = await readCommand(user, id);
    return [...ENDS, ...others].includes(now.status) ? now : undefined;
  }, patienceMs);
  return command ?? readCommand(user, id);
}

export interface Payload {
  command: { id: string; status: string } | null;
  isReplay: boolean;
  problems: CommandView['problems'];
}

/** Errors: what the mutation found, where it was refused before it became a command. */
export function commandOf({ command, problems }: Payload): string {
  if (command) return command.id;
  throw new Error(`the mutation was refused: ${problems.map(({ code, message }) => `${code} ${message}`).join('; ')}`);
}

const PAYLOAD = `{ command { id status } isReplay problems { code rule message severity path detail } }`;

export const CONFIRM = `mutation Confirm($input: ConfirmProductionInput!, $key: ID!) {
  confirmProduction(input: $input, idempotencyKey: $key) ${PAYLOAD}
}`;
export const PLACE_HOLD = `mutation Hold($input: PlaceQualityHoldInput!, $key: ID!) {
  placeQualityHold(input: $input, idempotencyKey: $key) ${PAYLOAD}
}`;
export const RELEASE_HOLD = `mutation Release($input: ReleaseQualityHoldInput!, $key: ID!) {
  releaseQualityHold(input: $input, idempotencyKey: $key) ${PAYLOAD}
}`;
export const RELEASE_CHANGE = `mutation ReleaseChange($input: ReleaseEngineeringChangeInput!, $key: ID!, $dryRun: Boolean) {
  releaseEngineeringChange(input: $input, idempotencyKey: $key, dryRun: $dryRun) ${PAYLOAD}
}`;
export const APPROVE = `mutation Approve($id: ID!, $fingerprint: String!) {
  approveCommand(id: $id, fingerprint: $fingerprint, comment: "checked") ${PAYLOAD}
}`;

/** Sends a mutation and gives its payload; an error of the graph is thrown. */
export async function send(user: GraphUser, mutation: string, variables: object): Promise<Payload> {
  const data = await user.read<Record<string, Payload | null>>(mutation, variables);
  const payload = Object.values(data)[0];
  if (!payload) throw new Error('the mutation answered nothing');
  return payload;
}
