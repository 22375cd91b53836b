export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text of a command's stored input; null where it has none. */
export function textField(input: unknown, name: string): string | null {
  const value = isObject(input) ? input[name] : undefined;
  return typeof value === 'string' ? value : null;
}
