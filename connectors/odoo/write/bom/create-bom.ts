import { decimal, decimalText } from '../../../../lib/decimal.ts';
import { RejectedError } from '../../../../lib/errors.ts';
import type { BomInput, BomResult } from '../../../ports/erp-write.ts';
import type { Posting, ProbeResult, ReadContext } from '../../../ports/posting.ts';
import { findActive, noItem, type Product, readUnits, unitOfCode } from '../../model/catalog.ts';
import { findExternalId } from '../../model/external-id.ts';
import { postedOtherwise, refused } from '../../model/refusal.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import { runCalls } from '../kit/by-calls.ts';
import { postOnce } from '../kit/proof.ts';
import { bomCalls } from './calls.ts';
import { type BomContent, type BomPart, contentDifferences, readBomContent } from './content.ts';
import { bomName, bomsOfPlant, type PlantBom, sequenceBefore } from './plant-bom.ts';
import { explicitOperations } from './routing.ts';

type BomBefore = BomContent & {
  templateId: number;
  /** Only where the BOM that it replaces is for one variant. */
  variantId: number | null;
  unitId: number;
  companyId: number;
  typeId: number;
  sequence: number;
  consumption: string;
  readyToProduce: string;
  replacedBomId: number | null;
};

/**
 * Creates the plant's BOM of a revision, archived: nothing is built from it until it is activated. It is bound to the
 * plant's manufacturing operation type. What engineering does not say it takes from the BOM that the plant builds from
 * now: by-products, how consumption is judged, and, where asked for, the operations with the lines that they consume.
 */
export function createBom(rpc: WriteRpc, sites: Sites): Posting<BomInput, BomBefore, BomResult> {
  async function differencesOf(id: number, before: BomBefore, context: ReadContext): Promise<string[] | 'unfinished'> {
    const found = await readBomContent(rpc, id, context);
    const isUnfinished =
      (found.lines.length === 0 && before.lines.length > 0) ||
      (found.byProducts.length === 0 && before.byProducts.length > 0);
    return isUnfinished ? 'unfinished' : contentDifferences(before, found);
  }

  async function judge(input: BomInput, before: BomBefore, context: ReadContext): Promise<ProbeResult<BomResult>> {
    const id = await findExternalId(rpc, 'mrp.bom', bomName(input), context);
    if (id === null) return { outcome: 'absent' };
    const differences = await differencesOf(id, before, context);
    if (differences === 'unfinished') return { outcome: 'absent' };
    if (differences.length > 0) throw postedOtherwise(`BOM ${id} is not as it was released: ${differences.join('; ')}`);
    return { outcome: 'found', result: resultOf(id, before) };
  }

  return {
    operation: 'mrp.bom/create-bom',
    guarantee: 'RECEIPT',
    because:
      'The BOM, its lines, its operations and its by-products carry external ids made of plant, item, revision and ' +
      "change; they are unique in Odoo's SQL and are written in the transaction that creates each, so a repeat meets " +
      'the same records and leaves them as they are.',

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const [products, units] = await Promise.all([
        findActive(rpc, [input.itemNumber, ...input.lines.map((line) => line.itemNumber)], context),
        readUnits(rpc, context),
      ]);
      refuseMissing(input, products);
      const product = products.get(input.itemNumber)!;
      const boms = await bomsOfPlant(rpc, site, product, context);
      const current = boms[0];
      const unitId = unitOfCode(units, input.unit).id;
      const now = current === undefined ? EMPTY : await readBomContent(rpc, current.id, context);
      const lines = input.lines.map((line, index) => ({
        productId: products.get(line.itemNumber)!.id,
        unitId: unitOfCode(units, line.unit, ['lines', String(index), 'unit']).id,
        quantity: decimalText(line.quantity),
        costShare: '0',
        operation: null,
      }));
      const routing =
        input.operations === 'NONE'
          ? { operations: [], lines }
          : input.operations === 'CARRIED_OVER'
            ? { operations: now.operations, lines: boundAsNow(lines, now.lines) }
            : await explicitOperations(rpc, site, input, lines, context);
      const keepsRouting = input.operations === 'CARRIED_OVER';
      const before: BomBefore = {
        ...routing,
        byProducts: byProductsFor(input, unitId, current, now.byProducts, keepsRouting),
        templateId: product.templateId,
        variantId: current?.productId ?? null,
        unitId,
        companyId: site.companyId,
        typeId: site.manufacturingTypeId,
        sequence: sequenceBefore(boms),
        consumption: current?.consumption ?? 'warning',
        readyToProduce: current?.readyToProduce ?? 'all_available',
        replacedBomId: current?.id ?? null,
      };
      await refuseOther(input, before, context);
      return before;
    },

    async apply(input, before, context) {
      const earlier = await judge(input, before, context);
      if (earlier.outcome === 'found') return earlier.result;
      const name = bomName(input);
      return await postOnce({
        rpc,
        what: `the creation of BOM ${input.revision} of ${input.itemNumber}`,
        post: () => runCalls(rpc, bomCalls(name, headOf(input, before), before), context, []),
        judge: () => judge(input, before, context),
      });
    },

    probe: judge,
  };

  /** What was created before under the same change and revision must be what is wanted now. */
  async function refuseOther(input: BomInput, before: BomBefore, context: ReadContext): Promise<void> {
    const id = await findExternalId(rpc, 'mrp.bom', bomName(input), context);
    const differences = id === null ? 'unfinished' : await differencesOf(id, before, context);
    if (differences === 'unfinished' || differences.length === 0) return;
    const { revision, itemNumber, changeNumber } = input;
    const message = `The ERP has BOM ${revision} of ${itemNumber} from ${changeNumber} already, and ${differences.join('; ')}`;
    throw refused('BOM_DIFFERS', message, { path: ['lines'], detail: { bomId: id } });
  }
}

const EMPTY: BomContent = { lines: [], operations: [], byProducts: [] };

function refuseMissing(input: BomInput, products: ReadonlyMap<string, Product>): void {
  const missing = [
    ...(products.has(input.itemNumber) ? [] : [noItem(input.itemNumber)]),
    ...input.lines.flatMap(({ itemNumber }, index) =>
      products.has(itemNumber) ? [] : [noItem(itemNumber, ['lines', String(index), 'itemNumber'])],
    ),
  ];
  if (missing.length > 0) throw new RejectedError(missing.flatMap((error) => error.problems));
}

/** Each line is consumed in the operation in which its product is consumed now. */
const boundAsNow = (lines: readonly BomPart[], now: readonly BomPart[]): BomPart[] =>
  lines.map((line) => ({
    ...line,
    operation: now.find((entry) => entry.productId === line.productId && entry.operation !== null)?.operation ?? null,
  }));

/** By-products of the current BOM, in proportion to what one BOM makes. */
function byProductsFor(
  input: BomInput,
  unitId: number,
  current: PlantBom | undefined,
  byProducts: readonly BomPart[],
  keepsRouting: boolean,
): BomPart[] {
  if (current === undefined || byProducts.length === 0) return [];
  if (current.unitId !== unitId) {
    const message = `The BOM in use is for another unit than ${input.unit}, so its by-products cannot be carried over`;
    throw refused('UNIT_NOT_CONVERTIBLE', message, { rule: 'C-05', path: ['unit'] });
  }
  const share = decimal(input.baseQuantity).div(current.baseQuantity);
  return byProducts.map((part) => ({
    ...part,
    quantity: decimalText(decimal(part.quantity).times(share)),
    operation: keepsRouting ? part.operation : null,
  }));
}

const headOf = (input: BomInput, before: BomBefore): Record<string, string> => ({
  'product_tmpl_id/.id': String(before.templateId),
  ...(before.variantId === null ? {} : { 'product_id/.id': String(before.variantId) }),
  code: input.revision,
  type: 'normal',
  active: '0',
  product_qty: decimalText(input.baseQuantity),
  'product_uom_id/.id': String(before.unitId),
  'company_id/.id': String(before.companyId),
  'picking_type_id/.id': String(before.typeId),
  sequence: String(before.sequence),
  consumption: before.consumption,
  ready_to_produce: before.readyToProduce,
});

const resultOf = (id: number, before: BomBefore): BomResult => ({
  bomId: String(id),
  replacedBomId: before.replacedBomId === null ? null : String(before.replacedBomId),
});
