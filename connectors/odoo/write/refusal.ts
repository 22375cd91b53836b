import { NeedsAttentionError, RejectedError } from '../../../lib/errors.ts';
import { businessProblem } from '../../../lib/problem.ts';

/** What the ERP's own state forbids; nothing was posted. */
export const refused = (code: string, message: string, rule?: string): RejectedError =>
  new RejectedError(businessProblem(code, message, { system: 'ERP', ...(rule === undefined ? {} : { rule }) }));

/** What stands in the ERP is neither what was found nor what the posting leaves. */
export const postedOtherwise = (
  message: string,
  reason: 'PARTIAL' | 'DUPLICATE_MARKER' = 'PARTIAL',
): NeedsAttentionError =>
  new NeedsAttentionError(reason, [businessProblem('ERP_POSTED_OTHERWISE', message, { system: 'ERP' })]);
