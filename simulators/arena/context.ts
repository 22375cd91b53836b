import { type HttpAnswer, json } from '../kit/index.ts';
import { badRequest, invalidGuid, notSearchable, required } from './problems.ts';
import type { State } from './state.ts';

/** One request as an endpoint sees it: the session checked, the body parsed, inside a transaction. */
export interface Context {
  readonly state: State;
  readonly body: Readonly<Record<string, unknown>>;
  readonly query: URLSearchParams;
  /** GUIDs of the path in order. */
  readonly guids: readonly string[];
  /** Writes down an effect in the request's own transaction. */
  effect(model: string, id: string, effect: string, quantity?: number): void;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/v1`; `*` stands for a GUID. */
  readonly path: string;
  handle(context: Context): HttpAnswer;
}

export const ok = (value: unknown): HttpAnswer => json(200, value);
export const created = (value: unknown): HttpAnswer => json(201, value);

/** The record of the path's nth GUID. Errors: 3011. */
export function atPath<T>(collection: { get(id: string): T | undefined }, context: Context, nth = 0): T {
  return byGuid(collection, context.guids[nth]);
}

export function byGuid<T>(collection: { get(id: string): T | undefined }, guid: unknown): T {
  const found = typeof guid === 'string' ? collection.get(guid) : undefined;
  if (found === undefined) throw invalidGuid(guid);
  return found;
}

/** `{ guid }` of a body's attribute; undefined where it is left out. */
export function refOf(body: Readonly<Record<string, unknown>>, attribute: string): string | undefined {
  const value = body[attribute];
  if (value === undefined || value === null) return undefined;
  const guid = (value as { guid?: unknown }).guid;
  if (typeof guid !== 'string') throw badRequest();
  return guid;
}

export function textOf(body: Readonly<Record<string, unknown>>, attribute: string): string | null {
  const value = body[attribute];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw badRequest();
  return value;
}

export function requiredText(body: Readonly<Record<string, unknown>>, attribute: string): string {
  const value = textOf(body, attribute);
  if (value === null || value === '') throw required(attribute);
  return value;
}

export function numberOf(body: Readonly<Record<string, unknown>>, attribute: string): number | null {
  const value = body[attribute];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number') throw badRequest();
  return value;
}

/** `{ count, results }` of the asked-for page: 20 unless told, `most` at most. */
export function page<T>(
  rows: readonly T[],
  query: URLSearchParams,
  present: (row: T) => unknown,
  most = 400,
): HttpAnswer {
  const offset = Math.max(0, Number(query.get('offset') ?? 0) || 0);
  const limit = Math.min(most, Math.max(1, Number(query.get('limit') ?? 20) || 20));
  const results = rows.slice(offset, offset + limit).map(present);
  return ok({ count: results.length, results });
}

/** All of a list that Arena does not page. */
export const whole = (results: readonly unknown[]): HttpAnswer => ok({ count: results.length, results });

const PARAMETERS = new Set(['offset', 'limit', 'responseview', 'criteria', 'includeEmptyAdditionalAttributes']);

/** Rows whose attributes are what the query asks for; `*` is a wildcard, `!` in front means not. Errors: 3019. */
export function search<T>(
  rows: readonly T[],
  query: URLSearchParams,
  attributes: Readonly<Record<string, (row: T) => unknown>>,
): T[] {
  let found = [...rows];
  for (const [name, wanted] of query) {
    if (PARAMETERS.has(name)) continue;
    const read = attributes[name];
    if (read === undefined) throw notSearchable(name);
    const isNot = wanted.startsWith('!');
    const pattern = patternOf(isNot ? wanted.slice(1) : wanted);
    found = found.filter((row) => pattern.test(String(read(row) ?? '')) !== isNot);
  }
  return found;
}

function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is');
}

export const urls = (kind: string, guid: string) => ({
  api: `https://api.arenasolutions.com/v1/${kind}/${guid}`,
  app: `https://app.bom.com/${guid}`,
});
