import { canonicalHash } from '../../lib/canonical.ts';
import type { Override } from './types.ts';

/** Hash of what a command is: hex SHA-256 of the canonical JSON of type, version, plants, input and overrides. */
export function fingerprintOf(command: {
  type: string;
  version: number;
  plants: readonly string[];
  input: unknown;
  overrides: readonly Override[];
}): string {
  const { type, version, input } = command;
  const overrides = command.overrides
    .map(({ code, reason }) => ({ code, reason }))
    .sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  return canonicalHash({
    type,
    version,
    plants: [...command.plants].sort(),
    input,
    ...(overrides.length > 0 ? { overrides } : {}),
  });
}
