import type { ColumnType } from 'kysely';
import type { HubDatabase, Transaction } from './db.ts';

/** Migration 034: a connection as it was last examined. */
export interface ConnectionTable {
  connection: string;
  examined_at: Date;
  /** Reached, and the key accepted. */
  is_up: boolean;
  /** When nothing was found that keeps the hub from working with it. */
  last_good_at: Date | null;
  version: string | null;
  /** Of the key that ends first; null where none ends. */
  key_expires_at: Date | null;
  findings: ColumnType<StoredFinding[], string, string>;
}

export interface StoredFinding {
  level: string;
  text: string;
}

export interface Examination {
  connection: string;
  examinedAt: Date;
  isUp: boolean;
  isGood: boolean;
  version: string | null;
  /** Undefined where it could not be asked: what was known of it stays. */
  keyExpiresAt: Date | null | undefined;
  findings: readonly StoredFinding[];
}

/** Keeps an examination in the place of the one before. An older one than that which is stored changes nothing. */
export async function storeExamination(tx: Transaction, examination: Examination): Promise<void> {
  const { connection, examinedAt, isUp, isGood, version, keyExpiresAt, findings } = examination;
  const row = { examined_at: examinedAt, is_up: isUp, findings: JSON.stringify(findings) };
  await tx
    .insertInto('connection')
    .values({
      ...{ ...row, connection, version, key_expires_at: keyExpiresAt ?? null },
      last_good_at: isGood ? examinedAt : null,
    })
    .onConflict((conflict) =>
      conflict
        .column('connection')
        .doUpdateSet({
          ...row,
          ...(isGood ? { last_good_at: examinedAt } : {}),
          ...(version === null ? {} : { version }),
          ...(keyExpiresAt === undefined ? {} : { key_expires_at: keyExpiresAt }),
        })
        .where('connection.examined_at', '<', examinedAt),
    )
    .execute();
}

/** By name. */
export async function readExaminations(db: HubDatabase, connections: readonly string[]) {
  if (connections.length === 0) return [];
  return db.selectFrom('connection').selectAll().where('connection', 'in', connections).orderBy('connection').execute();
}
