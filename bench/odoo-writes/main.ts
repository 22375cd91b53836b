import type { ConfirmPartInput, Json, Posting } from '../../connectors/ports.ts';
import { decimal } from '../../lib/decimal.ts';
import { context, partOf, type Target, targets, unique, World } from '../../test/contract/erp/writes-world.ts';

/**
 * Calls of each posting on one Odoo, next to the fewest that the protocol allows: one read per kind of record before
 * the effect, the writes that the effect needs, and one read per kind of record after it.
 * node bench/odoo-writes/main.ts [--only NAME] [--rounds N]
 */

interface Fewest {
  /** Reads before the effect and after it. */
  reads: number;
  writes: number;
}

interface Row {
  posting: string;
  reads: number;
  writes: number;
  fewest: Fewest;
  /** Median of the rounds. */
  ms: number;
}

const argument = (name: string, fallback: string): string => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? fallback : (process.argv[index + 1] ?? fallback);
};

const READS = new Set(['search_read', 'read', 'check_object_reference', 'fields_get', 'about']);

async function measure<Input extends Json>(
  world: World,
  posting: Posting<Input, Json, Json>,
  inputs: () => Promise<Input>,
  fewest: Fewest,
  name = posting.operation,
): Promise<Row> {
  const rounds = Number(argument('rounds', '3'));
  const times: number[] = [];
  let reads = 0;
  let writes = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const input = await inputs();
    const stepKey = unique('bench');
    const from = world.proxy.calls.length;
    const startedAt = performance.now();
    const before = await posting.prepare(input, { stepKey });
    await posting.apply(input, before, context(stepKey));
    // The first round learns versions and fields; it is left out.
    if (round === 0) continue;
    times.push(performance.now() - startedAt);
    const calls = world.proxy.calls.slice(from).map((call) => call.split('/').at(-1)!);
    reads = calls.filter((method) => READS.has(method)).length;
    writes = calls.length - reads;
  }
  times.sort((a, b) => a - b);
  return { posting: name, reads, writes, fewest, ms: times[Math.floor(times.length / 2)] ?? 0 };
}

/** An order of 100 with three components, one of them with lots. */
async function confirmations(world: World, remainder: 'KEEP_OPEN' | 'CLOSE_SHORT'): Promise<ConfirmPartInput> {
  const [made, housing, bearing, bolt] = [
    await world.item('gear', 'lot'),
    await world.item('housing'),
    await world.item('bearing', 'lot'),
    await world.item('bolt'),
  ];
  const lotNumber = unique('LOT');
  await world.putStock(housing.id, 500);
  await world.putStock(bolt.id, 5000);
  await world.putStock(bearing.id, 500, await world.lot(bearing.id, lotNumber));
  const lines: [number, number][] = [
    [housing.id, 1],
    [bearing.id, 2],
    [bolt.id, 8],
  ];
  const order = await world.order(made.id, 100, await world.bom(made.id, lines));
  return {
    plantCode: world.plant,
    ...partOf(order),
    produced: '40',
    outputLots: [{ lotNumber: unique('OUT'), quantity: '40' }],
    consumption: [
      { itemNumber: housing.itemNumber, quantity: '40', lots: [] },
      { itemNumber: bearing.itemNumber, quantity: '80', lots: [{ lotNumber, quantity: '80' }] },
      { itemNumber: bolt.itemNumber, quantity: '320', lots: [] },
    ],
    remainder,
    endedAt: null,
  };
}

async function lotItem(world: World) {
  const item = await world.item('resin', 'lot');
  const lotNumber = unique('LOT');
  await world.putStock(item.id, 50, await world.lot(item.id, lotNumber));
  return { plantCode: world.plant, itemNumber: item.itemNumber, lotNumber };
}

async function newBom(world: World) {
  const [made, part] = [await world.item('valve'), await world.item('body')];
  const old = await world.bom(made.id, [[part.id, 1]], { code: 'A' });
  const line = { itemNumber: part.itemNumber, quantity: '2', unit: 'C62' };
  return {
    old,
    input: {
      plantCode: world.plant,
      itemNumber: made.itemNumber,
      revision: 'B',
      changeNumber: unique('ECO'),
      baseQuantity: '1',
      unit: 'C62',
      lines: [line],
      operations: 'CARRIED_OVER' as const,
    },
  };
}

async function run(target: Target): Promise<Row[]> {
  const world = await World.open(target);
  const { postings } = world;
  try {
    return [
      await measure(
        world,
        postings.confirmPart,
        () => confirmations(world, 'KEEP_OPEN'),
        { reads: 13, writes: 3 },
        'confirm 40 of 100, rest open',
      ),
      await measure(
        world,
        postings.confirmPart,
        () => confirmations(world, 'CLOSE_SHORT'),
        { reads: 13, writes: 3 },
        'confirm 40 of 100, rest dropped',
      ),
      await measure(
        world,
        postings.scrap,
        async () => ({
          ...(await lotItem(world)),
          order: null,
          quantity: '3',
          reasonCode: 'CRACK',
          from: 'STOCK' as const,
        }),
        { reads: 7, writes: 2 },
      ),
      await measure(
        world,
        postings.moveToHold,
        async () => ({ ...(await lotItem(world)), holdId: unique('QH'), quantity: null }),
        { reads: 8, writes: 4 },
      ),
      await measure(
        world,
        postings.createItem,
        async () => ({ itemNumber: unique('NEW'), name: 'New', unit: 'C62', tracking: 'LOT' as const }),
        { reads: 3, writes: 1 },
      ),
      await measure(world, postings.createBom, async () => (await newBom(world)).input, { reads: 5, writes: 1 }),
      await measure(
        world,
        postings.activateBom,
        async () => {
          const { input } = await newBom(world);
          const before = await postings.createBom.prepare(input, { stepKey: 'create' });
          await postings.createBom.apply(input, before, context('create'));
          const { plantCode, itemNumber, revision, changeNumber } = input;
          return { plantCode, itemNumber, revision, changeNumber };
        },
        { reads: 4, writes: 1 },
      ),
    ];
  } finally {
    await world.close();
  }
}

/** The same postings on the same version without the hub's add-on and, beside them, with it. */
function print(name: string, rows: readonly Row[], withAddon: readonly Row[] | undefined): void {
  const heads = withAddon === undefined ? '' : ' | with the add-on: reads  writes       ms';
  console.log(`\n${name}`);
  console.log(`${'posting'.padEnd(34)}${'reads'.padStart(12)}${'writes'.padStart(10)}${'ms'.padStart(7)}${heads}`);
  for (const [index, row] of rows.entries()) {
    const cells = [`${row.reads} of ${row.fewest.reads}`, `${row.writes} of ${row.fewest.writes}`];
    const other = withAddon?.[index];
    const beside = other
      ? ` |${String(other.reads).padStart(23)}${cell(other.writes, 8)}${cell(whole(other.ms), 9)}`
      : '';
    console.log(
      `${row.posting.padEnd(34)}${cells[0]!.padStart(12)}${cells[1]!.padStart(10)}${cell(whole(row.ms), 7)}${beside}`,
    );
  }
}

const whole = (ms: number): string => decimal(ms).toDecimalPlaces(0).toFixed();
const cell = (value: string | number, width: number): string => String(value).padStart(width);

const only = argument('only', '');
const WITH = ' with the add-on';
console.log('calls made, of the fewest that the protocol allows; time of the whole posting, median');
for (const target of targets.filter(({ name }) => name.includes(only) && !name.endsWith(WITH))) {
  const twin = targets.find(({ name }) => name === `${target.name}${WITH}`);
  print(target.name, await run(target), twin && (await run(twin)));
}
