import type { StatementSync } from 'node:sqlite';
import type { Store } from '../../kit/index.ts';
import type { Row, Value } from './types.ts';

interface Table {
  readonly rows: Map<number, Row>;
  /** field → value → ids; built when first asked for. */
  readonly indexes: Map<string, Map<Value, Set<number>>>;
  nextId: number;
}

/** All records in memory, written through to SQLite at commit; a rollback restores the memory. */
export class Database {
  readonly #store: Store;
  readonly #save: StatementSync;
  readonly #drop: StatementSync;
  readonly #saveNextId: StatementSync;
  readonly #tables = new Map<string, Table>();
  #undo: { model: string; id: number; old: Row | undefined }[] = [];
  #sequencesTouched = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
    store.db.exec(`CREATE TABLE IF NOT EXISTS record (model TEXT, id INTEGER, data TEXT NOT NULL,
      PRIMARY KEY (model, id)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS next_id (model TEXT PRIMARY KEY, value INTEGER NOT NULL)`);
    this.#save = store.db.prepare('INSERT OR REPLACE INTO record (model, id, data) VALUES (?, ?, ?)');
    this.#drop = store.db.prepare('DELETE FROM record WHERE model = ? AND id = ?');
    this.#saveNextId = store.db.prepare('INSERT OR REPLACE INTO next_id (model, value) VALUES (?, ?)');
    for (const row of store.db.prepare('SELECT model, data FROM record').all()) {
      const record = JSON.parse(String(row.data)) as Row;
      const table = this.#table(String(row.model));
      table.rows.set(record.id, record);
      table.nextId = Math.max(table.nextId, record.id + 1);
    }
    for (const row of store.db.prepare('SELECT model, value FROM next_id').all()) {
      const table = this.#table(String(row.model));
      table.nextId = Math.max(table.nextId, Number(row.value));
    }
  }

  get isEmpty(): boolean {
    return this.#tables.size === 0;
  }

  /** One call of a client: everything that `work` changes is kept, or nothing. */
  transaction<T>(work: () => T): T {
    try {
      return this.#store.transaction(() => {
        const result = work();
        this.#flush();
        this.#undo = [];
        return result;
      });
    } catch (error) {
      for (const { model, id, old } of this.#undo.toReversed()) this.#place(this.#table(model), id, old);
      this.#undo = [];
      throw error;
    }
  }

  /** Ids are never used twice, not even those of a transaction that failed. */
  newId(model: string): number {
    const table = this.#table(model);
    const id = table.nextId;
    table.nextId += 1;
    this.#sequencesTouched.add(model);
    return id;
  }

  get(model: string, id: number): Row | undefined {
    return this.#tables.get(model)?.rows.get(id);
  }

  all(model: string): IterableIterator<Row> {
    return this.#table(model).rows.values();
  }

  put(model: string, row: Row): void {
    const table = this.#table(model);
    this.#undo.push({ model, id: row.id, old: table.rows.get(row.id) });
    this.#place(table, row.id, row);
    if (row.id >= table.nextId) {
      table.nextId = row.id + 1;
      this.#sequencesTouched.add(model);
    }
  }

  remove(model: string, id: number): void {
    const table = this.#table(model);
    this.#undo.push({ model, id, old: table.rows.get(id) });
    this.#place(table, id, undefined);
  }

  /** Ids of the rows whose stored field has this value, ascending. */
  idsBy(model: string, field: string, value: Value): number[] {
    const table = this.#table(model);
    let index = table.indexes.get(field);
    if (!index) {
      index = new Map();
      for (const row of table.rows.values()) addTo(index, row[field] ?? false, row.id);
      table.indexes.set(field, index);
    }
    return [...(index.get(value) ?? [])].sort((a, b) => a - b);
  }

  clear(): void {
    this.#tables.clear();
    this.#undo = [];
    this.#sequencesTouched.clear();
    this.#store.db.exec('DELETE FROM record; DELETE FROM next_id');
  }

  #table(model: string): Table {
    let table = this.#tables.get(model);
    if (!table) {
      table = { rows: new Map(), indexes: new Map(), nextId: 1 };
      this.#tables.set(model, table);
    }
    return table;
  }

  #place(table: Table, id: number, row: Row | undefined): void {
    const old = table.rows.get(id);
    for (const [field, index] of table.indexes) {
      const before = old && (old[field] ?? false);
      const after = row && (row[field] ?? false);
      if (before === after) continue;
      if (before !== undefined) index.get(before)?.delete(id);
      if (after !== undefined) addTo(index, after, id);
    }
    if (row) table.rows.set(id, row);
    else table.rows.delete(id);
  }

  #flush(): void {
    const changed = new Map<string, Set<number>>();
    for (const { model, id } of this.#undo) {
      const ids = changed.get(model);
      if (ids) ids.add(id);
      else changed.set(model, new Set([id]));
    }
    for (const [model, ids] of changed) {
      for (const id of ids) {
        const row = this.get(model, id);
        if (row) this.#save.run(model, id, JSON.stringify(row));
        else this.#drop.run(model, id);
      }
    }
    for (const model of this.#sequencesTouched) this.#saveNextId.run(model, this.#table(model).nextId);
    this.#sequencesTouched.clear();
  }
}

function addTo(index: Map<Value, Set<number>>, value: Value, id: number): void {
  const ids = index.get(value);
  if (ids) ids.add(id);
  else index.set(value, new Set([id]));
}
