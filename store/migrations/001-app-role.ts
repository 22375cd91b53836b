import { type Kysely, sql } from 'kysely';

/**
 * The role that the hub works as. Where the login may not create roles, the hub works as its owner, and only the
 * triggers guard the ledger. Runs first: the privileges count for tables that later migrations make.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    DO $$
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_app') THEN
        BEGIN
          CREATE ROLE hub_app NOLOGIN;
        EXCEPTION
          WHEN duplicate_object OR unique_violation THEN NULL; -- made by another database's migration just now
          WHEN insufficient_privilege THEN
            RAISE NOTICE 'role hub_app cannot be created: the hub works as %', current_user;
        END;
      END IF;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_app') THEN RETURN; END IF;
      BEGIN
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
          EXECUTE format('GRANT hub_app TO %I', current_user);
        END IF;
      EXCEPTION
        WHEN insufficient_privilege THEN RAISE NOTICE 'role hub_app cannot be granted to %', current_user;
      END;
      GRANT USAGE ON SCHEMA hub TO hub_app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA hub GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hub_app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA hub GRANT USAGE ON SEQUENCES TO hub_app;
    END $$`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    DO $$
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_app') THEN RETURN; END IF;
      ALTER DEFAULT PRIVILEGES IN SCHEMA hub REVOKE ALL ON TABLES FROM hub_app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA hub REVOKE ALL ON SEQUENCES FROM hub_app;
      REVOKE USAGE ON SCHEMA hub FROM hub_app;
    END $$`.execute(db);
}
