import type { ErpGenealogyLink, ErpLotKey, ErpReader, TraceDirection } from '../../connectors/ports/erp-read.ts';
import type { VisibleErp } from './context.ts';

export interface TracedLink {
  link: ErpGenealogyLink;
  depth: number;
  /** Who can say more of it. */
  reader: ErpReader;
}

export interface TraceResult {
  links: TracedLink[];
  isTruncated: boolean;
}

const LINKS_MAX = 10_000;

const keyText = ({ itemNumber, lotNumber }: ErpLotKey) => `${itemNumber}\n${lotNumber}`;

/**
 * Follows a lot level by level through every ERP: a lot that one plant made may be built in by another. Each lot is
 * followed once, so cycles end and diamonds are not repeated; one level costs the same calls however many lots it has.
 */
export async function traceLots(
  erps: readonly Pick<VisibleErp, 'reader'>[],
  root: ErpLotKey,
  direction: TraceDirection,
  depth: number,
): Promise<TraceResult> {
  const links: TracedLink[] = [];
  const followed = new Set([keyText(root)]);
  let frontier: ErpLotKey[] = [root];
  for (let level = 1; frontier.length > 0; level += 1) {
    const found = await linksOf(erps, frontier, direction);
    const ahead = found.map(({ link }) => (direction === 'BACKWARD' ? link.input : link.output));
    if (level > depth) return { links, isTruncated: found.length > 0 };
    links.push(...found.map(({ link, reader }) => ({ link, depth: level, reader })));
    if (links.length > LINKS_MAX) return { links: links.slice(0, LINKS_MAX), isTruncated: true };
    const next = new Map(ahead.map((key) => [keyText(key), key]));
    frontier = [...next].filter(([text]) => !followed.has(text)).map(([, key]) => key);
    for (const key of frontier) followed.add(keyText(key));
  }
  return { links, isTruncated: false };
}

async function linksOf(
  erps: readonly Pick<VisibleErp, 'reader'>[],
  lots: readonly ErpLotKey[],
  direction: TraceDirection,
): Promise<Omit<TracedLink, 'depth'>[]> {
  const found = await Promise.all(
    erps.flatMap(({ reader }) =>
      lots.map(async (lot) => (await reader.genealogy(lot, direction)).map((link) => ({ link, reader }))),
    ),
  );
  const inOrder = (link: ErpGenealogyLink) => `${keyText(link.input)}\n${keyText(link.output)}\n${link.movementId}`;
  return found.flat().sort((a, b) => (inOrder(a.link) < inOrder(b.link) ? -1 : 1));
}
