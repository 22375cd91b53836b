import type { ColumnType, Generated } from 'kysely';
import type { HoldDispositionTable, HoldEnforcementTable, QualityHoldTable } from './holds-tables.ts';
import type { LedgerTables } from './ledger-tables.ts';
import type { RolloutItemTable, RolloutTable } from './rollouts-tables.ts';

/** The hub's tables as kysely sees them: one property per table of schema `hub`, its row type beside it. */
export interface HubTables extends LedgerTables {
  event: EventTable;
  quality_hold: QualityHoldTable;
  hold_enforcement: HoldEnforcementTable;
  hold_disposition: HoldDispositionTable;
  rollout: RolloutTable;
  rollout_item: RolloutItemTable;
}

/** The event log (migration 030): appended in the transaction that makes the fact true, never changed. */
export interface EventTable {
  seq: Generated<string>;
  xid: Generated<string>;
  event_id: Generated<string>;
  at: Generated<Date>;
  stream: string;
  plant: string | null;
  /** What a subscription may filter by, as `kind:value`. */
  keys: Generated<string[]>;
  payload: ColumnType<unknown, string, never>;
  source: string | null;
  source_key: string | null;
}
