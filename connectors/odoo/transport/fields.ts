import { NeedsAttentionError } from '../../../lib/errors.ts';
import { technicalProblem } from '../../../lib/problem.ts';
import type { CallRecorder } from '../../ports/common.ts';
import { faultBehind } from './fault.ts';
import type { OdooSession } from './session.ts';

export interface FieldInfo {
  type: string;
  relation?: string;
  required?: boolean;
}
export type ModelFields = ReadonlyMap<string, FieldInfo>;

/** Errors: those of a read. A model that does not exist, or that the user may not see, has no fields. */
export async function fetchFields(session: OdooSession, model: string, calls?: CallRecorder): Promise<ModelFields> {
  try {
    const fields = await session.call<Record<string, FieldInfo>>(
      { model, method: 'fields_get', args: { attributes: ['type', 'relation', 'required'] } },
      { kind: 'read', calls },
    );
    return new Map(Object.entries(fields));
  } catch (error) {
    const fault = faultBehind(error);
    const isAbsent = fault !== undefined && /NotFound$|UserError$|AccessError$|KeyError$/.test(fault.python);
    if (isAbsent) return new Map();
    throw error;
  }
}

/** Those of `wanted` that the server has. `needed`: without these the hub cannot work; all that lack are named. */
export function knownFields(
  model: string,
  fields: ModelFields,
  wanted: readonly string[],
  needed: readonly string[] = [],
): string[] {
  const missing = needed.filter((name) => !fields.has(name));
  if (missing.length > 0) {
    const message =
      fields.size === 0
        ? `Odoo has no model ${model}, or the hub's user may not see it`
        : `Odoo's ${model} has no ${missing.join(', ')}`;
    throw new NeedsAttentionError('SCHEMA_MISMATCH', [
      technicalProblem('ERP_FIELDS_MISSING', message, {
        system: 'ERP',
        isRetryable: false,
        detail: { model, missing },
      }),
    ]);
  }
  return wanted.filter((name) => fields.has(name));
}
