import type { ReadOptions } from './common.ts';
import type {
  ErpBom,
  ErpBomLine,
  ErpComponent,
  ErpGenealogyLink,
  ErpItem,
  ErpLot,
  ErpLotStock,
  ErpMaintenanceRequest,
  ErpOrder,
  ErpPurchaseLine,
  ErpPurchaseOrder,
  ErpRoutingOperation,
  ErpStockLevel,
  ErpWorkCenter,
  ErpWorkOrder,
} from './erp-read.ts';

/** What an ERP tells of, by kind. */
export interface ErpKinds {
  item: ErpItem;
  bom: ErpBom;
  bomLine: ErpBomLine;
  operation: ErpRoutingOperation;
  workCenter: ErpWorkCenter;
  stock: ErpStockLevel;
  /** `producedLots` is told by a read of its own. */
  order: ErpOrder & { producedLots: unknown };
  component: ErpComponent;
  workOrder: ErpWorkOrder;
  lot: ErpLot;
  lotStock: ErpLotStock;
  link: ErpGenealogyLink;
  purchaseOrder: ErpPurchaseOrder;
  purchaseLine: ErpPurchaseLine;
  maintenanceRequest: ErpMaintenanceRequest;
}

/** One fact of one kind, for example order.produced. */
export type ErpFact = { [Kind in keyof ErpKinds]: `${Kind}.${keyof ErpKinds[Kind] & string}` }[keyof ErpKinds];

export interface ErpReadOptions extends ReadOptions {
  /**
   * Every fact that the reads of the request are made for; all of them where left out. The ERP is asked for what these
   * need and no more, and reading another fact of an answer throws: it is a bug of the caller.
   */
  wanted?: ReadonlySet<ErpFact>;
}
