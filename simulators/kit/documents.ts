import type { Store } from './store.ts';

export interface Document {
  readonly id: number | string;
}

/** JSON records of one kind in the simulator's store, in the order they were inserted. Writes join the open transaction. */
export interface Collection<T extends Document> {
  /** With the next number as its id. */
  insert(document: Omit<T, 'id'>): T;
  /** Inserts or replaces under its own id; a replaced record keeps its place. */
  put(document: T): T;
  get(id: T['id']): T | undefined;
  remove(id: T['id']): void;
  all(): T[];
  /** Records whose field (a top-level name) equals the value. */
  where(field: keyof T & string, value: string | number): T[];
  first(field: keyof T & string, value: string | number): T | undefined;
}

export interface Documents {
  collection<T extends Document>(kind: string): Collection<T>;
  clear(): void;
}

export function openDocuments(store: Store): Documents {
  const { db } = store;
  db.exec(`CREATE TABLE IF NOT EXISTS documents (
    place INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id))`);
  const next = db.prepare('SELECT coalesce(max(CAST(id AS INTEGER)), 0) + 1 AS id FROM documents WHERE kind = ?');
  const upsert = db.prepare(`INSERT INTO documents (kind, id, body) VALUES (?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`);
  const select = db.prepare('SELECT body FROM documents WHERE kind = ? AND id = ?');
  const selectAll = db.prepare('SELECT body FROM documents WHERE kind = ? ORDER BY place');
  const drop = db.prepare('DELETE FROM documents WHERE kind = ? AND id = ?');
  const matching = db.prepare('SELECT body FROM documents WHERE kind = ? AND json_extract(body, ?) = ? ORDER BY place');
  return {
    collection<T extends Document>(kind: string): Collection<T> {
      const read = (row: unknown): T => JSON.parse(String((row as { body: string }).body)) as T;
      const put = (document: T): T => {
        upsert.run(kind, String(document.id), JSON.stringify(document));
        return document;
      };
      const where = (field: string, value: string | number) => matching.all(kind, `$."${field}"`, value).map(read);
      return {
        insert: (document) => put({ id: Number(next.get(kind)?.id), ...document } as unknown as T),
        put,
        get(id) {
          const row = select.get(kind, String(id));
          return row === undefined ? undefined : read(row);
        },
        remove: (id) => {
          drop.run(kind, String(id));
        },
        all: () => selectAll.all(kind).map(read),
        where,
        first: (field, value) => where(field, value)[0],
      };
    },
    clear() {
      db.exec('DELETE FROM documents');
    },
  };
}
