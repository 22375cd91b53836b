import { anyOf, type Domain, likeLiteral } from './domain.ts';
import { idIn, type Row, textIn } from './row.ts';

/**
 * Which records are one order. Odoo renames an order that is made in part and gives the rest to a backorder; both share
 * a group and have a place in it (`backorder_sequence`), which an order that was never split has not. Names are what
 * people see and may change: the suffix of a place is taken off where Odoo has put it, and nothing else is.
 */
export interface ChainOf<Part> {
  /** The number that the order had before it was split. */
  orderNumber: string;
  /** Every number that means this order: its own first, then those of its records. */
  numbers: readonly string[];
  /** In the order in which they were split off; at least one. */
  parts: readonly Part[];
}

/** production_group_id since 19, procurement_group_id before; null where the server tells neither. */
export type GroupField = 'production_group_id' | 'procurement_group_id' | null;

export const groupFieldIn = (fields: { has(name: string): boolean }): GroupField =>
  fields.has('production_group_id')
    ? 'production_group_id'
    : fields.has('procurement_group_id')
      ? 'procurement_group_id'
      : null;

/** What a record is told apart by; a group field that the server lacks may be among those that are asked for. */
export const CHAIN_FIELDS = [
  ...['name', 'state', 'product_id', 'picking_type_id', 'backorder_sequence'],
  ...['procurement_group_id', 'production_group_id'],
] as const;

/** Records of one group, as far as they were found, oldest first. */
export function chainsIn(rows: Iterable<Row>, groupField: GroupField): ChainOf<Row>[] {
  const distinct = new Map([...rows].map((row) => [row.id, row]));
  const groups = Map.groupBy(distinct.values(), (row) => keyOf(row, groupField));
  return [...groups.values()].map((group) => {
    const parts = group.toSorted((a, b) => sequenceOf(a) - sequenceOf(b) || a.id - b.id);
    const orderNumber = numberOfParts(parts);
    return { orderNumber, numbers: [...new Set([orderNumber, ...parts.map(nameOf)])], parts };
  });
}

/**
 * The chain that a number means: the one whose number it is, else the one with a record of that name. Two where a new
 * order was given the number that a split one had.
 */
export function chainsNamed<Chain extends ChainOf<unknown>>(chains: readonly Chain[], number: string): Chain[] {
  const own = chains.filter((chain) => chain.orderNumber === number);
  return own.length > 0 ? own : chains.filter((chain) => chain.numbers.includes(number));
}

/** The orders that the numbers may mean, each with all records that were split off it, whatever those are called. */
export function withNumbers(numbers: readonly string[], groupField: GroupField): Domain {
  const isSplit = ['backorder_sequence', '>', 0] as const;
  const patterns = numbers.flatMap(beforeSuffix).map((number) => `${likeLiteral(number)}-___`);
  const names = numbers.flatMap((number) => [number, `${number}-001`]);
  return anyOf([
    [['name', 'in', numbers]],
    [isSplit, ...anyOf([...new Set(patterns)].map((pattern) => [['name', '=like', pattern]]))],
    ...(groupField === null ? [] : [[isSplit, [`${pathToParts(groupField)}.name`, 'in', names]] as Domain]),
  ]);
}

/** From one record to those of its group. */
export const pathToParts = (groupField: Exclude<GroupField, null>): string =>
  `${groupField}.${groupField === 'production_group_id' ? 'production_ids' : 'mrp_production_ids'}`;

/** Its place among the records of a split order, from 1; 0 for an order that was never split. */
export const sequenceOf = (row: Row): number =>
  typeof row.backorder_sequence === 'number' ? row.backorder_sequence : 0;

/** A record's name without the suffix that Odoo has put behind it for its place. */
export function firstNumberOf(row: Row): string {
  const name = nameOf(row);
  const sequence = sequenceOf(row);
  const suffix = suffixOf(sequence);
  return sequence > 0 && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

/** Records of one chain make one product; a group that is not told leaves the numbers. */
function keyOf(row: Row, groupField: GroupField): string {
  if (sequenceOf(row) === 0) return `id ${row.id}`;
  const group = groupField === null ? null : idIn(row, groupField);
  return group === null ? `number ${firstNumberOf(row)}` : `group ${group} ${idIn(row, 'product_id')}`;
}

/**
 * The first record's. Where that one was split again, Odoo has put its suffix there twice: the others tell the number
 * that it had before.
 */
function numberOfParts(parts: readonly Row[]): string {
  const [head, ...others] = parts as [Row, ...Row[]];
  const number = firstNumberOf(head);
  const suffix = suffixOf(sequenceOf(head));
  return others.map(firstNumberOf).find((other) => number === other + suffix) ?? number;
}

const suffixOf = (sequence: number): string => `-${String(sequence).padStart(3, '0')}`;

const nameOf = (row: Row): string => textIn(row, 'name') ?? '';

/** First numbers that the number may have come of: itself, and what stands before a suffix. */
const beforeSuffix = (number: string): string[] => [...new Set([number, number.replace(/-\d{3,}$/, '')])];
