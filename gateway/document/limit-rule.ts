import { GraphQLError, type ValidationRule } from 'graphql';
import type { Limits } from '../limits.ts';
import { type Measures, measure } from './measure.ts';

/** A validation rule that refuses documents that are too large in one way or another. */
export function limitRule(limits: Limits): ValidationRule {
  return (context) => ({
    Document: {
      enter(document) {
        const measures = measure(document);
        for (const [name, what] of LIMITED) {
          if (measures[name] <= limits[name]) continue;
          const size = Number.isFinite(measures[name]) ? measures[name] : 'endless';
          context.reportError(
            new GraphQLError(`The document has ${size} ${what}, at most ${limits[name]} are allowed`),
          );
        }
      },
    },
  });
}

const LIMITED: readonly (readonly [keyof Measures & keyof Limits, string])[] = [
  ['depth', 'levels of fields'],
  ['aliases', 'aliases'],
  ['directives', 'directives'],
  ['rootFields', 'root fields'],
  ['fields', 'fields with its fragments opened'],
];
