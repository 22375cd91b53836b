import fs from 'node:fs';
import path from 'node:path';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import type { HubDatabase } from './db.ts';

export const migrationsFolder = path.join(import.meta.dirname, 'migrations');

/**
 * Brings schema `hub` up to date; safe for several processes at once. Migrations are the files
 * `migrations/NNN-name.ts`, each exporting `up` and `down`. Returns the names of those that it ran.
 */
export async function migrateToLatest(db: HubDatabase): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: db.withoutPlugins(),
    provider: fileProvider,
    migrationTableSchema: 'hub',
    allowUnorderedMigrations: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error(String(error));
  return (results ?? []).map((result) => result.migrationName);
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
