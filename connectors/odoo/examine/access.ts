import type { ExpiringKey, Finding } from '../../ports/common.ts';
import { type Row, textIn } from '../model/row.ts';
import type { Look } from './look.ts';

const DAY_MS = 86_400_000;
/** From here on a key's end is told of again and again. */
export const WARN_DAYS = [14, 7, 1] as const;

/** How the hub speaks to it, and as whom. */
export async function access({ session, version, user }: Look): Promise<Finding[]> {
  const { transport, because, isFallback } = await session.choice();
  const name = transport.kind === 'json2' ? 'JSON-2' : 'JSON-RPC';
  const findings: Finding[] = [
    { level: 'ok', text: `Odoo ${version.text} by ${name}: ${because}`, about: 'transport' },
  ];
  if (transport.kind === 'jsonrpc' && version.mayHaveJson2) {
    findings.push({
      level: 'warning',
      text: 'JSON-RPC is deprecated from 19 on and will be taken away',
      todo: isFallback
        ? 'Let every proxy before Odoo pass /json/2, and see that its module rpc is installed'
        : 'Leave transport out of the connection, where nothing speaks against JSON-2',
      about: 'transport deprecated',
    });
  }
  const { login, email, zone, language } = user;
  findings.push({
    level: 'ok',
    text: `User ${login ?? session.login} (${user.id}), ${email ?? 'no e-mail address'}, time zone ${zone ?? 'not set'}, language ${language ?? 'not set'}`,
    about: 'user',
  });
  if (login !== null && login !== session.login) {
    const text = `The key is that of the user ${login}, and the factory file says ${session.login}`;
    findings.push({ level: 'warning', text, todo: 'Name the user that the key belongs to as login', about: 'login' });
  }
  if (email === null) {
    findings.push({
      level: version.major < 19 ? 'warning' : 'note',
      text: 'The user has no e-mail address: Odoo 17 and 18 refuse a transfer that makes a backorder, as a partial receipt does',
      todo: 'Give the user an e-mail address',
      about: 'email',
    });
  }
  if (language !== null && !language.startsWith('en')) {
    findings.push({
      level: 'warning',
      text: `The user's language is ${language}: errors may come in it, and the hub tells some apart by their English words`,
      todo: 'Set the language of the user to English',
      about: 'language',
    });
  }
  return findings;
}

/** Since 18 a key of anyone but an administrator ends after 90 days at most. */
export async function keyExpiry(look: Look): Promise<{ findings: Finding[]; keys: ExpiringKey[] }> {
  if (look.version.major < 18) {
    return { findings: [{ level: 'ok', text: 'API keys of this version do not end', about: 'keys' }], keys: [] };
  }
  const rows = await look.ask<Row[]>({
    model: 'res.users.apikeys',
    method: 'search_read',
    // An administrator would see everybody's.
    args: { domain: [['user_id', '=', look.user.id]], fields: ['name', 'scope', 'expiration_date'] },
  });
  const usable = rows.filter((row) => (textIn(row, 'scope') ?? 'rpc') === 'rpc' && !(endOf(row) && hasEnded(row)));
  if (usable.length === 0) {
    const text = 'The user has no API key: the connection uses a password, which JSON-2 does not accept';
    return { findings: [{ level: 'warning', text, todo: `Make one: ${HOW}`, about: 'keys' }], keys: [] };
  }
  const keys = usable.flatMap((row) => {
    const expiresAt = endOf(row);
    return expiresAt === null ? [] : [{ id: String(row.id), name: textIn(row, 'name') ?? '', expiresAt }];
  });
  keys.sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
  const findings = keys.map((key) => findingOf(key, usable.length));
  if (findings.length === 0) findings.push({ level: 'ok', text: 'No API key of the user ends', about: 'keys' });
  return { findings, keys };
}

const HOW = 'in the preferences of the user, Account Security, New API Key';

function findingOf({ id, name, expiresAt }: ExpiringKey, count: number): Finding {
  const days = Math.floor((expiresAt.getTime() - Date.now()) / DAY_MS);
  const which = count === 1 ? `The API key "${name}"` : `"${name}", one of ${count} API keys of the user,`;
  const unsure = count === 1 ? '' : '; Odoo does not tell which one is in use';
  const level = days < 1 ? 'error' : days < WARN_DAYS[0] ? 'warning' : 'ok';
  return {
    level,
    text: `${which} ends at ${expiresAt.toISOString()}, in ${days === 1 ? '1 day' : `${days} days`}${unsure}`,
    about: `key ${id} ${level}`,
    ...(level === 'ok'
      ? {}
      : { todo: `Make a new one (${HOW}), put it where the factory file says, then delete the old one` }),
  };
}

/** Null for a key that does not end. */
function endOf(row: Row): Date | null {
  const text = textIn(row, 'expiration_date');
  return text === null ? null : new Date(`${text.replace(' ', 'T')}Z`);
}

const hasEnded = (row: Row): boolean => (endOf(row)?.getTime() ?? Number.POSITIVE_INFINITY) <= Date.now();
