/** The command ledger (migrations 010 to 015). Read only: it is written through its functions. */
export interface LedgerTables {
  command: CommandTable;
  command_aggregate: CommandAggregateTable;
  command_step: CommandStepTable;
  command_event: CommandEventTable;
  approval: ApprovalTable;
  seal: SealTable;
}

export interface CommandTable {
  id: string;
  client_id: string;
  idempotency_key: string;
  fingerprint: string;
  type: string;
  version: number;
  plants: string[];
  /** The one plant; null for none and for several. */
  plant: string | null;
  input: unknown;
  overrides: { code: string; reason: string }[];
  risk: 'NORMAL' | 'HIGH';
  requested_by: string;
  correlation_id: string;
  /** The caller's W3C trace context, where it gave one. */
  traceparent: string | null;
  tracestate: string | null;
  caused_by: string | null;
  created_at: Date;
  not_before: Date | null;
  not_after: Date;
  status: string;
  status_since: Date;
  reason: string | null;
  problems: unknown[];
  approved_by: string | null;
  wait_until: Date | null;
  doubt_since: Date | null;
  probes: number;
  attempts: number;
  deferrals: number;
  claims: number;
  next_attempt_at: Date;
  lease_owner: string | null;
  lease_until: Date | null;
  fence: string;
  finished_at: Date | null;
}

export interface CommandAggregateTable {
  command_id: string;
  aggregate_key: string;
  seq: string | null;
  is_open: boolean;
}

export interface CommandStepTable {
  command_id: string;
  step_no: number;
  name: string;
  system: 'ERP' | 'PLM' | 'MES' | 'QMS';
  connection: string;
  operation: string;
  marker: string;
  input: unknown;
  before: unknown;
  guarantee: 'RECEIPT' | 'CONDITIONAL' | 'DETECTABLE' | 'BLIND';
  state: 'PLANNED' | 'INTENT' | 'IN_DOUBT' | 'APPLIED' | 'REFUSED' | 'COMPENSATED';
  certainty: 'CONFIRMED' | 'PROBED' | 'ATTESTED' | 'UNKNOWN';
  attempts: number;
  intent_fence: string | null;
  intent_at: Date | null;
  quiesce_at: Date | null;
  external_ref: unknown;
  result: unknown;
  problem: unknown;
}

export interface CommandEventTable {
  seq: string;
  xid: string;
  command_id: string;
  n: number;
  at: Date;
  actor: string;
  from_status: string | null;
  to_status: string;
  detail: unknown;
  prev_hash: Buffer;
  hash: Buffer;
}

export interface ApprovalTable {
  command_id: string;
  n: number;
  by: string;
  at: Date;
  is_approved: boolean;
  fingerprint: string;
  comment: string | null;
}

export interface SealTable {
  n: string;
  last_xid: string;
  last_seq: string;
  cnt: string;
  root: Buffer;
  at: Date;
}
