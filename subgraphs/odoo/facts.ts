import type { ErpFact } from '../../connectors/ports/erp-facts.ts';
import type * as Graph from '../../schema/generated/odoo.ts';

/** For each field of a type the facts of the ERP that its resolver reads; fields of keys and of plain values need none. */
type FactsOf<Type> = { readonly [Field in Exclude<keyof Type, '__typename'>]-?: readonly ErpFact[] };

/** Odoo has both by the same call, and a link without either is none. */
const BOTH_LOTS: readonly ErpFact[] = ['link.input', 'link.output'];
const PRODUCED_LOTS: readonly ErpFact[] = ['order.producedLots'];

export const FACTS: {
  readonly Item: FactsOf<Graph.Item>;
  readonly BillOfMaterials: FactsOf<Graph.BillOfMaterials>;
  readonly BomLine: FactsOf<Graph.BomLine>;
  readonly Routing: FactsOf<Graph.Routing>;
  readonly RoutingOperation: FactsOf<Graph.RoutingOperation>;
  readonly WorkCenter: FactsOf<Graph.WorkCenter>;
  readonly StockLevel: FactsOf<Graph.StockLevel>;
  readonly EngineeringChange: FactsOf<Graph.EngineeringChange>;
  readonly ChangeImpact: FactsOf<Graph.ChangeImpact>;
  readonly ProductionOrder: FactsOf<Graph.ProductionOrder>;
  readonly ComponentRequirement: FactsOf<Graph.ComponentRequirement>;
  readonly WorkOrder: FactsOf<Graph.WorkOrder>;
  readonly MaterialLot: FactsOf<Graph.MaterialLot>;
  readonly LotStock: FactsOf<Graph.LotStock>;
  readonly Trace: FactsOf<Graph.Trace>;
  readonly TraceEdge: FactsOf<Graph.TraceEdge>;
  readonly PurchaseOrder: FactsOf<Graph.PurchaseOrder>;
  readonly PurchaseOrderLine: FactsOf<Graph.PurchaseOrderLine>;
  readonly MaintenanceRequest: FactsOf<Graph.MaintenanceRequest>;
} = {
  Item: {
    itemNumber: [],
    name: ['item.name'],
    unit: ['item.unit', 'item.unitName'],
    tracking: ['item.tracking'],
    externalRefs: ['item.refs'],
    billOfMaterials: [],
    routing: [],
    stock: [],
    lots: [],
    openProductionOrders: [],
    standardCost: [],
  },
  BillOfMaterials: {
    itemNumber: [],
    plantCode: [],
    revision: ['bom.revision'],
    baseQuantity: ['bom.baseQuantity'],
    lines: ['bom.lines'],
  },
  BomLine: {
    lineNumber: [],
    component: ['bomLine.itemNumber'],
    quantity: ['bomLine.quantity'],
    operationNumber: ['bomLine.operationNumber'],
    substitutes: [],
  },
  Routing: { itemNumber: [], plantCode: [], version: ['bom.revision'], operations: ['bom.operations'] },
  RoutingOperation: {
    operationNumber: [],
    name: ['operation.name'],
    workCenter: ['operation.workCenter'],
    plannedMinutes: ['operation.plannedMinutes'],
  },
  WorkCenter: { plantCode: [], code: [], name: [], isAvailable: ['workCenter.isAvailable'] },
  StockLevel: {
    plantCode: [],
    onHand: ['stock.onHand'],
    reserved: ['stock.reserved'],
    available: ['stock.available'],
    onHold: ['stock.onHold'],
    locations: ['stock.locations'],
  },
  // Items that lie nowhere are left out of an impact.
  EngineeringChange: { changeNumber: [], affectedItems: [], impact: ['stock.onHand', 'stock.reserved'] },
  ChangeImpact: {
    coverage: [],
    openProductionOrders: [],
    openPurchaseLines: [],
    stock: [],
    fingerprint: [
      ...(['order.itemNumber', 'order.planned', 'order.produced', 'order.bomRevision'] as const),
      ...(['purchaseLine.itemNumber', 'purchaseLine.ordered', 'purchaseLine.received'] as const),
      ...(['stock.onHand', 'stock.onHold'] as const),
    ],
  },
  ProductionOrder: {
    plantCode: [],
    orderNumber: [],
    state: [],
    item: ['order.itemNumber'],
    planned: ['order.planned'],
    produced: ['order.produced'],
    scrapped: ['order.scrapped'],
    bomRevision: ['order.bomRevision'],
    routingVersion: ['order.routingVersion'],
    plannedStart: [],
    plannedEnd: ['order.plannedEnd'],
    components: [],
    workOrders: [],
    producedLots: PRODUCED_LOTS,
    costVariance: [],
    externalRefs: ['order.refs'],
  },
  ComponentRequirement: {
    item: ['component.itemNumber'],
    required: ['component.required'],
    consumed: ['component.consumed'],
    reservedLots: ['component.reservedLots'],
  },
  WorkOrder: {
    plantCode: [],
    orderNumber: [],
    operationNumber: [],
    name: [],
    state: ['workOrder.state'],
    workCenter: ['workOrder.workCenter'],
    produced: ['workOrder.produced'],
    plannedMinutes: ['workOrder.plannedMinutes'],
    actualMinutes: ['workOrder.actualMinutes'],
  },
  MaterialLot: {
    itemNumber: [],
    lotNumber: [],
    item: [],
    onHand: [],
    consumedLots: BOTH_LOTS,
    producedLots: BOTH_LOTS,
    externalRefs: ['lot.refs'],
  },
  LotStock: { plantCode: [], location: [], quantity: ['lotStock.quantity'] },
  Trace: { root: [], direction: [], edges: BOTH_LOTS, isTruncated: BOTH_LOTS },
  TraceEdge: { input: [], output: [], depth: [], quantity: ['link.quantity'], orderNumber: [] },
  PurchaseOrder: {
    plantCode: [],
    poNumber: [],
    supplierCode: ['purchaseOrder.supplierCode'],
    supplier: ['purchaseOrder.supplier'],
    state: [],
    orderedAt: [],
    lines: ['purchaseOrder.lines'],
  },
  PurchaseOrderLine: {
    poNumber: [],
    lineNumber: [],
    item: ['purchaseLine.itemNumber'],
    ordered: ['purchaseLine.ordered'],
    received: ['purchaseLine.received'],
    promisedOn: ['purchaseLine.promisedOn'],
  },
  MaintenanceRequest: {
    plantCode: [],
    requestNumber: [],
    title: ['maintenanceRequest.title'],
    equipmentCode: ['maintenanceRequest.equipmentCode'],
    workCenter: [],
    state: [],
    openedAt: ['maintenanceRequest.openedAt'],
  },
};
