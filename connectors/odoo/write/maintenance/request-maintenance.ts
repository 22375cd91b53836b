import type { MaintenanceInput, MaintenanceResult } from '../../../ports/erp-write.ts';
import type { Posting } from '../../../ports/posting.ts';
import { externalName, findExternalId } from '../../model/external-id.ts';
import { refused } from '../../model/refusal.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import { loadOne } from '../kit/load.ts';

type MaintenanceBefore = { companyId: number; equipmentId: number | null };

/** Asks for corrective maintenance; urgent where production stands still. */
export function requestMaintenance(
  rpc: WriteRpc,
  sites: Sites,
): Posting<MaintenanceInput, MaintenanceBefore, MaintenanceResult> {
  return {
    operation: 'maintenance.request/request',
    guarantee: 'RECEIPT',
    because:
      "The request carries an external id made of the step's key; it is unique in Odoo's SQL and is written in the " +
      'transaction that creates the request, so a repeat meets the same record.',

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      if (input.equipmentCode === null) return { companyId: site.companyId, equipmentId: null };
      const rows = await rpc.search(
        'maintenance.equipment',
        [
          ['serial_no', '=', input.equipmentCode],
          ['company_id', 'in', [site.companyId, false]],
        ],
        ['name'],
        context,
      );
      const [equipment, ...others] = rows;
      const about = { rule: 'MR-01', path: ['equipmentCode'] };
      if (equipment === undefined) {
        throw refused(
          'EQUIPMENT_NOT_FOUND',
          `The ERP has no equipment with the serial number ${input.equipmentCode}`,
          about,
        );
      }
      if (others.length > 0) {
        throw refused('EQUIPMENT_AMBIGUOUS', `The ERP has several pieces of equipment ${input.equipmentCode}`, about);
      }
      return { companyId: site.companyId, equipmentId: equipment.id };
    },

    async apply(input, before, context) {
      const values = {
        name: input.title,
        'company_id/.id': String(before.companyId),
        maintenance_type: 'corrective',
        priority: input.stopsProduction ? '3' : '1',
        ...(input.description === null ? {} : { description: paragraph(input.description) }),
        ...(before.equipmentId === null ? {} : { 'equipment_id/.id': String(before.equipmentId) }),
      };
      const name = externalName('maintenance', context.stepKey);
      const id = await loadOne(rpc, 'maintenance.request', name, values, context);
      return { requestId: String(id) };
    },

    async probe(_input, _before, context) {
      const name = externalName('maintenance', context.stepKey);
      const id = await findExternalId(rpc, 'maintenance.request', name, context);
      return id === null ? { outcome: 'absent' } : { outcome: 'found', result: { requestId: String(id) } };
    },
  };
}

/** The field is HTML, and the text is not. */
const paragraph = (text: string): string =>
  `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`;
