import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { EngineeringChangeResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';
import { toImpact } from '../../to-graph.ts';

export const EngineeringChange: EngineeringChangeResolvers<OdooContext> = {
  __resolveReference: (reference) => reference,

  /** The gateway brings the affected items from the PLM. */
  async impact(parent, { plantCode }, context) {
    const reader = context.readerOf(plantCode);
    if (reader === null) return null;
    for (const domain of ['production', 'purchasing', 'inventory'] as const) requireDomainRead(context.caller, domain);
    const itemNumbers = (parent.affectedItems ?? []).map((affected) => affected.item.itemNumber);
    return toImpact(plantCode, await reader.impact(plantCode, itemNumbers));
  },
};
