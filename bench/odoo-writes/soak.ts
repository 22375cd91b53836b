import type { ConfirmPartInput, HoldMoveInput, Json, Posting, ScrapInput } from '../../connectors/ports.ts';
import { OutcomeUnknownError, RetryableError } from '../../lib/errors.ts';
import { context, type Target, targets, unique, World } from '../../test/contract/erp/writes-world.ts';

/**
 * Posts against one Odoo while connections are cut before and after its writes, as a worker would: what is not known
 * is looked up, and only what did not happen is tried again. Then counts what Odoo has.
 * Orders side by side consume one lot, so that Odoo's own transactions get in each other's way.
 * node bench/odoo-writes/soak.ts [--only NAME] [--orders N] [--parallel N] [--cut SHARE] [--seed N]
 */
const argument = (name: string, fallback: string): string => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? fallback : (process.argv[index + 1] ?? fallback);
};

const ORDERS = Number(argument('orders', '20'));
const PARALLEL = Number(argument('parallel', '1'));
const CUT_SHARE = Number(argument('cut', '0.4'));
/** Confirmed in three parts, each with a scrap of one; then a hold of what is left of the output. */
const PARTS = [40, 30, 30];

const CUTTABLE = [
  ['stock.lot', 'load'],
  ['mrp.production', 'write'],
  ['mrp.production', 'button_mark_done'],
  ['stock.scrap', 'load'],
  ['stock.scrap', 'action_validate'],
  ['stock.picking', 'load'],
  ['stock.picking', 'action_confirm'],
  ['stock.move', 'write'],
  ['stock.picking', 'button_validate'],
] as const;

interface Tally {
  postings: number;
  cuts: number;
  probedFound: number;
  triedAgain: number;
  rolledBack: number;
}

/** What all orders consume. */
interface Rotor {
  id: number;
  itemNumber: string;
  lotNumber: string;
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function carryOut<Input extends Json>(
  world: World,
  tally: Tally,
  random: () => number,
  posting: Posting<Input, Json, Json>,
  input: Input,
): Promise<void> {
  const stepKey = unique('soak');
  tally.postings += 1;
  for (let fence = 1; ; fence += 1) {
    const before = await patiently(() => posting.prepare(input, { stepKey }));
    if (random() < CUT_SHARE) {
      const [model, method] = CUTTABLE[Math.floor(random() * CUTTABLE.length)]!;
      world.cut(model, method, random() < 0.5 ? 'before' : 'after');
    }
    try {
      await posting.apply(input, before, context(stepKey, { fence }));
      return;
    } catch (error) {
      if (error instanceof RetryableError) tally.rolledBack += 1;
      else if (error instanceof OutcomeUnknownError) tally.cuts += 1;
      else throw error;
    }
    const probe = await patiently(() => posting.probe(input, before, { stepKey, fence: fence + 1 }));
    if (probe.outcome === 'found') {
      tally.probedFound += 1;
      return;
    }
    tally.triedAgain += 1;
  }
}

/** Reads may fail; they are made again. */
async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof RetryableError) || tries >= 10) throw error;
    }
  }
}

async function oneOrder(world: World, tally: Tally, random: () => number, rotor: Rotor): Promise<string[]> {
  const made = await world.item('pump', 'lot');
  const order = await world.order(made.id, 100, await world.bom(made.id, [[rotor.id, 2]]));
  const lotNumber = unique('PUMP');
  for (const [index, produced] of PARTS.entries()) {
    const part = await world.openPart(order.name);
    const confirm: ConfirmPartInput = {
      plantCode: world.plant,
      ...part,
      produced: String(produced),
      outputLots: [{ lotNumber, quantity: String(produced) }],
      consumption: [
        {
          itemNumber: rotor.itemNumber,
          quantity: String(produced * 2),
          lots: [{ lotNumber: rotor.lotNumber, quantity: String(produced * 2) }],
        },
      ],
      remainder: index === PARTS.length - 1 ? 'CLOSE_SHORT' : 'KEEP_OPEN',
      endedAt: null,
    };
    await carryOut(world, tally, random, world.postings.confirmPart, confirm);
    const scrap: ScrapInput = {
      plantCode: world.plant,
      order: part,
      itemNumber: made.itemNumber,
      quantity: '1',
      lotNumber,
      reasonCode: 'SOAK',
      from: 'STOCK',
    };
    await carryOut(world, tally, random, world.postings.scrap, scrap);
  }
  const hold: HoldMoveInput = {
    plantCode: world.plant,
    holdId: unique('QH'),
    itemNumber: made.itemNumber,
    lotNumber,
    quantity: '50',
  };
  await carryOut(world, tally, random, world.postings.moveToHold, hold);
  return differences(world, order.name, made.id);
}

/** What Odoo has, held against what was asked for. */
async function differences(world: World, orderNumber: string, madeId: number): Promise<string[]> {
  const found: string[] = [];
  const expect = (what: string, actual: number, wanted: number) => {
    if (actual !== wanted) found.push(`${orderNumber}: ${what} ${actual} instead of ${wanted}`);
  };
  const chain = await world.find('mrp.production', [['name', '=like', `${orderNumber}%`]], ['state']);
  expect('done parts', chain.filter((row) => row.state === 'done').length, PARTS.length);
  expect('open parts', chain.filter((row) => row.state !== 'done').length, 0);
  expect('in stock', await world.onHand(madeId), 100 - PARTS.length - 50);
  const scraps = await world.find('stock.scrap', [['product_id', '=', madeId]], ['state', 'move_ids']);
  expect('scraps', scraps.length, PARTS.length);
  expect('scrap moves', scraps.flatMap((row) => row.move_ids as number[]).length, PARTS.length);
  const transferred = [
    ['product_id', '=', madeId],
    ['picking_id', '!=', false],
  ];
  expect('transfers', (await world.find('stock.move', transferred, ['state'])).length, 1);
  const ids = chain.map((row) => row.id);
  const lines = await world.find(
    'stock.move.line',
    [
      ['move_id.production_id', 'in', ids],
      ['move_id.scrap_id', '=', false],
    ],
    ['consume_line_ids'],
  );
  expect('output lines', lines.length, PARTS.length);
  expect('without genealogy', lines.filter((line) => (line.consume_line_ids as number[]).length === 0).length, 0);
  return found;
}

async function run(target: Target): Promise<boolean> {
  const world = await World.open(target);
  const tally: Tally = { postings: 0, cuts: 0, probedFound: 0, triedAgain: 0, rolledBack: 0 };
  const seed = Number(argument('seed', '1'));
  const random = numbers(seed);
  const found: string[] = [];
  const startedAt = performance.now();
  try {
    const item = await world.item('rotor', 'lot');
    const rotor = { ...item, lotNumber: unique('ROTOR') };
    await world.putStock(item.id, ORDERS * 300, await world.lot(item.id, rotor.lotNumber));
    let started = 0;
    const line = async () => {
      while (started < ORDERS) {
        started += 1;
        found.push(...(await oneOrder(world, tally, random, rotor)));
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, line));
    const left = await world.onHand(item.id);
    if (left !== ORDERS * 100) found.push(`${left} rotors are left instead of ${ORDERS * 100}`);
  } finally {
    await world.close();
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(
    `${target.name}: ${tally.postings} postings, ${tally.cuts} cut, ${tally.probedFound} of them found posted, ` +
      `${tally.triedAgain} tried again; ${tally.rolledBack} rolled back; ${found.length} differences (seed ${seed}, ${seconds} s)`,
  );
  for (const difference of found) console.log(`  ${difference}`);
  return found.length === 0;
}

const only = argument('only', '');
for (const target of targets) if (target.name.includes(only) && !(await run(target))) process.exitCode = 1;
