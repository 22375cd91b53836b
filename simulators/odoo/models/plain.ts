import type { ModelDefinition } from '../orm/registry.ts';
import type { ModelPart, Version } from '../orm/types.ts';

/** A model definition of the given parts. */
export function plain(
  name: string,
  label: string | ((version: Version) => string),
  ...parts: readonly ModelPart[]
): ModelDefinition {
  return { name, label, parts };
}
