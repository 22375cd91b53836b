import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import { unitUnknown } from '../../../../lib/units.ts';
import type { ItemResolvers } from '../../../../schema/generated/odoo.ts';
import { selects } from '../../../selects.ts';
import type { FoundItem, OdooContext } from '../../context.ts';
import { mergePages } from '../../merge.ts';
import { type Met, toBom, toLot, toOrder, toRouting } from '../../to-graph.ts';

/** What the ERP of the plant at which it was met says of the item, else the first ERP that knows it. */
async function firstOf(parent: { itemNumber?: string } & Met, context: OdooContext): Promise<FoundItem | undefined> {
  const here = parent.metAt === undefined ? null : await context.itemAt(parent.itemNumber!, parent.metAt);
  return here ?? (await context.findItem(parent.itemNumber!))[0];
}

export const Item: ItemResolvers<OdooContext> = {
  __resolveReference: ({ itemNumber }) => ({ itemNumber }),
  name: async (parent, _args, context) => (await firstOf(parent, context))?.item.name ?? null,
  tracking: async (parent, _args, context) => (await firstOf(parent, context))?.item.tracking ?? null,

  async unit(parent, _args, context) {
    const found = await firstOf(parent, context);
    if (found && found.item.unit === null && found.item.unitName !== null) {
      const { connection } = found.erp;
      throw unitUnknown(found.item.unitName, { system: 'ERP', connection });
    }
    return found?.item.unit ?? null;
  },

  async billOfMaterials(parent, { plantCode }, context, info) {
    const details = selects(info, 'operationNumber') ? (['operations'] as const) : [];
    const bom = await context.readerOf(plantCode)?.bom(parent.itemNumber!, plantCode, details);
    return bom ? toBom(bom) : null;
  },

  async routing(parent, { plantCode }, context) {
    const bom = await context.readerOf(plantCode)?.bom(parent.itemNumber!, plantCode);
    if (!bom) return null;
    return toRouting(bom);
  },

  async stock(parent, { plantCode }, context) {
    requireDomainRead(context.caller, 'inventory');
    const itemNumber = parent.itemNumber!;
    if (plantCode != null) {
      const here = await context.itemAt(itemNumber, plantCode);
      return here === null ? [] : [await here.erp.reader.stock(itemNumber, plantCode)];
    }
    const found = await context.findItem(itemNumber);
    const levels = found.flatMap(({ erp }) => erp.plantCodes.map((code) => erp.reader.stock(itemNumber, code)));
    return Promise.all(levels);
  },

  async lots(parent, { first, after }, context) {
    requireDomainRead(context.caller, 'inventory');
    const itemNumber = parent.itemNumber!;
    const sources = context.erps.map(({ connection, reader }) => ({
      name: connection,
      page: (args: { first: number; after: string | null }) => reader.lotsOfItem(itemNumber, args),
    }));
    const page = await mergePages(
      sources,
      { first, ...(after === undefined ? {} : { after }) },
      {
        compare: (a, b) => (a.lotNumber < b.lotNumber ? -1 : a.lotNumber > b.lotNumber ? 1 : 0),
        join: (same) => same[0]!,
      },
    );
    return { ...page, nodes: page.nodes.map(toLot) };
  },

  async openProductionOrders(parent, { plantCode }, context) {
    requireDomainRead(context.caller, 'production');
    const plants = context.plantCodes.filter((code) => plantCode == null || code === plantCode);
    const orders = await Promise.all(
      plants.map((code) => context.readerOf(code)!.openOrdersOfItem(parent.itemNumber!, code, [])),
    );
    return orders.flat().map(toOrder);
  },

  async standardCost(parent, { plantCode }, context) {
    requireDomainRead(context.caller, 'finance');
    return (await context.readerOf(plantCode)?.standardCost(parent.itemNumber!, plantCode)) ?? null;
  },

  async externalRefs(parent, _args, context) {
    const found = await context.findItem(parent.itemNumber!);
    return found.length === 0 ? null : found.flatMap(({ item }) => item.refs);
  },
};
