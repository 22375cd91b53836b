import type { Page, PageArgs } from '../../ports/common.ts';
import type { ErpItem } from '../../ports/erp-read.ts';
import { type Domain, likeLiteral } from '../model/domain.ts';
import { type Items, numberOf } from '../model/items.ts';
import type { Row } from '../model/row.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** Items that a text is found in, ordered by number. */
export async function searchItems(items: Items, args: PageArgs & { search?: string | null }): Promise<Page<ErpItem>> {
  const after = decodeCursor(args.after, ['string']);
  const search = args.search?.trim();
  const domain: Domain = [
    ['active', '=', true],
    ['default_code', '!=', false],
    ...(after === null ? [] : [['default_code', '>', after[0]] as const]),
    ...(search ? searchDomain(search) : []),
  ];
  // One more than asked for, and another for each number that several products share.
  const limit = args.first + 1;
  const rows = await items.page(domain, 'default_code, id', limit * 2);
  const first = new Map<string, Row>();
  for (const row of rows) {
    const itemNumber = numberOf(row);
    if (itemNumber !== null && !first.has(itemNumber)) first.set(itemNumber, row);
  }
  const page = [...first.values()].slice(0, args.first);
  const last = page.at(-1);
  return {
    nodes: await Promise.all(page.map((row) => items.toItem(row))),
    hasNextPage: first.size > args.first || rows.length === limit * 2,
    endCursor: last ? cursorAt(last) : null,
    cursors: page.map(cursorAt),
  };
}

const cursorAt = (row: Row): string => encodeCursor([numberOf(row) ?? '']);

function searchDomain(search: string): Domain {
  const pattern = `%${likeLiteral(search)}%`;
  return ['|', ['default_code', '=ilike', pattern], ['name', '=ilike', pattern]];
}
