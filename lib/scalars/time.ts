import { stringScalar } from './scalar.ts';

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** RFC 3339 with an offset, on a day that exists, second by second (leap seconds are refused). */
export const DateTimeScalar = stringScalar({
  name: 'DateTime',
  description: 'Instant, RFC 3339 with an offset.',
  whyNot: (text) => {
    const date = INSTANT.exec(text)?.[1];
    if (date === undefined) return 'is RFC 3339 with an offset, for example "2026-03-01T06:30:00+01:00"';
    return whyNotDate(date);
  },
});

/** YYYY-MM-DD, on a day that exists. */
export const DateScalar = stringScalar({
  name: 'Date',
  description: "Calendar date, YYYY-MM-DD, in the plant's time zone.",
  whyNot: whyNotDate,
});

function whyNotDate(text: string): string | undefined {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return 'is YYYY-MM-DD, for example "2026-03-01"';
  if (year === '0000') return 'has a year from 0001 on';
  const real = new Date(0);
  real.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const exists = real.getUTCMonth() === Number(month) - 1 && real.getUTCDate() === Number(day);
  return exists ? undefined : `names a day that does not exist: ${text}`;
}
