import type { BomResult } from '../../../ports/erp-write.ts';
import type { Posting, ProbeResult, ReadContext } from '../../../ports/posting.ts';
import { findProduct } from '../../model/catalog.ts';
import { findExternalId } from '../../model/external-id.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import { readBack } from '../kit/proof.ts';
import { bomName, bomsOfPlant, readBom, sequenceBefore } from './plant-bom.ts';

type ActivateBomInput = { plantCode: string; itemNumber: string; revision: string; changeNumber: string };

type ActivateBefore = {
  productId: number;
  templateId: number;
  bomId: number;
  sequence: number;
  /** What the plant builds from now. */
  replacedBomId: number | null;
  /** A general BOM stays: other plants build from it. */
  archivesReplaced: boolean;
};

/**
 * Makes a created BOM the plant's own. First it becomes active, in front of all others: from then on new orders take
 * it; then the one that it replaces is archived. At no moment has the plant none, or two that could be chosen.
 */
export function activateBom(rpc: WriteRpc, sites: Sites): Posting<ActivateBomInput, ActivateBefore, BomResult> {
  async function judge(
    input: ActivateBomInput,
    before: ActivateBefore,
    context: ReadContext,
  ): Promise<ProbeResult<BomResult>> {
    const site = await sites.of(input.plantCode);
    const product = { id: before.productId, templateId: before.templateId };
    const boms = await bomsOfPlant(rpc, site, product, context);
    const chosen = boms[0]?.id;
    const isReplacedActive = before.archivesReplaced && boms.some((bom) => bom.id === before.replacedBomId);
    if (chosen === before.bomId && !isReplacedActive) return { outcome: 'found', result: resultOf(before) };
    const isAsFound = chosen === before.bomId || chosen === (before.replacedBomId ?? undefined);
    if (isAsFound) return { outcome: 'absent' };
    throw postedOtherwise(
      `The plant ${input.plantCode} builds ${input.itemNumber} from another BOM by now (${chosen})`,
    );
  }

  return {
    operation: 'mrp.bom/activate-bom',
    guarantee: 'CONDITIONAL',
    because:
      'Activating, giving it its place and archiving the replaced one set absolute values: a repeat changes nothing, ' +
      'and which BOM a new order takes is read back.',

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const product = await findProduct(rpc, input.itemNumber, context);
      const bomId = await findExternalId(rpc, 'mrp.bom', bomName(input), context);
      if (bomId === null) {
        const message = `The ERP has no BOM ${input.revision} of ${input.itemNumber} for ${input.plantCode}`;
        throw refused('BOM_NOT_FOUND', message, { path: ['revision'] });
      }
      const boms = await bomsOfPlant(rpc, site, product, context);
      const others = boms.filter((bom) => bom.id !== bomId);
      const own = await readBom(rpc, site, bomId, context);
      const isInFront = others.every((bom) => own.sequence < bom.sequence);
      const replaced = others[0];
      return {
        productId: product.id,
        templateId: product.templateId,
        bomId,
        sequence: isInFront ? own.sequence : sequenceBefore(others),
        replacedBomId: replaced?.id ?? null,
        archivesReplaced: replaced?.isPlantOwn ?? false,
      };
    },

    async apply(input, before, context) {
      const earlier = await judge(input, before, context);
      if (earlier.outcome === 'found') return earlier.result;
      const vals = { active: true, sequence: before.sequence };
      await rpc.write({ model: 'mrp.bom', method: 'write', ids: [before.bomId], args: { vals } }, context);
      if (before.archivesReplaced && before.replacedBomId !== null) {
        await rpc.write({ model: 'mrp.bom', method: 'action_archive', ids: [before.replacedBomId] }, context);
      }
      const after = await readBack(rpc, 'the activation', () => judge(input, before, context));
      if (after.outcome === 'found') return after.result;
      throw postedOtherwise(
        `A new order of ${input.itemNumber} at ${input.plantCode} does not take BOM ${before.bomId}`,
      );
    },

    async probe(input, before, context) {
      return await judge(input, before, context);
    },
  };
}

const resultOf = (before: ActivateBefore): BomResult => ({
  bomId: String(before.bomId),
  replacedBomId: before.replacedBomId === null ? null : String(before.replacedBomId),
});
