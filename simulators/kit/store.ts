import { DatabaseSync } from 'node:sqlite';

/** One SQLite file (or `:memory:`) that holds a simulator's state and its journal, so that both commit together. */
export interface Store {
  readonly db: DatabaseSync;
  /** Runs `work` in one transaction (all or nothing); inside another one it joins it. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export function openStore(file: string): Store {
  const db = new DatabaseSync(file);
  // WAL with NORMAL survives the kill of the process; only a power cut could lose the last commits.
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000',
  );
  let depth = 0;
  return {
    db,
    transaction(work) {
      if (depth > 0) return work();
      db.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => db.close(),
  };
}
