import { expect, it } from 'vitest';
import type { Page } from '../../connectors/ports/common.ts';
import { mergePages, type Source } from './merge.ts';
import type { Connection } from './page.ts';

/** A sorted list whose pages are never longer than `most`, as of a back end that gives up early. */
function listOf(name: string, all: readonly string[], most = Number.POSITIVE_INFINITY): Source<string> {
  return {
    name,
    async page({ first, after }): Promise<Page<string>> {
      const rest = after === null ? all : all.filter((text) => text > after);
      const nodes = rest.slice(0, Math.min(first, most));
      return { nodes, hasNextPage: rest.length > nodes.length, endCursor: nodes.at(-1) ?? null, cursors: nodes };
    },
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

async function all(sources: Source<string>[], first: number, join?: (same: string[]) => string): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 100; pages += 1) {
    const page: Connection<string> = await mergePages(
      sources,
      { first, after },
      { compare, ...(join ? { join } : {}) },
    );
    found.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return found;
    after = page.pageInfo.endCursor;
  }
  throw new Error('the list never ends');
}

it.each([1, 2, 3, 7, 50])('gives every node of several lists once and in order, %i at a time', async (first) => {
  const sources = [listOf('a', ['a', 'd', 'e', 'k']), listOf('b', ['b', 'c', 'f', 'x', 'y']), listOf('c', [])];
  expect(await all(sources, first)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'k', 'x', 'y']);
});

it.each([1, 2, 5])('joins what several lists have in common, %i at a time', async (first) => {
  const sources = [listOf('a', ['a', 'b', 'd']), listOf('b', ['b', 'c', 'd'])];
  expect(await all(sources, first, (same) => same[0]!)).toEqual(['a', 'b', 'c', 'd']);
});

it('stays in order where a list answers with less than was asked for', async () => {
  const sources = [listOf('a', ['a', 'b', 'c', 'd'], 1), listOf('b', ['e', 'f'])];
  expect(await all(sources, 10)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

it('refuses what is not a cursor of the list', async () => {
  const page = mergePages([listOf('a', ['a'])], { first: 1, after: 'nonsense' }, { compare });
  await expect(page).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});
