import { createHash } from 'node:crypto';
import { NeedsAttentionError } from '../../../lib/errors.ts';
import { technicalProblem } from '../../../lib/problem.ts';
import type { ReadContext } from '../../ports/posting.ts';
import { faultBehind } from '../transport/fault.ts';
import type { WriteRpc } from './rpc.ts';

/** The module part of every external id of ours; the pair (module, name) is unique in Odoo's SQL. */
const MODULE = 'hub';

/** Name of an external id: what it marks, and a digest of what makes it unique. No copy of a record inherits it. */
export function externalName(kind: string, ...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  return `${kind}_${digest}`;
}

export const fullExternalId = (name: string): string => `${MODULE}.${name}`;

/** Id of the record that carries the external id; null where none does. Any user may ask this. */
export async function findExternalId(
  rpc: WriteRpc,
  model: string,
  name: string,
  context: ReadContext,
): Promise<number | null> {
  let answer: unknown;
  try {
    answer = await rpc.ask(
      {
        model: 'ir.model.data',
        method: 'check_object_reference',
        args: { module: MODULE, xml_id: name },
        // Otherwise an archived record counts as one that may not be read.
        context: { active_test: false },
      },
      context,
    );
  } catch (error) {
    const fault = faultBehind(error);
    if (fault?.python === 'builtins.ValueError' && fault.message.includes(fullExternalId(name))) return null;
    throw error;
  }
  if (Array.isArray(answer) && answer[0] === model && typeof answer[1] === 'number') return answer[1];
  const message = `The external id ${fullExternalId(name)} does not name a readable ${model}`;
  throw new NeedsAttentionError('SCHEMA_MISMATCH', [technicalProblem('ERP_MARKER_ODD', message, { system: 'ERP' })]);
}
