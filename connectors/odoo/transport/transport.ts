import type { OdooCall } from './call.ts';

export type TransportKind = 'json2' | 'jsonrpc';

/** How a call is made; `kind` decides what a lost answer means: a read may be asked again, a write may have happened. */
export interface SendOptions {
  kind: 'read' | 'write';
  /** Total time from the call to the end of its answer. */
  timeoutMs: number;
  /** Runs in the same tick as the first byte leaves; what it throws is thrown on, and nothing was sent. */
  beforeSend?: () => void;
  /** Runs when the request has left, before its answer is read. */
  afterSend?: () => void;
  /** Ends a read, and a write that has not left yet. A write that has left is waited for. */
  signal?: AbortSignal;
}

/** Who calls, and where. */
export interface Access {
  database: string;
  /** The API key, or the password (JSON-RPC only). */
  secret: string;
}

/**
 * One RPC of Odoo. The answer is the method's result; a method that returns nothing answers null.
 * Never repeats a write. Errors: RejectedError, RetryableError, OutcomeUnknownError (writes only), and
 * NeedsAttentionError SCHEMA_MISMATCH where the call itself is wrong; see fault-table.ts.
 */
export interface OdooTransport {
  readonly kind: TransportKind;
  call(access: Access, call: OdooCall, options: SendOptions): Promise<unknown>;
  /** The next call asks anew who the login is. False where nothing was known of it. */
  forgetUser(): boolean;
  close(): void;
}
