import { GraphError } from '../../lib/errors.ts';
import type { CommandPlace } from '../../store/command-reads.ts';

const FIRST_MAX = 200;

/** Errors: GraphError BAD_USER_INPUT outside of 1 to 200. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? 50;
  if (size < 1 || size > FIRST_MAX) throw new GraphError('BAD_USER_INPUT', `first must be 1 to ${FIRST_MAX}`);
  return size;
}

export const encodePlace = ({ at, id }: CommandPlace): string => Buffer.from(`${at} ${id}`).toString('base64url');

const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,6})?[+-](?:0\\d|1[0-4])(?::?[0-5]\\d)?';
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const PLACE = new RegExp(`^(\\d{4}-\\d{2}-\\d{2} ${TIME}) (${UUID})$`);

/** Whether the calendar has it: the database would stumble over the 31st of June. */
function isDay(at: string): boolean {
  const day = at.slice(0, 10);
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Errors: GraphError BAD_USER_INPUT for what no list ever gave out. */
export function decodePlace(cursor: string | null | undefined): CommandPlace | null {
  if (cursor == null) return null;
  const [, at, id] = PLACE.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (at === undefined || id === undefined || !isDay(at)) throw notACursor();
  return { at, id };
}

/** Of lists that are ordered by a number of their own. */
export const encodeNumber = (seq: string): string => Buffer.from(`#${seq}`).toString('base64url');

export function decodeNumber(cursor: string | null | undefined): string | null {
  if (cursor == null) return null;
  const [, seq] = /^#(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (seq === undefined) throw notACursor();
  return seq;
}

const notACursor = (): GraphError => new GraphError('BAD_USER_INPUT', 'after is not a cursor of this list');
