import { NeedsAttentionError, OutcomeUnknownError } from '../../../lib/errors.ts';
import type { WriteRpc } from './rpc.ts';

/**
 * Reads back what an answered write must have changed. That the read fails says nothing of the write, so its error
 * must not be taken for one. Errors: NeedsAttentionError; OutcomeUnknownError for all others.
 */
export async function readBack<T>(rpc: WriteRpc, what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NeedsAttentionError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Odoo answered ${what}, and it could not be read back: ${reason}`;
    throw new OutcomeUnknownError(message, { system: 'ERP', connection: rpc.connection, cause: error });
  }
}
