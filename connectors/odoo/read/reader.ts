import type { SharedReads } from '../../../lib/shared-reads.ts';
import type { ErpReadOptions } from '../../ports/erp-facts.ts';
import type { ErpReader } from '../../ports/erp-read.ts';
import { Chains } from '../model/chain-reads.ts';
import { Items } from '../model/items.ts';
import type { Layout } from '../model/layout.ts';
import { Reading } from '../model/reading.ts';
import { Records } from '../model/records.ts';
import type { ReadGate } from '../transport/gate.ts';
import type { OdooSession } from '../transport/session.ts';
import { bomOf } from './boms.ts';
import { componentsOf } from './components.ts';
import { costVarianceOf } from './cost-variance.ts';
import { Costs } from './costs.ts';
import { Genealogy, orderOfMovement } from './genealogy.ts';
import { impactOf } from './impact.ts';
import { searchItems } from './item-list.ts';
import { Lots } from './lots.ts';
import { maintenanceRequestsOf } from './maintenance.ts';
import { Orders } from './orders.ts';
import { purchaseOrdersOf } from './purchase-order-list.ts';
import { purchaseOrderOf } from './purchase-orders.ts';
import { lotStockOf, stockOf } from './stock.ts';
import { workCentersOf, workOrdersOf } from './work-orders.ts';

/** What the readers of one connection share. */
export interface Connection {
  session: OdooSession;
  layout: Layout;
  gate: ReadGate;
  shared: SharedReads;
}

/** Reads of one request. */
export function openReader(connection: Connection, options: ErpReadOptions = {}): ErpReader {
  const { session, gate, shared } = connection;
  const layout = connection.layout.countedBy(options.calls);
  const records = new Records({ session, gate, shared, options });
  const reading = new Reading(session, layout, records);
  const items = new Items(reading);
  const chains = new Chains(reading);
  const orders = new Orders(reading, items, chains);
  const lots = new Lots(reading, items);
  const costs = new Costs(reading);
  const genealogy = new Genealogy(reading, items);

  return {
    item: (itemNumber) => items.item(itemNumber),
    searchItems: (args) => searchItems(items, args),
    async bom(itemNumber, plantCode, details = ['operations']) {
      const [product, site] = await Promise.all([items.byNumber(itemNumber), layout.site(plantCode)]);
      return product && bomOf(reading, items, site, product, details);
    },
    async stock(itemNumber, plantCode) {
      const [product, site] = await Promise.all([items.byNumber(itemNumber), layout.site(plantCode)]);
      if (product === null) throw reading.error('KEY_MISSING', `${session.connection} has no item ${itemNumber}`);
      return stockOf(reading, product, itemNumber, site);
    },
    async standardCost(itemNumber, plantCode) {
      const [product, site] = await Promise.all([items.byNumber(itemNumber), layout.site(plantCode)]);
      return product && costs.standardCost(product.id, site);
    },
    lotsOfItem: (itemNumber, args) => lots.ofItem(itemNumber, args),
    lot: (key) => lots.lot(key),
    lotsWithNumber: (lotNumber) => lots.withNumber(lotNumber),
    async lotStock(key, plantCodes) {
      const [product, rows] = await Promise.all([items.byNumber(key.itemNumber), lots.rows(key)]);
      return product ? lotStockOf(reading, rows, product, plantCodes) : [];
    },
    consumedLots: (key) => genealogy.lots(key, 'BACKWARD'),
    producedLotsFrom: (key) => genealogy.lots(key, 'FORWARD'),
    genealogy: (key, direction) => genealogy.links(key, direction),
    orderOfMovement: (movementId, plantCodes) => orderOfMovement(reading, chains, movementId, plantCodes),
    order: (plantCode, orderNumber, details) => orders.order(plantCode, orderNumber, details),
    orders: (filter, args, details) => orders.orders(filter, args, details),
    openOrdersOfItem: (itemNumber, plantCode, details) => orders.openOfItem(itemNumber, plantCode, details),
    async components(plantCode, orderNumber, details = ['reservedLots']) {
      const chain = await chains.find(plantCode, orderNumber);
      return chain ? componentsOf(reading, items, chain, details) : [];
    },
    async workOrders(plantCode, orderNumber) {
      const chain = await chains.find(plantCode, orderNumber);
      return chain ? workOrdersOf(reading, chain) : [];
    },
    async lotsProducedBy(plantCode, orderNumber) {
      const chain = await chains.find(plantCode, orderNumber);
      return chain ? lots.producedBy(chain) : [];
    },
    async workCenters(plantCode) {
      return workCentersOf(reading, await layout.site(plantCode));
    },
    async costVariance(plantCode, orderNumber) {
      const chain = await chains.find(plantCode, orderNumber);
      return chain && costVarianceOf(reading, chain);
    },
    async purchaseOrder(plantCode, poNumber) {
      return purchaseOrderOf(reading, items, await layout.site(plantCode), poNumber);
    },
    purchaseOrders: (filter, args) => purchaseOrdersOf(reading, items, filter, args),
    async maintenanceRequests(plantCode, states, args) {
      return maintenanceRequestsOf(reading, await layout.site(plantCode), states, args);
    },
    async impact(plantCode, itemNumbers) {
      return impactOf(reading, { items, chains }, await layout.site(plantCode), itemNumbers);
    },
  };
}
