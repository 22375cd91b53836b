import type { PlmBom, PlmBomLine, PlmRevision } from '../../connectors/ports.ts';
import { GraphError } from '../../lib/errors.ts';
import { requireDomainRead } from '../../lib/identity/caller.ts';
import type {
  BillOfMaterials as BillOfMaterialsOfGraph,
  BomLine as BomLineOfGraph,
  BomLineResolvers,
  ItemResolvers,
  ItemRevisionResolvers,
} from '../../schema/generated/plm.ts';
import { selects } from '../selects.ts';
import type { PlmContext } from './context.ts';

/** Engineering's view of an item; whether the item is there at all is another system's to say. */
export const Item: ItemResolvers<PlmContext> = {
  __resolveReference: ({ itemNumber }) => ({ itemNumber }),
  async currentRevision(parent, _args, context) {
    const revision = await readerOf(context)?.currentRevision(parent.itemNumber ?? '');
    return revision == null ? null : (keyOf(revision) ?? null);
  },
  async revisions(parent, _args, context) {
    const revisions = await readerOf(context)?.revisions(parent.itemNumber ?? '');
    return revisions?.flatMap((revision) => keyOf(revision) ?? []) ?? null;
  },
};

/** A revision is its key; the fields read what they need. */
export const ItemRevision: ItemRevisionResolvers<PlmContext> = {
  async __resolveReference({ itemNumber, revision }, context) {
    const found = await readerOf(context)?.revision(itemNumber, revision);
    return found == null ? null : { itemNumber, revision };
  },
  async name(parent, _args, context) {
    const known = (await load(parent, context)).name;
    return known ?? readerOf(context)?.revisionName(parent.itemNumber ?? '', parent.revision ?? '') ?? null;
  },
  state: async (parent, _args, context) => (await load(parent, context)).state,
  effectiveFrom: async (parent, _args, context) => (await load(parent, context)).effectiveFrom,
  async releasedBy(parent, _args, context) {
    const changeNumber = await readerOf(context)?.releasedBy(parent.itemNumber ?? '', parent.revision ?? '');
    return changeNumber == null ? null : { changeNumber };
  },
  async engineeringBom(parent, _args, context, info) {
    const details = selects(info, 'substitutes') ? (['substitutes'] as const) : [];
    const bom = await readerOf(context)?.engineeringBom(parent.itemNumber ?? '', parent.revision ?? '', details);
    return bom == null ? null : toBom(bom);
  },
  externalRefs: async (parent, _args, context) => (await load(parent, context)).refs,
};

/** A line carries where its substitutes are read. */
export const BomLine: BomLineResolvers<PlmContext> = {
  async substitutes(parent, _args, context) {
    const { lineRef } = parent as Partial<PlmBomLine>;
    const substitutes = lineRef === undefined ? undefined : await readerOf(context)?.substitutes(lineRef);
    return substitutes?.map(({ rank, itemNumber, quantity }) => ({ rank, item: { itemNumber }, quantity })) ?? null;
  },
};

function readerOf(context: PlmContext) {
  requireDomainRead(context.caller, 'engineering');
  return context.reader;
}

type Key = { itemNumber: string; revision: string };

/** Undefined for a working revision without a number. */
const keyOf = ({ itemNumber, revision }: PlmRevision): (Key & Record<string, unknown>) | undefined =>
  revision === null ? undefined : { itemNumber, revision };

async function load({ itemNumber = '', revision = '' }: Partial<Key>, context: PlmContext): Promise<PlmRevision> {
  const found = await readerOf(context)?.revision(itemNumber, revision);
  if (found != null) return found;
  throw new GraphError('KEY_MISSING', `The PLM has no revision ${revision} of ${itemNumber}`, { system: 'PLM' });
}

function toBom(bom: PlmBom): BillOfMaterialsOfGraph {
  const lines = bom.lines.map(
    ({ lineNumber, itemNumber, quantity, lineRef }): BomLineOfGraph & { lineRef: string } => ({
      lineNumber,
      component: { itemNumber },
      quantity,
      operationNumber: null,
      lineRef,
    }),
  );
  return {
    itemNumber: bom.itemNumber,
    revision: bom.revision,
    plantCode: null,
    baseQuantity: bom.baseQuantity,
    lines,
  };
}
