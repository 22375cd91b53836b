import { NeedsAttentionError, RejectedError } from '../../../lib/errors.ts';
import { businessProblem, type Problem } from '../../../lib/problem.ts';

/** The rule behind a refusal, the field of the posting's input that it is about, and what helps a program. */
export type About = Partial<Pick<Problem, 'rule' | 'path' | 'detail'>>;

/** What the ERP's own state forbids; nothing was posted. */
export const refused = (code: string, message: string, about: About = {}): RejectedError =>
  new RejectedError(businessProblem(code, message, { system: 'ERP', ...about }));

/** What stands in the ERP is neither what was found nor what the posting leaves. */
export const postedOtherwise = (
  message: string,
  reason: 'PARTIAL' | 'DUPLICATE_MARKER' = 'PARTIAL',
): NeedsAttentionError =>
  new NeedsAttentionError(reason, [businessProblem('ERP_POSTED_OTHERWISE', message, { system: 'ERP' })]);
