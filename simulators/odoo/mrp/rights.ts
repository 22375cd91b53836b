import type { Env } from '../orm/env.ts';
import { accessError } from '../orm/errors.ts';
import { str } from '../orm/types.ts';

const READERS = ['Accounting/Administrator', 'Accounting/Invoicing', 'Purchase/User'];
const SHOWN = 'Show Accounting Features - Readonly';

/**
 * Since 19 `mrp_account` reads analytic lines and journal entries when an order is split: a user of Manufacturing and
 * Inventory alone may not, and the posting is refused after it was prepared.
 */
export function guardSplit(env: Env): void {
  const user = env.find('res.users', env.uid);
  const groups = str(user?.sim_groups).split(' ');
  if (env.version < 19 || user?.sim_role === 'admin' || !user?.sim_role) return;
  if (groups.includes('purchase') || groups.includes('accounting')) return;
  if (!groups.includes('analytic')) {
    const readers = [...READERS, SHOWN, 'Analytic Accounting', 'Role / Portal'];
    refuse('stock.move.analytic_account_line_ids', 'Analytic Line', 'account.analytic.line', readers);
  }
  refuse('mrp.production.wip_move_ids', 'Journal Entry', 'account.move', [...READERS, SHOWN, 'Role / Portal']);
}

function refuse(field: string, label: string, model: string, groups: readonly string[]): never {
  throw accessError(
    `Failed to read field ${field}\nYou are not allowed to access '${label}' (${model}) records.\n\n` +
      `This operation is allowed for the following groups:\n${groups.map((group) => `\t- ${group}\n`).join('')}\n` +
      'Contact your administrator to request access if necessary.',
  );
}
