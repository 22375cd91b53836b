import { isPlainDecimal } from '../decimal.ts';
import { stringScalar } from './scalar.ts';

/** Longer than any quantity or amount of a back end: PostgreSQL numeric and Odoo floats stay below it. */
const DIGITS_MAX = 38;

/** Plain decimal notation, at most 38 digits: no NaN, Infinity, exponent, comma, plus sign or "-0". */
export const DecimalScalar = stringScalar({
  name: 'Decimal',
  description: 'Decimal number as a string, for example "12.500". Never NaN, Infinity or exponent notation.',
  whyNot: (text) => {
    if (!isPlainDecimal(text)) {
      return 'is written as digits with at most one point, for example "12.500": no exponent, comma, plus sign, NaN or Infinity';
    }
    if (text.replace(/[-.]/g, '').length > DIGITS_MAX) return `has at most ${DIGITS_MAX} digits`;
    if (text.startsWith('-') && !/[1-9]/.test(text)) return 'knows no negative zero: write "0"';
    return undefined;
  },
});
