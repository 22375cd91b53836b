import type { Json } from '../../connectors/ports.ts';
import type { LedgerStep } from './ledger.ts';

/** Under which of these a posting's result names the record that it left, see connectors/ports/erp-write.ts. */
const ID_FIELDS = ['partId', 'scrapId', 'pickingId', 'bomId', 'productId', 'workOrderId'];

/**
 * The record that a step left in its back end, for people to find it there; null where it left none of its own.
 * Its type is the first half of the operation, for example mrp.production of mrp.production/confirm-part.
 */
export function externalRefOf(step: Pick<LedgerStep, 'system' | 'connection' | 'operation'>, result: Json): Json {
  if (result === null || typeof result !== 'object' || Array.isArray(result)) return null;
  const fields = result as { readonly [key: string]: Json };
  const { system, connection } = step;
  const [first] = Array.isArray(fields.refs) ? fields.refs : [];
  if (first !== null && typeof first === 'object') {
    const { type, id } = first as { readonly [key: string]: Json };
    if (typeof type === 'string' && typeof id === 'string') return { system, connection, type, id };
  }
  const id = ID_FIELDS.map((name) => fields[name]).find((value) => typeof value === 'string');
  const [type = null] = step.operation.split('/');
  return typeof id === 'string' ? { system, connection, type, id } : null;
}
