import DataLoader from 'dataloader';
import { sum } from '../../../lib/decimal.ts';
import type { ErpGenealogyLink, ErpLotKey, TraceDirection } from '../../ports/erp-read.ts';
import type { Chains } from '../model/chain-reads.ts';
import { anyOf, type Domain } from '../model/domain.ts';
import { type Items, numberOf } from '../model/items.ts';
import type { Reading } from '../model/reading.ts';
import { amountIn, idIn, idsIn, type Row, textIn } from '../model/row.ts';

/** Lots named in one call at most. */
const CHUNK = 1_000;

interface Asked {
  key: ErpLotKey;
  direction: TraceDirection;
}

interface Joint {
  /** The line of the lot that went in, and of the one that came out. */
  input: Row;
  output: Row;
}

/** What is known of the lines of one level. */
interface Level {
  lines: ReadonlyMap<number, Row>;
  /** Null for a line whose product has no number. */
  keyOf(line: Row): ErpLotKey | null;
  unitOf(line: Row): number | null;
}

/**
 * Genealogy of one request, level by level: what went into a lot, or what it went into. Odoo keeps it in one place only,
 * between the move lines that it joins when an order is finished. Two dependent calls for a level, however many lots.
 */
export class Genealogy {
  readonly #reading: Reading;
  readonly #items: Items;
  readonly #links: DataLoader<Asked, ErpGenealogyLink[], string>;

  constructor(reading: Reading, items: Items) {
    this.#reading = reading;
    this.#items = items;
    this.#links = new DataLoader((asked) => this.#linksOf(asked), {
      cacheKeyFn: ({ key, direction }) => `${direction}\n${textOf(key)}`,
    });
  }

  /** One level, with quantities. Errors: GraphError KEY_AMBIGUOUS where several products have the item's number. */
  links(key: ErpLotKey, direction: TraceDirection): Promise<ErpGenealogyLink[]> {
    return this.#links.load({ key, direction });
  }

  /** The lots on the other side, each once, ordered by key. */
  async lots(key: ErpLotKey, direction: TraceDirection): Promise<ErpLotKey[]> {
    const links = await this.links(key, direction);
    const others = new Map(
      links.map((link) => (direction === 'BACKWARD' ? link.input : link.output)).map((lot) => [textOf(lot), lot]),
    );
    others.delete(textOf(key));
    return [...others].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, lot]) => lot);
  }

  async #linksOf(asked: readonly Asked[]): Promise<ErpGenealogyLink[][]> {
    const level = await this.#level(asked);
    const ofKey = Map.groupBy(level.lines.values(), (line) => {
      const key = level.keyOf(line);
      return key === null ? null : textOf(key);
    });
    return Promise.all(
      asked.map(async ({ key, direction }) => {
        this.#items.refuseAmbiguous(key.itemNumber);
        return this.#toLinks(jointsOf(ofKey.get(textOf(key)) ?? [], level, direction), level);
      }),
    );
  }

  /** The lots' own lines and those on their other side in one call, then what is needed to name both. */
  async #level(asked: readonly Asked[]): Promise<Level> {
    const { records } = this.#reading;
    const rows = await Promise.all(
      [...Map.groupBy(asked, ({ direction }) => direction)].flatMap(([direction, own]) =>
        inChunks(own.map(({ key }) => key)).map((keys) =>
          records.matching('stock.move.line', linesAround(keys, direction), () => true),
        ),
      ),
    );
    const lines = new Map(rows.flat().map((line) => [line.id, line]));
    const tracked = [...lines.values()].filter((line) => idIn(line, 'lot_id') !== null);
    const [lots, products] = await Promise.all([
      records.byIds('stock.lot', tracked.map(lotOf)),
      this.#items.byIds(tracked.map(productOf)),
    ]);
    return {
      lines,
      keyOf(line) {
        const lot = lots.get(idIn(line, 'lot_id') ?? -1);
        const itemNumber = numberOf(products.get(productOf(line)));
        const lotNumber = lot === undefined ? null : textIn(lot, 'name');
        return itemNumber === null || lotNumber === null ? null : { itemNumber, lotNumber };
      },
      unitOf: (line) => idIn(products.get(productOf(line))!, 'uom_id'),
    };
  }

  /** One link for what one movement took of a lot, over all lines. */
  async #toLinks(joints: readonly Joint[], level: Level): Promise<ErpGenealogyLink[]> {
    const groups = Map.groupBy(joints, ({ input, output }) =>
      [lotOf(input), lotOf(output), idIn(output, 'move_id')].join(' '),
    );
    const links = await Promise.all(
      [...groups.values()].map(async (own): Promise<ErpGenealogyLink | null> => {
        const { input, output } = own[0]!;
        const [from, to] = [level.keyOf(input), level.keyOf(output)];
        if (from === null || to === null) return null;
        const consumed = [...new Set(own.map((joint) => joint.input))];
        return this.#reading.facts.tell('link', {
          input: from,
          output: to,
          quantity: () =>
            this.#reading.quantity(
              sum(consumed.map((line) => amountIn(line, 'quantity_product_uom'))),
              level.unitOf(input),
            ),
          movementId: String(idIn(output, 'move_id')),
        });
      }),
    );
    return links.filter((link) => link !== null);
  }
}

function jointsOf(own: readonly Row[], { lines }: Level, direction: TraceDirection): Joint[] {
  const isBackward = direction === 'BACKWARD';
  return own
    .filter((line) => line.state === 'done')
    .flatMap((line) =>
      idsIn(line, isBackward ? 'consume_line_ids' : 'produce_line_ids')
        .map((id) => lines.get(id))
        .filter((other) => other !== undefined && idIn(other, 'lot_id') !== null)
        .map((other) => (isBackward ? { input: other!, output: line } : { input: line, output: other! })),
    );
}

/** By number, so that a lot which two companies keep twice is followed whole, and no product need be looked up first. */
function linesAround(keys: readonly ErpLotKey[], direction: TraceDirection): Domain {
  const [there, back] =
    direction === 'BACKWARD' ? ['consume_line_ids', 'produce_line_ids'] : ['produce_line_ids', 'consume_line_ids'];
  const named = (path: string): Domain =>
    anyOf(
      [...Map.groupBy(keys, (key) => key.itemNumber)].map(([itemNumber, own]) => [
        [`${path}product_id.default_code`, '=', itemNumber],
        [`${path}lot_id.name`, 'in', own.map((key) => key.lotNumber)],
      ]),
    );
  return anyOf([
    [['state', '=', 'done'], [there, '!=', false], ...named('')],
    [['lot_id', '!=', false], ...named(`${back}.`)],
  ]);
}

function inChunks(keys: readonly ErpLotKey[]): ErpLotKey[][] {
  const count = Math.ceil(keys.length / CHUNK);
  return Array.from({ length: count }, (_, i) => keys.slice(i * CHUNK, (i + 1) * CHUNK));
}

/** The number of the order that a movement belongs to, where it is of one of the plants. */
export async function orderOfMovement(
  reading: Reading,
  chains: Chains,
  movementId: string,
  plantCodes: readonly string[],
): Promise<string | null> {
  const { records } = reading;
  const id = Number(movementId);
  const [move, orderOf] = await Promise.all([
    records.byId('stock.move', id),
    records.below('mrp.production', { path: 'move_finished_ids', values: [id], of: 'id' }),
  ]);
  const orderId = move && (idIn(move, 'production_id') ?? idIn(move, 'raw_material_production_id'));
  if (orderId === null) return null;
  const order = orderOf(orderId)[0] ?? (await records.byId('mrp.production', orderId));
  if (order === null) return null;
  const sites = await reading.layout.sites(plantCodes);
  const isVisible = sites.some((site) => site.manufacturingTypeIds.includes(idIn(order, 'picking_type_id') ?? -1));
  if (!isVisible) return null;
  const [chain] = await chains.of([order]);
  return chain?.orderNumber ?? null;
}

const textOf = ({ itemNumber, lotNumber }: ErpLotKey): string => `${itemNumber}\n${lotNumber}`;
const lotOf = (line: Row): number => idIn(line, 'lot_id')!;
const productOf = (line: Row): number => idIn(line, 'product_id')!;
