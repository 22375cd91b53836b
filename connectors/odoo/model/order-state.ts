import type { JobOrderState, ProductionOrderState } from '../../ports/erp-read.ts';

/** What Odoo's states of one order mean in the graph. */
const PART: Readonly<Record<string, ProductionOrderState>> = {
  draft: 'FORECAST',
  confirmed: 'RELEASED',
  progress: 'RUNNING',
  to_close: 'RUNNING',
  done: 'COMPLETED',
  cancel: 'CANCELLED',
};

/**
 * The state of a chain of backorders as one order: what is still open counts before what is finished, and with some of
 * it made it is running.
 */
export function chainState(states: readonly string[]): ProductionOrderState {
  const parts = states.map((state) => PART[state] ?? 'FORECAST');
  const isMade = parts.includes('COMPLETED');
  if (parts.includes('RUNNING')) return 'RUNNING';
  if (parts.includes('RELEASED')) return isMade ? 'RUNNING' : 'RELEASED';
  if (parts.includes('FORECAST')) return isMade ? 'RUNNING' : 'FORECAST';
  return isMade ? 'COMPLETED' : 'CANCELLED';
}

/** Odoo's states that an order which was never split has in the given states. */
export const odooStates = (states: readonly ProductionOrderState[]): string[] =>
  Object.keys(PART).filter((state) => states.includes(PART[state]!));

/** Odoo's states of which a chain in one of the given states has at least one part. */
export function odooStatesOfSomePart(states: readonly ProductionOrderState[]): string[] {
  const own = odooStates(states);
  return states.includes('RUNNING') ? [...new Set([...own, 'confirmed', 'draft'])] : own;
}

/** Odoo's states of an order that is not finished, drafts among them. */
export const UNFINISHED_STATES: readonly string[] = Object.keys(PART).filter(
  (state) => state !== 'done' && state !== 'cancel',
);

/** Odoo's states of an order that work is confirmed on: no draft, and not posted or cancelled. */
export const OPEN_STATES: readonly string[] = ['confirmed', 'progress', 'to_close'];

export const isOpenState = (state: string): boolean => OPEN_STATES.includes(state);

/** pending and waiting are of 17 and 18, blocked of 19. */
const WORK: Readonly<Record<string, JobOrderState>> = {
  pending: 'WAITING',
  waiting: 'WAITING',
  blocked: 'WAITING',
  ready: 'READY',
  progress: 'RUNNING',
  done: 'COMPLETED',
  cancel: 'CANCELLED',
};

/** The state of one operation over a chain: with some of it done and some not, it is running. */
export function operationState(states: readonly string[]): JobOrderState {
  const parts = states.map((state) => WORK[state] ?? 'WAITING').filter((state) => state !== 'CANCELLED');
  if (parts.length === 0) return 'CANCELLED';
  if (parts.every((state) => state === 'COMPLETED')) return 'COMPLETED';
  if (parts.includes('RUNNING') || parts.includes('COMPLETED')) return 'RUNNING';
  return parts.includes('READY') ? 'READY' : 'WAITING';
}
