import { bulkhead } from 'cockatiel';
import type { Layout } from '../model/layout.ts';
import { type Row, textIn } from '../model/row.ts';
import type { OdooCall } from '../transport/call.ts';
import { faultBehind } from '../transport/fault.ts';
import type { ModelFields } from '../transport/fields.ts';
import type { OdooSession } from '../transport/session.ts';
import type { OdooVersion } from '../transport/version.ts';

/** Calls at once: an examination runs beside the hub's work, and an Odoo that is still loading answers no crowd in time. */
const AT_ONCE = 2;
/** An Odoo that was just started, or not used for a while, loads for so long before it answers. */
const COLD_START_MS = 60_000;

/** The user behind the key. */
export interface User {
  id: number;
  login: string | null;
  email: string | null;
  zone: string | null;
  language: string | null;
  companies: number;
}

/** What every part of an examination needs. */
export interface Look {
  session: OdooSession;
  layout: Layout;
  version: OdooVersion;
  user: User;
  ask<Result>(call: OdooCall): Promise<Result>;
  /** None where there is no such model. */
  fields(model: string): Promise<ModelFields>;
}

/** Errors: those of a read. */
export async function startLook(session: OdooSession, layout: Layout): Promise<Look> {
  const gate = bulkhead(AT_ONCE, Number.POSITIVE_INFINITY);
  const ask = <Result>(call: OdooCall) => gate.execute(() => session.call<Result>(call, { kind: 'read' }));
  const fieldsOf = (model: string) => gate.execute(() => session.fields(model));
  const version = await session.version();
  const { uid } = await session.call<{ uid: number }>(
    { model: 'res.users', method: 'context_get' },
    { kind: 'read', timeoutMs: COLD_START_MS },
  );
  const fields = ['login', 'email', 'tz', 'lang', 'company_ids'];
  const [row] = await ask<Row[]>({ model: 'res.users', method: 'read', ids: [uid], args: { fields, load: '' } });
  return { session, layout, version, ask, fields: fieldsOf, user: toUser(uid, row ?? { id: uid }) };
}

function toUser(id: number, row: Row): User {
  return {
    id,
    login: textIn(row, 'login'),
    email: textIn(row, 'email'),
    zone: textIn(row, 'tz'),
    language: textIn(row, 'lang'),
    companies: Array.isArray(row.company_ids) ? row.company_ids.length : 1,
  };
}

/** Of a question that Odoo itself answers with an error; other errors are thrown. */
export async function unlessRefused<Result>(question: Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await question;
  } catch (error) {
    if (faultBehind(error) === undefined) throw error;
    return otherwise;
  }
}
