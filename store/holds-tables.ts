import type { ColumnType, Generated } from 'kysely';

/** PROVISIONAL: effective, its scope not looked up yet. WITHDRAWN: the command that placed it came to nothing. */
export type HoldRowState = 'PROVISIONAL' | 'ACTIVE' | 'RELEASED' | 'WITHDRAWN';
export type HoldSeverity = 'MINOR' | 'MAJOR' | 'CRITICAL';
export type EnforcementState = 'PENDING' | 'APPLIED' | 'FAILED';
export type EnforcingSystem = 'ERP' | 'MES';

/** Migration 040. The scope is an order, or an item with or without one of its lots, at one plant. */
export interface QualityHoldTable {
  hold_id: string;
  seq: Generated<string>;
  plant: string;
  state: HoldRowState;
  severity: HoldSeverity;
  reason: string;
  order_number: string | null;
  item_number: string | null;
  lot_number: string | null;
  ncr_number: string | null;
  placed_by: string;
  placed_at: Date;
  placed_command: string;
  released_by: string | null;
  released_at: Date | null;
  released_command: string | null;
}

/** Migration 040. Once the hold is released, APPLIED means lifted there. */
export interface HoldEnforcementTable {
  hold_id: string;
  system: EnforcingSystem;
  state: EnforcementState;
  at: Date;
  problem: ColumnType<unknown, string | null, string | null>;
}

/** Migration 040. Null lot or quantity: all of it. */
export interface HoldDispositionTable {
  seq: Generated<string>;
  hold_id: string;
  disposition: string;
  item_number: string | null;
  lot_number: string | null;
  quantity_value: string | null;
  quantity_unit: string | null;
  decided_by: string;
  decided_at: Date;
  concession: string | null;
}
