import type { ReadOptions } from '../../ports/common.ts';
import type { ErpReader } from '../../ports/erp-read.ts';
import type { ErpPostings, ErpWriteReads } from '../../ports/erp-write.ts';
import type { WriteLimits } from '../../ports/posting.ts';
import type { Layout } from '../model/layout.ts';
import { WriteRpc } from '../model/rpc.ts';
import { Sites } from '../model/site.ts';
import { Addon } from '../transport/addon.ts';
import type { OdooSession } from '../transport/session.ts';
import { activateBom } from './bom/activate-bom.ts';
import { createBom } from './bom/create-bom.ts';
import { confirmPart } from './confirm/confirm-part.ts';
import { consume } from './consume/consume.ts';
import { countStock } from './count/count-stock.ts';
import { holdMove } from './hold/hold-move.ts';
import { createItem } from './item/create-item.ts';
import { replaceItem } from './item/replace-item.ts';
import { createLots } from './lot/create-lots.ts';
import { requestMaintenance } from './maintenance/request-maintenance.ts';
import { receive } from './receive/receive.ts';
import { scrap } from './scrap/scrap.ts';
import { snapshotOf } from './snapshot.ts';
import { unbuild } from './unbuild/unbuild.ts';
import { reportWorkOrder } from './work-order/report.ts';

export interface OdooWriteOptions {
  session: OdooSession;
  /** Of the same connection: what reads and postings know of plants and units is one. */
  layout: Layout;
  limits: WriteLimits;
  /** Reads that are not shared with a request, for the order itself. */
  openReader: (options: ReadOptions) => ErpReader;
  /** How long what is known of the hub's add-on holds; 5 minutes where left out. */
  recheckAddonMs?: number;
}

/** Everything that the hub posts to one Odoo, and the fresh reads that belong to it. */
export function createOdooPostings(options: OdooWriteOptions): { postings: ErpPostings; forWriting: ErpWriteReads } {
  const { session, layout, limits, openReader } = options;
  const rpc = new WriteRpc(session, limits, layout.unitNames);
  const sites = new Sites(rpc, layout);
  const addon = new Addon(session, options.recheckAddonMs);
  return {
    postings: {
      confirmPart: confirmPart(rpc, sites, addon),
      consume: consume(rpc, sites, addon),
      reportWorkOrder: reportWorkOrder(rpc, sites, addon),
      scrap: scrap(rpc, sites, addon),
      moveToHold: holdMove(rpc, sites, 'TO_HOLD', addon),
      moveFromHold: holdMove(rpc, sites, 'FROM_HOLD', addon),
      createLots: createLots(rpc, sites),
      createItem: createItem(rpc),
      replaceItem: replaceItem(rpc),
      createBom: createBom(rpc, sites),
      activateBom: activateBom(rpc, sites),
      unbuild: unbuild(rpc, sites, addon),
      receive: receive(rpc, sites, addon),
      countStock: countStock(rpc, sites),
      requestMaintenance: requestMaintenance(rpc, sites),
    },
    forWriting: {
      async snapshot(plantCode, orderNumber, counted: Pick<ReadOptions, 'calls'> = {}) {
        const order = await openReader({ plants: [plantCode], ...counted }).order(plantCode, orderNumber);
        return order === null ? null : await snapshotOf(rpc, order, { stepKey: 'snapshot', ...counted });
      },
    },
  };
}
