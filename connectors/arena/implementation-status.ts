import { z } from 'zod';
import { NeedsAttentionError, RejectedError, RetryableError } from '../../lib/errors.ts';
import { businessProblem, technicalProblem } from '../../lib/problem.ts';
import type { ImplementationStatusInput, Json, Posting } from '../ports.ts';
import { findChange } from './changes.ts';
import type { ArenaClient } from './client.ts';
import * as wire from './wire.ts';

const before = z.object({ guid: z.string() });

/** Tells the PLM how far a change is carried out; Arena lets it be set in every lifecycle phase of a change. */
export function implementationStatusPosting(
  client: ArenaClient,
): Posting<ImplementationStatusInput, Json, { status: string }> {
  const statusOf = async (guid: string) => {
    const row = await client.read({ path: `/changes/${guid}`, kind: 'changes' }, wire.change);
    return row?.implementationStatus === 'NEEDS_ATTN' ? 'NEEDS_ATTENTION' : row?.implementationStatus;
  };
  return {
    operation: 'change/implementation-status',
    guarantee: 'CONDITIONAL',
    because: 'setting a status that is set already changes nothing, and what is set can be read',
    async prepare({ changeNumber }) {
      const row = await findChange(client, changeNumber);
      if (row === null)
        throw new RejectedError(
          businessProblem('CHANGE_NOT_FOUND', `The PLM has no change ${changeNumber}`, { system: 'PLM' }),
        );
      return { guid: row.guid };
    },
    async apply({ changeNumber, status }, found, gate) {
      const { guid } = before.parse(found);
      if ((await statusOf(guid)) === status) return { status };
      const body = { implementationStatus: status };
      const refusal = await client.write({ method: 'PUT', path: `/changes/${guid}`, body, kind: 'changes' }, gate);
      if (refusal !== null)
        throw new RetryableError(`The PLM refused the status of ${changeNumber}: ${refusal}`, {
          why: 'ROLLED_BACK',
          system: 'PLM',
        });
      const after = await statusOf(guid);
      if (after !== status)
        throw new NeedsAttentionError('SCHEMA_MISMATCH', [
          technicalProblem('STATUS_NOT_CONFIRMED', `The PLM took ${status} for ${changeNumber} and shows ${after}`, {
            system: 'PLM',
            isRetryable: false,
          }),
        ]);
      return { status };
    },
    async probe({ status }, found) {
      const is = await statusOf(before.parse(found).guid);
      return is === status ? { outcome: 'found', result: { status } } : { outcome: 'absent' };
    },
  };
}
