import { receipt } from '../addon/receipt.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import type { Version } from '../orm/types.ts';
import { baseModels } from './base.ts';
import { bomModels } from './bom.ts';
import { locationModels } from './location.ts';
import { lotParts } from './lot.ts';
import { maintenanceModels } from './maintenance.ts';
import { move } from './move.ts';
import { moveLine } from './move-line.ts';
import { overview } from './overview.ts';
import { backorderWizard, picking } from './picking.ts';
import { plain } from './plain.ts';
import { productModels } from './product.ts';
import { production } from './production.ts';
import { purchaseModels } from './purchase.ts';
import { quantModels } from './quant.ts';
import { returnModels } from './returns.ts';
import { scrap, scrapWizard } from './scrap.ts';
import { unbuild, unbuildWizard } from './unbuild.ts';
import { uomModels } from './uom.ts';
import { wizardModels } from './wizards.ts';
import { workcenterModels } from './workcenter.ts';
import { workorder } from './workorder.ts';

/** Every model that the simulator knows. Those that a version does not have drop out with their fields. */
export function allModels(version: Version): ModelDefinition[] {
  return [
    ...baseModels(version),
    ...uomModels(version),
    ...productModels(version),
    ...locationModels(),
    ...quantModels(),
    ...bomModels(version),
    ...workcenterModels(),
    ...purchaseModels(),
    ...maintenanceModels(version),
    ...wizardModels(),
    ...returnModels(),
    plain('stock.lot', 'Lot/Serial', ...lotParts(version)),
    plain('stock.move', 'Stock Move', move),
    plain('stock.move.line', 'Product Moves (Stock Move Line)', moveLine),
    plain('stock.picking', 'Transfer', picking),
    plain('stock.backorder.confirmation', 'Backorder Confirmation', backorderWizard),
    plain('stock.backorder.confirmation.line', 'Backorder Confirmation Line', {
      cascade: ['backorder_confirmation_id'],
    }),
    plain('stock.scrap', 'Scrap', scrap),
    plain('stock.scrap.reason.tag', 'Scrap Reason Tag', { order: 'sequence, id' }),
    plain('stock.warn.insufficient.qty.scrap', 'Warn Insufficient Scrap Quantity', scrapWizard),
    plain('stock.warn.insufficient.qty.unbuild', 'Warn Insufficient Unbuild Quantity', unbuildWizard),
    plain('stock.valuation.layer', 'Stock Valuation Layer', { order: 'create_date, id' }),
    plain('stock.reference', 'Reference between stock documents'),
    plain('procurement.group', 'Procurement Group', {
      defaults: { move_type: 'direct' },
      inverse: { mrp_production_ids: 'procurement_group_id' },
    }),
    plain('mrp.production.group', 'Production Group', { inverse: { production_ids: 'production_group_id' } }),
    plain('mrp.production', (v) => (v === 17 ? 'Production Order' : 'Manufacturing Order'), production),
    plain('mrp.workorder', 'Work Order', workorder),
    plain('mrp.unbuild', 'Unbuild Order', unbuild),
    plain('hub.receipt', 'Receipt of a posting of the manufacturing hub', receipt),
    plain('report.mrp.report_mo_overview', 'MO Overview Report', overview),
  ];
}
