import { type HttpAnswer, json } from '../kit/index.ts';
import { validate } from './problems.ts';

/** Laravel's length-aware page: `meta` with current_page, last_page, per_page and total. */
export function page<T>(
  items: readonly T[],
  query: URLSearchParams,
  defaults: { perPage: number },
  present: (item: T) => unknown,
): HttpAnswer {
  const perPage = Math.max(1, Math.min(Number(query.get('per_page') ?? defaults.perPage) || defaults.perPage, 100));
  const current = Math.max(1, Number(query.get('page') ?? 1) || 1);
  return json(200, {
    data: items.slice((current - 1) * perPage, current * perPage).map(present),
    meta: {
      current_page: current,
      per_page: perPage,
      total: items.length,
      last_page: Math.max(1, Math.ceil(items.length / perPage)),
    },
  });
}

/** The ERP export's page: walks ids, `meta.next_cursor` is null at the end. */
export function cursorPage<T extends { id: number }>(
  items: readonly T[],
  query: URLSearchParams,
  present: (item: T) => unknown,
): HttpAnswer {
  validate(Object.fromEntries(query), { limit: { type: 'integer', min: 1, max: 500 } });
  const limit = Number(query.get('limit') ?? 100);
  const after = query.get('cursor');
  const rest = after === null ? items : items.filter((item) => item.id > decodeCursor(after));
  const data = rest.slice(0, limit);
  const last = data.at(-1);
  const hasMore = rest.length > limit;
  return json(200, {
    data: data.map(present),
    meta: {
      next_cursor: hasMore && last !== undefined ? encodeCursor(last.id) : null,
      has_more: hasMore,
      count: data.length,
      per_page: limit,
    },
  });
}

const encodeCursor = (id: number): string =>
  Buffer.from(JSON.stringify({ id, _pointsToNextItems: true })).toString('base64url');

function decodeCursor(cursor: string): number {
  try {
    return Number((JSON.parse(Buffer.from(cursor, 'base64url').toString()) as { id: number }).id);
  } catch {
    return 0;
  }
}
