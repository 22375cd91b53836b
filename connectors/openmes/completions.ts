import { z } from 'zod';
import { decimalText } from '../../lib/decimal.ts';
import type { RestCall } from '../../lib/rest-client.ts';
import type { MesCompletion } from '../ports.ts';
import type { OpenmesApi } from './api.ts';
import { type OpenmesOptions, plantOfLine } from './options.ts';
import type { ProductUnits } from './units.ts';
import * as wire from './wire.ts';

/** An order stamped a moment ago may be committed after one stamped now: what is this recent is read again. */
const OVERLAP_MS = 5000;
/** Between two batches an order is PENDING again, with what it has produced. */
const STATUSES = ['DONE', 'IN_PROGRESS', 'PENDING'];

interface Cursor {
  since: string | null;
  /** Ids delivered since then. */
  seen: readonly string[];
}

/** Production that the floor has booked since a cursor. An order whose totals stay the same is told once. */
export async function readCompletions(
  api: OpenmesApi,
  units: ProductUnits,
  options: OpenmesOptions,
  cursorText: string | null,
): Promise<{ cursor: string; completions: MesCompletion[]; hasMore: boolean }> {
  const cursor = parseCursor(cursorText);
  const rows = (await Promise.all(STATUSES.map((status) => readFeed(api, status, cursor.since)))).flat();
  const ofPlants = rows.filter((row) => plantOfLine(options.plants, row.line_code) !== undefined);
  const told = ofPlants.filter((row) => row.status === 'DONE' || Number(row.produced_qty) > 0);
  const fresh = told.filter((row) => !cursor.seen.includes(idOf(row)));
  const completions = await Promise.all(fresh.map((row) => toCompletion(row, units, options)));
  completions.sort((a, b) => a.at.localeCompare(b.at) || a.orderNumber.localeCompare(b.orderNumber));
  return { cursor: JSON.stringify(nextCursor(cursor, told)), completions, hasMore: false };
}

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

/** The MES numbers no completion: the order and what it has come to identify it. */
const idOf = (row: wire.CompletionRow): string =>
  `${row.order_no}:${row.status === 'DONE' ? 'done' : 'progress'}:${decimalText(row.produced_qty)}`;

async function toCompletion(
  row: wire.CompletionRow,
  units: ProductUnits,
  options: OpenmesOptions,
): Promise<MesCompletion> {
  const unit = await units.ofProduct({ code: row.product_type_code ?? null });
  return {
    id: idOf(row),
    plantCode: plantOfLine(options.plants, row.line_code) ?? '',
    orderNumber: row.order_no,
    operationNumber: null,
    good: { value: decimalText(row.produced_qty), unit },
    scrap: null,
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
}

function nextCursor(before: Cursor, told: readonly wire.CompletionRow[]): Cursor {
  const latest = Math.max(...told.map((row) => Date.parse(row.updated_at)));
  if (!Number.isFinite(latest)) return before;
  const since = Math.max(latest - OVERLAP_MS, before.since === null ? 0 : Date.parse(before.since));
  const recent = told.filter((row) => Date.parse(row.updated_at) >= since);
  return { since: new Date(since).toISOString(), seen: recent.map(idOf) };
}

function parseCursor(text: string | null): Cursor {
  if (text === null) return { since: null, seen: [] };
  return z.object({ since: z.string().nullable(), seen: z.array(z.string()) }).parse(JSON.parse(text));
}
