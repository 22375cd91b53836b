const LONGEST = 2_000;
/** A file of the server, by its folder or its ending; a location such as WH/Stock is none. */
const FILES =
  /(?:File )?["']?(?:\/(?:usr|opt|var|home|etc|tmp|mnt|srv|root|run|lib|app|odoo)\/[^\s"',:;)]*|[^\s"'(]+\.py)["']?(?:, line \d+(?:, in \S+)?)?/g;
/** How PostgreSQL begins when it names its own address. */
const DATABASE_ADDRESS = /connection to server (?:on socket|at) .*? failed: /g;

/** Odoo's words as people may read them: no traceback, no path or address of the server, not the secret of the call. */
export function spoken(words: string, secret: string): string {
  const [text = ''] = words.split(/\s*Traceback \(most recent call last\)/);
  const open = secret === '' ? text : text.replaceAll(secret, '***');
  const clean = open.replace(DATABASE_ADDRESS, '').replace(FILES, '…').trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

export const firstLine = (text: string): string => text.split('\n')[0]?.trim() ?? '';
