import type { CallRecorder } from './common.ts';

export type Guarantee = 'RECEIPT' | 'CONDITIONAL' | 'DETECTABLE' | 'BLIND';

/** JSON that a ledger row can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface PostingContext {
  /** Unique per step and the same on every try; the marker that the record carries where the back end has a place for it. */
  stepKey: string;
  /** Rises with every claim of the command. */
  fence: number;
  /** Instant after which nothing more may be sent. */
  deadline: Date;
  /** Throws when this worker may no longer send (its lease ran out); called in the same tick as the write leaves. */
  beforeSend(): void;
  /** Called when the request has left and before its answer is read. */
  afterSend?(): void;
}

export interface ReadContext {
  stepKey: string;
  signal?: AbortSignal;
  /** Counts the calls, where somebody is told of them. */
  calls?: CallRecorder | undefined;
  /** What an earlier try of the step found; what stands there by now may be what that try has prepared. */
  earlier?: Json;
}

export interface ProbeContext extends ReadContext {
  /** Of the claim that asks: the back end may be told to refuse older ones from now on. */
  fence?: number;
}

/**
 * `found`: it happened, with what it left. `absent`: it did not; trust it only when quiescent, or where it `isFinal`:
 * the back end refuses what may still be under way. Anything else is thrown as NeedsAttentionError.
 */
export type ProbeResult<Result extends Json> =
  | { outcome: 'found'; result: Result }
  | { outcome: 'absent'; isFinal?: true };

/**
 * One write to a back end that a command plans as a step.
 * Errors of apply: RejectedError (proven refused), RetryableError (proven not sent or rolled back),
 * OutcomeUnknownError (sent, no proven answer), NeedsAttentionError (the post-condition read back is wrong).
 */
export interface Posting<Input extends Json = Json, Before extends Json = Json, Result extends Json = Json> {
  /** For example mrp.production/confirm-part; stable, as ledger rows carry it. */
  readonly operation: string;
  /** The least that it gives. */
  readonly guarantee: Guarantee;
  /** What it gives as the back end is set up right now, where that may be more. Never throws. */
  guaranteeNow?(): Promise<Guarantee>;
  /** Why the guarantee holds; shown in the connection's datasheet. */
  readonly because: string;
  /** Reads what the posting finds and says what it will leave; stored with the intent. RejectedError where the state forbids it. */
  prepare(input: Input, context: ReadContext): Promise<Before>;
  /** Does the write, then reads the post-condition back: a reply is not the truth. */
  apply(input: Input, before: Before, context: PostingContext): Promise<Result>;
  /** What became of an intent whose outcome is open; posts nothing. */
  probe(input: Input, before: Before, context: ProbeContext): Promise<ProbeResult<Result>>;
}

/** A posting of any input, as the ledger's worker sees it. */
export type AnyPosting = Posting<never, never, Json>;

/** Constants of a connection's writes; see the inequalities in docs/command-life-cycle.md. */
export interface WriteLimits {
  rpcMaxMs: number;
  quiescenceMs: number;
  leaseMs: number;
}
