import { createHash } from 'node:crypto';

/**
 * Which side of progressive overrides (`@override(label: "percent(n)")`) a request takes. It draws a number from 0 to
 * 100 once, out of its correlation id, and a field comes from its new subgraph where the number is below the field's
 * percentage: over many requests the percentages hold, and one that is sent again with its id goes the same way.
 * Plans differ only where a percentage lies between two draws, so the draw is rounded down to the percentage below it.
 */
export function drawOverride(percentages: readonly number[], correlationId: string): number {
  if (percentages.length === 0) return 0;
  const drawn = (createHash('sha256').update(correlationId).digest().readUInt32BE() / 2 ** 32) * 100;
  return Math.max(0, ...percentages.filter((percentage) => percentage <= drawn));
}
