import { NeedsAttentionError, RejectedError, RetryableError } from '../../../lib/errors.ts';

/** An error that Odoo itself answered, so the call's transaction was rolled back. Its traceback is never kept. */
export class OdooFault extends Error {
  override readonly name = 'OdooFault';
  /** Python class, for example odoo.exceptions.ValidationError. */
  readonly python: string;
  readonly status: number;
  constructor(python: string, message: string, status: number) {
    super(message);
    this.python = python;
    this.status = status;
  }
}

/** What Odoo answered behind an error of the transport; undefined where Odoo's answer is not the cause. */
export function faultBehind(error: unknown): OdooFault | undefined {
  const isOurs =
    error instanceof RejectedError || error instanceof RetryableError || error instanceof NeedsAttentionError;
  return isOurs && error.cause instanceof OdooFault ? error.cause : undefined;
}
