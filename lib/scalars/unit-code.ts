import { stringScalar } from './scalar.ts';

/** The form of a UN/CEFACT Recommendation 20 code; whether a code is known is the business of the unit table. */
export const UnitCodeScalar = stringScalar({
  name: 'UnitCode',
  description: 'Unit of measure, UN/CEFACT Recommendation 20 code: C62 (one), KGM, GRM, MTR, LTR, HUR, MIN.',
  whyNot: (text) =>
    /^[A-Z0-9]{2,3}$/.test(text)
      ? undefined
      : 'is a UN/CEFACT code of two or three capitals or digits, for example "KGM"',
});
