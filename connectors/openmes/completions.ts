import { z } from 'zod';
import { decimal, decimalText } from '../../lib/decimal.ts';
import type { RestCall } from '../../lib/rest-client.ts';
import type { MesCompletion } from '../ports.ts';
import type { OpenmesApi } from './api.ts';
import type { Memory } from './memory.ts';
import { type OpenmesOptions, plantOfLine } from './options.ts';
import { findOrders } from './orders.ts';
import { ScrapReads } from './scrap.ts';
import { type ProductUnits, quantityIn } from './units.ts';
import * as wire from './wire.ts';

/** An order stamped a moment ago may be committed after one stamped now: what is this recent is read again. */
const OVERLAP_MS = 5000;
/** Asked for with each poll. Between two batches an order is PENDING again, with what it has produced. */
const AT_WORK = ['DONE', 'IN_PROGRESS', 'PENDING'];
/**
 * Where an order lies that something has happened to: one of them with each poll, for a server takes two calls a second
 * and the user. What an order had produced before it was cancelled or stopped is so told within six polls.
 */
const ASIDE = ['CANCELLED', 'BLOCKED', 'PAUSED', 'CHANGE_HOLD', 'REJECTED', 'ACCEPTED'];
export const COMPLETION_STATUSES: readonly string[] = [...AT_WORK, ...ASIDE];

/** How far the orders of one state were read. */
interface Mark {
  since: string | null;
  /** Ids delivered since then. */
  seen: readonly string[];
}

interface Cursor {
  /** Whose turn it is among the states that are asked for in turns. */
  turn: number;
  marks: Readonly<Record<string, Mark>>;
}

interface Connection {
  readonly api: OpenmesApi;
  readonly units: ProductUnits;
  readonly memory: Memory;
  readonly options: OpenmesOptions;
}

/** Production that the floor has booked since a cursor. An order whose totals stay the same is told once. */
export async function readCompletions(
  connection: Connection,
  cursorText: string | null,
): Promise<{ cursor: string; completions: MesCompletion[]; hasMore: boolean }> {
  const cursor = parseCursor(cursorText);
  const statuses = [...AT_WORK, ASIDE[cursor.turn % ASIDE.length]!];
  const marks = { ...cursor.marks };
  const rows = await Promise.all(
    statuses.map(async (status) => {
      const mark = markOf(cursor, status);
      const told = (await readFeed(connection.api, status, mark.since)).filter((row) => isTold(row, connection));
      marks[status] = nextMark(mark, told);
      return told.filter((row) => !mark.seen.includes(idOf(row)));
    }),
  );
  const completions = await toCompletions(connection, rows.flat());
  completions.sort((a, b) => a.at.localeCompare(b.at) || a.orderNumber.localeCompare(b.orderNumber));
  const next: Cursor = { turn: (cursor.turn + 1) % ASIDE.length, marks };
  return { cursor: JSON.stringify(next), completions, hasMore: false };
}

const isTold = (row: wire.CompletionRow, { options }: Connection): boolean =>
  plantOfLine(options.plants, row.line_code) !== undefined && (row.status === 'DONE' || Number(row.produced_qty) > 0);

async function readFeed(api: OpenmesApi, status: string, since: string | null): Promise<wire.CompletionRow[]> {
  const shape = z.object({ data: z.array(wire.completion), meta: wire.cursorMeta });
  const rows: wire.CompletionRow[] = [];
  let next: string | null = null;
  do {
    const query: RestCall['query'] = { status, limit: 500, since: since ?? undefined, cursor: next ?? undefined };
    const call: RestCall = { path: '/erp/production/completions', query, kind: 'completions' };
    const page: z.infer<typeof shape> | null = await api.read(call, shape);
    rows.push(...(page?.data ?? []));
    next = page?.meta.next_cursor ?? null;
  } while (next !== null);
  return rows;
}

/** The MES numbers no completion: the order and what it has produced identify it. */
const idOf = (row: wire.CompletionRow): string =>
  `${row.order_no}:${row.status === 'DONE' ? 'done' : 'progress'}:${decimalText(row.produced_qty)}`;

/** The feed counts scrap as produced and does not say how much: the orders' own entries do. */
async function toCompletions(connection: Connection, rows: readonly wire.CompletionRow[]): Promise<MesCompletion[]> {
  if (rows.length === 0) return [];
  const { api, memory, options, units } = connection;
  const numbers = [...new Set(rows.map((row) => row.order_no))];
  const orders = new Map((await findOrders(api, memory, numbers, {})).map((order) => [order.order_no, order.id]));
  const scrap = new ScrapReads(api, memory, {});
  return Promise.all(
    rows.map(async (row) => {
      const orderId = orders.get(row.order_no);
      const [scrapped, unit] = await Promise.all([
        orderId === undefined ? null : scrap.totalOf(orderId),
        units.ofProduct({ code: row.product_type_code ?? null }),
      ]);
      return {
        id: idOf(row),
        plantCode: plantOfLine(options.plants, row.line_code) ?? '',
        orderNumber: row.order_no,
        operationNumber: null,
        good: quantityIn(goodOf(row.produced_qty, scrapped ?? 0), unit),
        scrap: scrapped === null ? null : quantityIn(scrapped, unit),
        at: new Date(row.completed_at ?? row.updated_at).toISOString(),
        payload: {
          status: row.status,
          planned: decimalText(row.planned_qty),
          produced: decimalText(row.produced_qty),
          line: row.line_code ?? null,
          productType: row.product_type_code ?? null,
          updatedAt: row.updated_at,
        },
      };
    }),
  );
}

/** What was produced less what was scrapped of it; more scrap than that was of what came before. */
export function goodOf(produced: string | number, scrapped: string | number): string {
  const good = decimal(produced).minus(scrapped);
  return decimalText(good.isNegative() ? 0 : good);
}

const markOf = ({ marks }: Cursor, status: string): Mark => marks[status] ?? { since: null, seen: [] };

function nextMark(before: Mark, told: readonly wire.CompletionRow[]): Mark {
  const latest = Math.max(...told.map((row) => Date.parse(row.updated_at)));
  if (!Number.isFinite(latest)) return before;
  const since = Math.max(latest - OVERLAP_MS, before.since === null ? 0 : Date.parse(before.since));
  const recent = told.filter((row) => Date.parse(row.updated_at) >= since);
  return { since: new Date(since).toISOString(), seen: recent.map(idOf) };
}

const mark = z.object({ since: z.string().nullable(), seen: z.array(z.string()) });
const shapeOfCursor = z.object({ turn: z.int(), marks: z.record(z.string(), mark) });

function parseCursor(text: string | null): Cursor {
  return text === null ? { turn: 0, marks: {} } : shapeOfCursor.parse(JSON.parse(text));
}
