import type { ErpLot, ErpLotKey, ErpReader } from '../../../../connectors/ports/erp-read.ts';
import { requireDomainRead } from '../../../../lib/identity/caller.ts';
import type { MaterialLotResolvers } from '../../../../schema/generated/odoo.ts';
import { anyAnswer, type OdooContext } from '../../context.ts';
import { sliceOf } from '../../page.ts';
import { itemRef, type Met, toLot } from '../../to-graph.ts';

const keyText = (key: ErpLotKey) => `${key.itemNumber}\n${key.lotNumber}`;

/** The lot in every ERP that the caller may see and that knows it. */
async function findLot(context: OdooContext, { itemNumber, lotNumber }: ErpLotKey): Promise<ErpLot[]> {
  return anyAnswer(context.erps, async ({ reader }) => {
    const lot = await reader.lot({ itemNumber, lotNumber });
    return lot === null ? [] : [lot];
  });
}

/** The lot where any ERP that the caller may see knows it. */
export async function lotInAny(context: OdooContext, key: ErpLotKey) {
  return (await findLot(context, key)).length === 0 ? null : toLot(key);
}

/** Lots that every ERP names for a lot, each once. */
async function relatedLots(
  context: OdooContext,
  parent: { itemNumber?: string; lotNumber?: string },
  ask: (reader: ErpReader, key: ErpLotKey) => Promise<ErpLotKey[]>,
): Promise<ErpLotKey[]> {
  const key = { itemNumber: parent.itemNumber!, lotNumber: parent.lotNumber! };
  const found = await Promise.all(context.erps.map(({ reader }) => ask(reader, key)));
  const distinct = new Map(found.flat().map((lot) => [keyText(lot), lot]));
  return [...distinct.values()].sort((a, b) => (keyText(a) < keyText(b) ? -1 : 1));
}

export const MaterialLot: MaterialLotResolvers<OdooContext> = {
  __resolveReference(key, context) {
    requireDomainRead(context.caller, 'inventory');
    return lotInAny(context, key);
  },
  item: (parent: Partial<ErpLotKey> & Met) => itemRef(parent.itemNumber!, parent.metAt),

  async onHand(parent, _args, context) {
    const key = { itemNumber: parent.itemNumber!, lotNumber: parent.lotNumber! };
    const stock = await Promise.all(context.erps.map(({ reader, plantCodes }) => reader.lotStock(key, plantCodes)));
    return stock.flat();
  },

  async consumedLots(parent, args, context) {
    const lots = await relatedLots(context, parent, (reader, key) => reader.consumedLots(key));
    const page = sliceOf(lots, keyText, args);
    return { ...page, nodes: page.nodes.map(toLot) };
  },

  async producedLots(parent, args, context) {
    const lots = await relatedLots(context, parent, (reader, key) => reader.producedLotsFrom(key));
    const page = sliceOf(lots, keyText, args);
    return { ...page, nodes: page.nodes.map(toLot) };
  },

  async externalRefs(parent, _args, context) {
    const found = await findLot(context, { itemNumber: parent.itemNumber!, lotNumber: parent.lotNumber! });
    return found.length === 0 ? null : found.flatMap((lot) => lot.refs);
  },
};
