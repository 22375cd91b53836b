import type { HubDatabase } from '../../store/db.ts';

/** How exactly it is kept when a back end last answered. */
const GRAIN_MS = 10_000;

/** Keeps when each connection was last looked at with success, for /metrics of any process. */
export function createLookBook(db: HubDatabase, now: () => number = () => performance.now()) {
  const notedAt = new Map<string, number>();
  return {
    async note(connection: string): Promise<void> {
      const last = notedAt.get(connection);
      if (last !== undefined && now() - last < GRAIN_MS) return;
      notedAt.set(connection, now());
      const row = { connection, good_at: new Date() };
      await db
        .insertInto('ingest_look')
        .values(row)
        .onConflict((conflict) => conflict.column('connection').doUpdateSet({ good_at: row.good_at }))
        .execute();
    },
  };
}
