import type { CreateLotsInput, CreateLotsResult } from '../../../ports/erp-write.ts';
import type { Posting, ProbeResult, ReadContext } from '../../../ports/posting.ts';
import { findProduct } from '../../model/catalog.ts';
import { findLots } from '../../model/lots.ts';
import { refused } from '../../model/refusal.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { Sites } from '../../model/site.ts';
import type { BatchCall } from '../kit/batch.ts';
import { runCalls } from '../kit/by-calls.ts';
import { checkLots, lotsFor, type NewLot } from '../kit/new-lots.ts';
import { postOnce } from '../kit/proof.ts';

type LotsBefore = { productId: number };

/** Creates lots or serials of an item; those that are there already are taken as they are. */
export function createLots(rpc: WriteRpc, sites: Sites): Posting<CreateLotsInput, LotsBefore, CreateLotsResult> {
  async function judge(
    input: CreateLotsInput,
    before: LotsBefore,
    context: ReadContext,
  ): Promise<ProbeResult<CreateLotsResult>> {
    const site = await sites.of(input.plantCode);
    const wanted = lotsOf(input, before);
    const found = await findLots(rpc, site, wanted, context);
    const lots = wanted.map((lot) => ({ lotNumber: lot.lotNumber, id: found.find(lot, ['lots']) }));
    if (lots.some((lot) => lot.id === undefined)) return { outcome: 'absent' };
    return { outcome: 'found', result: { lots: lots.map((lot) => ({ ...lot, id: String(lot.id) })) } };
  }

  return {
    operation: 'stock.lot/create-lots',
    guarantee: 'RECEIPT',
    because:
      'Every lot carries an external id made of its item and number, and a confirmation or a receipt that needs the lot ' +
      "makes the same one; it is unique in Odoo's SQL and is written in the transaction that creates the lots, so a " +
      'repeat meets the same records and leaves them as they are.',

    async prepare(input, context) {
      const site = await sites.of(input.plantCode);
      const product = await findProduct(rpc, input.itemNumber, context);
      const path = ['lots'];
      if (product.tracking === 'NONE') {
        throw refused('LOT_NOT_TRACKED', `${input.itemNumber} is not tracked by lot or serial`, { path });
      }
      if (new Set(input.lots.map((lot) => lot.lotNumber)).size < input.lots.length) {
        throw refused('LOT_AMBIGUOUS', 'A lot is given twice', { path });
      }
      const before = { productId: product.id };
      await checkLots(rpc, site, lotsOf(input, before), context);
      return before;
    },

    async apply(input, before, context) {
      const earlier = await judge(input, before, context);
      if (earlier.outcome === 'found') return earlier.result;
      const site = await sites.of(input.plantCode);
      return await postOnce({
        rpc,
        what: 'the creation of the lots',
        async post() {
          const calls: BatchCall[] = [];
          await lotsFor(rpc, site, lotsOf(input, before), calls, context);
          return await runCalls(rpc, calls, context, []);
        },
        judge: () => judge(input, before, context),
      });
    },

    probe: judge,
  };
}

const lotsOf = (input: CreateLotsInput, { productId }: LotsBefore): NewLot[] =>
  input.lots.map((lot) => ({ ...lot, productId }));
