import type { Store } from './store.ts';

/** One effect on a simulated back end. `n` counts from 1; `at` is an ISO instant in UTC. */
export interface JournalRow {
  readonly n: number;
  readonly at: string;
  /** What the client called: `model.method`, or `METHOD /path`. */
  readonly call: string;
  readonly model: string;
  readonly id: number | string;
  /** For example `production.posted`, `stock.moved`, `record.created`. */
  readonly effect: string;
  readonly quantity: number | null;
  readonly lots: readonly string[] | null;
}

export interface Journal {
  /** Writes one row in the transaction that is open; without one it commits alone. */
  append(row: Omit<JournalRow, 'n'>): void;
  after(n: number): JournalRow[];
  clear(): void;
}

export function openJournal(store: Store): Journal {
  store.db.exec(`CREATE TABLE IF NOT EXISTS journal (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, call TEXT NOT NULL, model TEXT NOT NULL,
    id TEXT NOT NULL, effect TEXT NOT NULL, quantity REAL, lots TEXT)`);
  const insert = store.db.prepare(
    'INSERT INTO journal (at, call, model, id, effect, quantity, lots) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const select = store.db.prepare('SELECT * FROM journal WHERE n > ? ORDER BY n');
  return {
    append(row) {
      const lots = row.lots === null ? null : JSON.stringify(row.lots);
      insert.run(row.at, row.call, row.model, JSON.stringify(row.id), row.effect, row.quantity, lots);
    },
    after(n) {
      return select.all(n).map((row) => ({
        n: Number(row.n),
        at: String(row.at),
        call: String(row.call),
        model: String(row.model),
        id: JSON.parse(String(row.id)) as number | string,
        effect: String(row.effect),
        quantity: row.quantity === null ? null : Number(row.quantity),
        lots: row.lots === null ? null : (JSON.parse(String(row.lots)) as string[]),
      }));
    },
    clear() {
      store.db.exec(`DELETE FROM journal; DELETE FROM sqlite_sequence WHERE name = 'journal'`);
    },
  };
}
