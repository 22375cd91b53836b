import { sql } from 'kysely';
import type { Transaction } from './db.ts';

/** A command as it was recorded, with whose it is. */
export interface RecordedReport {
  id: string;
  plantCodes: readonly string[];
  clientId: string;
  input: unknown;
}

/** Nothing came of it, or what came of it was taken back. */
const WITHOUT_EFFECT = ['REJECTED', 'CANCELLED', 'EXPIRED', 'COMPENSATING', 'COMPENSATED'];

/**
 * Commands of one type on an order, under any of its numbers, whose work ended about then and that were accepted before
 * `beforeId` (null: all). Oldest first; those without effect are left out.
 */
export async function reportsAbout(
  db: Transaction,
  about: { type: string; plantCode: string; orderNumbers: readonly string[]; endedAt: string; withinMs: number },
  beforeId: string | null,
): Promise<RecordedReport[]> {
  const { type, plantCode, orderNumbers, withinMs } = about;
  const endedAt = new Date(about.endedAt).getTime();
  const [from, to] = [endedAt - withinMs, endedAt + withinMs].map((time) => new Date(time).toISOString());
  const rows = await db
    .selectFrom('command')
    .select(['id', 'plants', 'client_id', 'input'])
    .where('type', '=', type)
    .where('plant', '=', plantCode)
    .where(sql<boolean>`input ? 'orderNumber' AND input ->> 'orderNumber' = ANY (${[...orderNumbers]}::text[])`)
    // The canonical text of an instant sorts as the instant does.
    .where(sql<boolean>`input ->> 'endedAt' BETWEEN ${from} AND ${to}`)
    .where('status', 'not in', WITHOUT_EFFECT)
    .$if(beforeId !== null, (query) =>
      query.where(
        sql<boolean>`(created_at, id) < (SELECT created_at, id FROM hub.command WHERE id = ${beforeId}::uuid)`,
      ),
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, plantCodes: row.plants, clientId: row.client_id, input: row.input }));
}
