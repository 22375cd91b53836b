import { refused } from '../../model/refusal.ts';

/**
 * An action that opens a dialogue is a question: nothing was posted.
 * Errors: RejectedError ERP_NEEDS_DECISION with Odoo's question.
 */
export function refuseWizard(answer: unknown, what: string): void {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return;
  const action = answer as Record<string, unknown>;
  if (typeof action.res_model !== 'string') return;
  const question = typeof action.name === 'string' ? action.name : action.res_model;
  const message = `Odoo asks before ${what}: ${question}`;
  throw refused('ERP_NEEDS_DECISION', message, { detail: { wizard: action.res_model } });
}
