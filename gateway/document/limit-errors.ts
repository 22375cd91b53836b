import { type DocumentNode, GraphQLError } from 'graphql';
import type { Limits } from '../limits.ts';
import { type Measures, measure } from './measure.ts';
import { mostRepeats } from './repeats.ts';

/** Why a document is too large, in one way or another; none where it is not. Linear in its length. */
export function limitErrors(document: DocumentNode, limits: Limits): GraphQLError[] {
  const measures = measure(document);
  const errors = LIMITED.filter(([name]) => measures[name] > limits[name]).map(([name, what]) => {
    const size = Number.isFinite(measures[name]) ? measures[name] : 'endless';
    return new GraphQLError(`The document has ${size} ${what}, at most ${limits[name]} are allowed`);
  });
  if (errors.length > 0) return errors;
  const repeats = mostRepeats(document);
  if (repeats <= limits.repeats) return [];
  return [new GraphQLError(`The document asks for one place ${repeats} times, at most ${limits.repeats} are allowed`)];
}

const LIMITED: readonly (readonly [keyof Measures & keyof Limits, string])[] = [
  ['depth', 'levels of fields'],
  ['aliases', 'aliases'],
  ['directives', 'directives'],
  ['rootFields', 'root fields'],
  ['fields', 'fields with its fragments opened'],
];
