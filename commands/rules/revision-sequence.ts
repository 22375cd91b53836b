/** Letters that revisions use: those that are read as digits or as one another are left out. */
const LETTERS = 'ABCDEFGHJKLMNPRTUVWY';

/** The next revision of a scheme of letters (A to Y, then AA) or numbers (1, 2, 3); undefined for any other scheme. */
export function successorOf(revision: string): string | undefined {
  if (/^\d{1,9}$/.test(revision)) return String(Number(revision) + 1).padStart(revision.length, '0');
  const digits = [...revision].map((letter) => LETTERS.indexOf(letter));
  if (digits.length === 0 || digits.includes(-1)) return undefined;
  for (let place = digits.length - 1; place >= 0; place--) {
    const next = (digits[place] ?? 0) + 1;
    if (next < LETTERS.length) {
      digits[place] = next;
      return lettersOf(digits);
    }
    digits[place] = 0;
  }
  return lettersOf([0, ...digits]);
}

const lettersOf = (digits: readonly number[]): string => digits.map((digit) => LETTERS[digit]).join('');
