import type { HttpAnswer } from './http.ts';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body where it is whole JSON and says so; undefined otherwise. */
export function parseJson(answer: HttpAnswer): { value: unknown } | undefined {
  if (!/^application\/json\b/i.test(answer.contentType)) return undefined;
  try {
    return { value: JSON.parse(answer.text) };
  } catch {
    return undefined;
  }
}
