import { z } from 'zod';
import { GraphError } from '../../../lib/errors.ts';
import { startTrack, type Track } from './track.ts';

const stamp = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
const cursor = z.strictObject({
  answer: z.int().nonnegative(),
  read: z.record(
    z.string(),
    z.strictObject({
      settled: stamp,
      behind: z.strictObject({ from: stamp, afterId: z.int().nullable(), horizon: stamp }).nullable(),
    }),
  ),
});

/** Where a caller stands: a track for each model, and the number of answers that told something before. */
export interface Place {
  readonly answer: number;
  readonly tracks: Readonly<Record<string, Track>>;
}

export function encodePlace({ answer, tracks }: Place): string {
  const read = Object.entries(tracks).map(([model, { settled, behind }]) => [model, { settled, behind }]);
  return JSON.stringify({ answer, read: Object.fromEntries(read) });
}

/** Errors: GraphError BAD_USER_INPUT. `now` by the caller's own clock, as in a track. */
export function decodePlace(text: string, now: number): Place {
  const parsed = cursor.safeParse(jsonOf(text));
  if (!parsed.success) throw new GraphError('BAD_USER_INPUT', 'not a cursor of the changes of an Odoo');
  const { answer, read } = parsed.data;
  const tracks = Object.entries(read).map(([model, { settled, behind }]) => [
    model,
    { ...startTrack(settled, now), behind },
  ]);
  return { answer, tracks: Object.fromEntries(tracks) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
