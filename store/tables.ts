import type { ConnectionTable } from './connections.ts';
import type { EventLogTable, EventTable, IngestCursorTable, IngestLookTable, IngestSeenTable } from './event-tables.ts';
import type { HoldDispositionTable, HoldEnforcementTable, QualityHoldTable } from './holds-tables.ts';
import type { LedgerTables } from './ledger-tables.ts';
import type { RolloutItemTable, RolloutTable } from './rollouts-tables.ts';

/** The hub's tables as kysely sees them: one property per table of schema `hub`, its row type beside it. */
export interface HubTables extends LedgerTables {
  event: EventTable;
  event_log: EventLogTable;
  ingest_cursor: IngestCursorTable;
  ingest_seen: IngestSeenTable;
  ingest_look: IngestLookTable;
  connection: ConnectionTable;
  quality_hold: QualityHoldTable;
  hold_enforcement: HoldEnforcementTable;
  hold_disposition: HoldDispositionTable;
  rollout: RolloutTable;
  rollout_item: RolloutItemTable;
}
