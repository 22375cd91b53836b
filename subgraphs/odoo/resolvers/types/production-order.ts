import type { ErpOrder } from '../../../../connectors/ports/erp-read.ts';
import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { ProductionOrderResolvers } from '../../../../schema/generated/odoo.ts';
import { selects } from '../../../selects.ts';
import type { OdooContext } from '../../context.ts';
import { sliceOf } from '../../page.ts';
import { itemOf, toComponent, toLotAt, toOrder } from '../../to-graph.ts';

interface OrderKey {
  plantCode?: string;
  orderNumber?: string;
}

/** The reader of the order's plant, and the order's key; the plant was checked when the order was read. */
const at = ({ plantCode, orderNumber }: OrderKey, context: OdooContext) =>
  [context.readerOf(plantCode!), plantCode!, orderNumber!] as const;

export const ProductionOrder: ProductionOrderResolvers<OdooContext> = {
  async __resolveReference(key, context) {
    requireDomainRead(context.caller, 'production');
    const [reader, plantCode, orderNumber] = at(key, context);
    const order = await reader?.order(plantCode, orderNumber, []);
    return order ? toOrder(order) : null;
  },

  async item(parent, _args, context) {
    const [reader, plantCode, orderNumber] = at(parent, context);
    const order = await reader?.order(plantCode, orderNumber, ['itemNumber']);
    return itemOf(order?.itemNumber ?? null, plantCode, `order ${orderNumber}`);
  },

  externalRefs: (parent) => (parent as unknown as Pick<ErpOrder, 'refs'>).refs,

  async scrapped(parent, _args, context) {
    const [reader, plantCode, orderNumber] = at(parent, context);
    return (await reader?.order(plantCode, orderNumber, ['scrapped']))?.scrapped ?? null;
  },

  async bomRevision(parent, _args, context) {
    const [reader, plantCode, orderNumber] = at(parent, context);
    return (await reader?.order(plantCode, orderNumber, ['bomRevision']))?.bomRevision ?? null;
  },

  async routingVersion(parent, _args, context) {
    const [reader, plantCode, orderNumber] = at(parent, context);
    return (await reader?.order(plantCode, orderNumber, ['bomRevision']))?.routingVersion ?? null;
  },

  async components(parent, _args, context, info) {
    const [reader, plantCode, orderNumber] = at(parent, context);
    const details = selects(info, 'reservedLots') ? (['reservedLots'] as const) : [];
    const components = (await reader?.components(plantCode, orderNumber, details)) ?? [];
    return components.map((component) => toComponent({ plantCode, orderNumber }, component));
  },

  async workOrders(parent, _args, context) {
    const [reader, plantCode, orderNumber] = at(parent, context);
    return (await reader?.workOrders(plantCode, orderNumber)) ?? [];
  },

  async costVariance(parent, _args, context) {
    requireDomainRead(context.caller, 'finance');
    const [reader, plantCode, orderNumber] = at(parent, context);
    return (await reader?.costVariance(plantCode, orderNumber)) ?? null;
  },

  async producedLots(parent, args, context) {
    const [reader, plantCode, orderNumber] = at(parent, context);
    const lots = (await reader?.lotsProducedBy(plantCode, orderNumber)) ?? [];
    const page = sliceOf(lots, ({ itemNumber, lotNumber }) => `${itemNumber}\n${lotNumber}`, args);
    return { ...page, nodes: page.nodes.map(toLotAt(plantCode)) };
  },
};
