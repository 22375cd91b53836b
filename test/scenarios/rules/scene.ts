import { randomUUID } from 'node:crypto';
import type { GraphUser } from '../../../demo/http/graph.ts';
import { makeOrder } from '../../../demo/seed/odoo-orders.ts';
import { type CommandView, type Payload, send, settled } from '../../../demo/story/wait.ts';
import type { TestHub } from '../../kit/hub.ts';

/** Asks for a command under a key of its own and waits for its end; a refusal at the door counts as REJECTED. */
export async function carryOut(
  user: GraphUser,
  mutation: string,
  input: object,
  overrides: readonly { code: string; reason: string }[] = [],
): Promise<Pick<CommandView, 'status' | 'problems'> & { id: string | null; certainty: string | null }> {
  const payload = await ask(user, mutation, input, { overrides });
  if (payload.command === null) return { id: null, status: 'REJECTED', problems: payload.problems, certainty: null };
  return settled(user, payload.command.id);
}

/** What all checks find now; nothing is recorded. */
export async function dryRun(user: GraphUser, mutation: string, input: object): Promise<Payload['problems']> {
  const payload = await ask(user, mutation, input, { dryRun: true });
  if (payload.command !== null) throw new Error('a dry run recorded a command');
  return payload.problems;
}

export function ask(user: GraphUser, mutation: string, input: object, more: object = {}): Promise<Payload> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return send(
    user,
    `mutation M($input: ${type}!, $key: ID!, $overrides: [OverrideInput!], $dryRun: Boolean) {
      ${mutation}(input: $input, idempotencyKey: $key, overrides: $overrides, dryRun: $dryRun) {
        command { id status } isReplay problems { code rule message severity path detail }
      }
    }`,
    { input, key: randomUUID(), ...more },
  );
}

/** Errors and warnings: what stops a command. */
export const stops = (problems: Payload['problems']): string[] =>
  problems.filter((problem) => problem.severity !== 'NOTE').map((problem) => problem.code);

export const pieces = (value: number | string, unit = 'C62') => ({ value: String(value), unit });

let orders = 0;

/** A new order in the ERP of a plant, under a number of its own. */
export async function openOrder(
  hub: TestHub,
  item: string,
  quantity: number,
  different: { plantCode?: string; state?: 'draft' | 'confirmed' } = {},
): Promise<string> {
  const plantCode = different.plantCode ?? 'HAM';
  const number = `${plantCode}/RULE/${String(++orders).padStart(4, '0')}`;
  const plant = await hub.odoo(plantCode);
  const state = different.state ?? 'confirmed';
  await makeOrder(plant, { number, item, quantity: String(quantity), state, inDays: 0 });
  return number;
}
