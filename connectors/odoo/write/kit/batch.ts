import type { Domain } from '../../model/rpc.ts';
import type { OdooCall } from '../../transport/call.ts';

/** A record that an earlier call of the same batch made, or was about: the nth one of the call at that place. */
export type Made = { readonly $id: readonly [call: number, nth: number] };
export type RecordId = number | Made;

/** The records that a domain finds when the call's turn comes. */
export type Found = { readonly $search: readonly [model: string, domain: Domain] };

/**
 * A call as data. Its arguments and domains may hold a `Made` in the place of an id, and its lists of x2many commands
 * what `removeAll` gives.
 */
export interface BatchCall extends Omit<OdooCall, 'ids'> {
  ids?: readonly RecordId[] | Found;
}

/** What must be so of the records that a domain finds, archived ones included. */
export interface Check {
  /** For people: what is wrong where it is not so. */
  says: string;
  model: string;
  domain: Domain;
  count?: number;
  /** Exactly these records. */
  ids?: readonly number[];
  /** Sums of fields over the records, in plain decimals; they may differ by `within`. */
  sums?: Readonly<Record<string, string>>;
  within?: string;
}

export interface BatchRead {
  model: string;
  domain: Domain;
  fields: readonly string[];
}

/**
 * Everything that one posting does to Odoo, as data: carried out call by call, or all at once by the add-on. The
 * checks and the reads are the add-on's; call by call, the records are judged once the calls were made.
 */
export interface Batch {
  /** In their order; the last one has the effect, those before it may be repeated. */
  calls: readonly BatchCall[];
  /** Puts back what was prepared, where Odoo refused. Call by call only: a transaction leaves nothing to put back. */
  undo?: readonly BatchCall[];
  /** What the calls were made for; it may have changed since it was read. */
  before: readonly Check[];
  /** What they leave. */
  after: readonly Check[];
  /** What the result is made of. */
  reads: readonly BatchRead[];
}

/** Adds a call; answers how later ones name its records. */
export function add(calls: BatchCall[], call: BatchCall): (nth?: number) => Made {
  const at = calls.push(call) - 1;
  return (nth = 0) => ({ $id: [at, nth] });
}

/** As a command of an x2many: deletes the records that stand in a field of those that the domain finds, one by one. */
export const removeAll = (model: string, domain: Domain, field: string): object => ({
  $remove: [model, domain, field],
});
