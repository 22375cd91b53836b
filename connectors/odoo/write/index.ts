import type { PlantBinding, ReadOptions } from '../../ports/common.ts';
import type { ErpReader } from '../../ports/erp-read.ts';
import type { ErpPostings, ErpWriteReads } from '../../ports/erp-write.ts';
import type { WriteLimits } from '../../ports/posting.ts';
import { Addon } from '../addon.ts';
import type { OdooSession } from '../session.ts';
import { activateBom } from './activate-bom.ts';
import type { UnitNames } from './catalog.ts';
import { confirmPart } from './confirm-part.ts';
import { consume } from './consume.ts';
import { countStock } from './count-stock.ts';
import { createBom } from './create-bom.ts';
import { createItem } from './create-item.ts';
import { createLots } from './create-lots.ts';
import { holdMove } from './hold-move.ts';
import { receive } from './receive.ts';
import { replaceItem } from './replace-item.ts';
import { requestMaintenance } from './request-maintenance.ts';
import { WriteRpc } from './rpc.ts';
import { scrap } from './scrap.ts';
import { Sites } from './site.ts';
import { snapshotOf } from './snapshot.ts';
import { unbuild } from './unbuild.ts';
import { reportWorkOrder } from './work-order-report.ts';

export interface OdooWriteOptions {
  session: OdooSession;
  plants: readonly PlantBinding[];
  limits: WriteLimits;
  /** Reads that are not shared with a request, for the order itself. */
  openReader: (options: ReadOptions) => ErpReader;
  /** Unit names of this Odoo that the hub does not know by itself, with their UN/CEFACT codes. */
  unitNames?: UnitNames;
  /** How long what is known of the hub's add-on holds; 5 minutes where left out. */
  recheckAddonMs?: number;
}

/** Everything that the hub posts to one Odoo, and the fresh reads that belong to it. */
export function createOdooPostings(options: OdooWriteOptions): { postings: ErpPostings; forWriting: ErpWriteReads } {
  const { session, plants, limits, openReader, unitNames = {} } = options;
  const rpc = new WriteRpc(session, limits);
  const sites = new Sites(rpc, plants);
  const addon = new Addon(session, options.recheckAddonMs);
  return {
    postings: {
      confirmPart: confirmPart(rpc, sites, unitNames, addon),
      consume: consume(rpc, sites, unitNames, addon),
      reportWorkOrder: reportWorkOrder(rpc, sites, addon),
      scrap: scrap(rpc, sites, addon),
      moveToHold: holdMove(rpc, sites, 'TO_HOLD', addon),
      moveFromHold: holdMove(rpc, sites, 'FROM_HOLD', addon),
      createLots: createLots(rpc, sites),
      createItem: createItem(rpc, unitNames),
      replaceItem: replaceItem(rpc, unitNames),
      createBom: createBom(rpc, sites, unitNames),
      activateBom: activateBom(rpc, sites),
      unbuild: unbuild(rpc, sites, addon),
      receive: receive(rpc, sites, unitNames, addon),
      countStock: countStock(rpc, sites),
      requestMaintenance: requestMaintenance(rpc, sites),
    },
    forWriting: {
      async snapshot(plantCode, orderNumber) {
        const order = await openReader({ plants: [plantCode] }).order(plantCode, orderNumber);
        return order === null ? null : await snapshotOf(rpc, unitNames, order, { stepKey: 'snapshot' });
      },
    },
  };
}
