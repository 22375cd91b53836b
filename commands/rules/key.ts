const LENGTH_MAX = 128;
/** Printable ASCII and the letters of the Latin scripts: nothing invisible, nothing that only looks like a letter. */
const ALLOWED = /^[\x20-\x7E\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u017F]+$/;

/**
 * Why a text cannot identify a lot, an item, an order; undefined where it can. Two texts that look the same are one
 * key or one of them is refused: composed (NFC) first, then an allow-list, no space at the ends or twice in a row.
 */
export function whyNotKey(text: string): string | undefined {
  const key = text.normalize('NFC');
  if (key === '') return 'must not be empty';
  if (key.length > LENGTH_MAX) return `has at most ${LENGTH_MAX} characters`;
  if (!ALLOWED.test(key)) return 'has characters that are not allowed: Latin letters, digits and ASCII signs only';
  if (key !== key.trim()) return 'must not begin or end with a space';
  if (key.includes('  ')) return 'must not have two spaces in a row';
  return undefined;
}
