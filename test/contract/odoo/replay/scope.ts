import { readFileSync } from 'node:fs';
import { modelCall, type Recording, type Series } from './recordings.ts';

interface Scope {
  /** Models whose recordings the simulator must answer. */
  readonly models: readonly string[];
  /** Recordings that read the demo data of the recorded servers: keys and types are compared, not values. */
  readonly shapeOnly: readonly string[];
  /** Recordings in scope in which the simulator is known to differ, and why. They do not count as replayed. */
  readonly knownDifferences: Readonly<Record<string, string>>;
  /** The same of the second set: names, each with the versions that differ where not all do. */
  readonly knownOfSecond: readonly { readonly why: string; readonly names: readonly string[] }[];
  /** Fields that the simulator does not have: they are left out of the question and of the answer. */
  readonly fieldsNotHere: Readonly<Record<string, readonly string[]>>;
  /** Recordings of models in scope that are out of it, and why. */
  readonly excluded: { readonly names: readonly string[]; readonly why: string };
}

export const scope = JSON.parse(readFileSync(new URL('../scope.json', import.meta.url), 'utf8')) as Scope;

/** Calls of a model in scope, and everything of the protocol itself. */
export function inScope(recording: Recording): boolean {
  const call = modelCall(recording);
  if (scope.excluded.names.includes(recording.name)) return false;
  return !call || scope.models.includes(call.model) || recording.n < 100;
}

export function isShapeOnly(name: string): boolean {
  return scope.shapeOnly.includes(name);
}

/** The recording without the fields that the simulator does not have, in what was asked and in what was answered. */
export function withoutStrangeFields(recording: Recording): Recording {
  const call = modelCall(recording);
  const strange = scope.fieldsNotHere[call?.model ?? ''];
  if (!strange) return recording;
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((one) => !strange.includes(one)).map(strip);
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([key]) => !strange.includes(key));
    return Object.fromEntries(kept.map(([key, one]) => [key, strip(one)]));
  };
  return { ...recording, body: strip(recording.body), answer: strip(recording.answer) };
}

/** Is the simulator known to differ here? Of a series, since versions differ. */
export function isKnownToDiffer(name: string, series: Series): boolean {
  if (name in scope.knownDifferences) return true;
  return secondNames(series).has(name);
}

/** Recordings of the second set in which the simulator is known to differ from a version. */
export function secondNames(series: Series): ReadonlySet<string> {
  const named = scope.knownOfSecond.flatMap(({ names }) => names.map((name) => name.split(' ')));
  const own = named.filter(([, ...versions]) => versions.length === 0 || versions.includes(series.slice(0, 2)));
  return new Set(own.map(([name = '']) => name));
}
