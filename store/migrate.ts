import fs from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { type HubDatabase, takeAppRole } from './db.ts';

export const migrationsFolder = path.join(import.meta.dirname, 'migrations');

/**
 * Brings schema `hub` up to date, as the role that logged in; safe for several processes at once. Migrations are
 * the files `migrations/NNN-name.ts`, each exporting `up` and `down`. Returns the names of those that it ran.
 */
export async function migrateToLatest(db: HubDatabase): Promise<readonly string[]> {
  return db.connection().execute(async (connection) => {
    await sql`RESET ROLE`.execute(connection);
    await sql`SET lock_timeout = 0`.execute(connection); // another process may be migrating
    try {
      const migrator = new Migrator({
        db: connection.withoutPlugins(),
        provider: fileProvider,
        migrationTableSchema: 'hub',
        allowUnorderedMigrations: true,
      });
      const { error, results } = await migrator.migrateToLatest();
      if (error) throw error instanceof Error ? error : new Error(String(error));
      return (results ?? []).map((result) => result.migrationName);
    } finally {
      await sql`RESET lock_timeout`.execute(connection);
      await takeAppRole({ query: (text) => sql.raw(text).execute(connection) });
    }
  });
}

const fileProvider: MigrationProvider = {
  async getMigrations() {
    const found: Record<string, Migration> = {};
    for (const file of fs.readdirSync(migrationsFolder).sort()) {
      if (!/^\d{3}-[\w-]+\.ts$/.test(file)) continue;
      found[file.slice(0, -3)] = (await import(path.join(migrationsFolder, file))) as Migration;
    }
    return found;
  },
};
