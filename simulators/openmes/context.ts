import type { HttpAnswer } from '../kit/index.ts';
import { notFound } from './problems.ts';
import type { State } from './state.ts';

export interface User {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'Admin' | 'Supervisor' | 'Operator';
}

/** One request as an endpoint sees it: authenticated, its body parsed, inside a transaction. */
export interface Context {
  readonly state: State;
  /** The user behind the token; the API key's stand-in on `/erp`. */
  readonly user: User;
  readonly body: Readonly<Record<string, unknown>>;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  /** Writes down an effect in the request's own transaction. */
  effect(model: string, id: number | string, effect: string, more?: { quantity?: number; lots?: string[] }): void;
}

export type Handler = (context: Context) => HttpAnswer;

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** For example `/api/v1/work-orders/:id/stop`. */
  readonly path: string;
  /** An ERP scope (API key), a role (user token; Admin passes always), any user, or nobody in particular. */
  readonly access: { scope: string } | { roles: readonly User['role'][] } | 'user' | 'public';
  readonly handle: Handler;
}

/** The record that the path names; 404 where there is none. */
export function bound<T>(collection: { get(id: number): T | undefined }, context: Context, what: string): T {
  const record = collection.get(Number(context.params.id));
  if (record === undefined) throw notFound(`model [${what}] ${context.params.id}`);
  return record;
}

export const text = (value: unknown): string | null =>
  value === undefined || value === null || value === '' ? null : String(value);
export const number = (value: unknown): number | null =>
  value === undefined || value === null || value === '' ? null : Number(value);
