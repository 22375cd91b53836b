import { canonicalHash } from '../../lib/canonical.ts';
import type { Page, PlmChangeContent, PlmReader, PlmRevision, ReadOptions, RevisionState } from '../ports.ts';
import { type BomCache, BomReads } from './boms.ts';
import { ChangeReads, compare } from './changes.ts';
import type { ArenaClient } from './client.ts';
import { ItemReads } from './items.ts';
import type { ArenaOptions } from './options.ts';
import type * as wire from './wire.ts';

const STATES: readonly RevisionState[] = ['WORKING', 'EFFECTIVE', 'SUPERSEDED'];

/** Reads of one request from the PLM; see PlmReader. */
export function openPlmReader(
  client: ArenaClient,
  options: ArenaOptions,
  cache: BomCache,
  read: ReadOptions = {},
): PlmReader {
  const items = new ItemReads(client, options, read);
  const boms = new BomReads(client, items, cache, read);
  const changes = new ChangeReads(client, options, read);

  const revisionRow = async (itemNumber: string, revision: string) =>
    (await items.revisionsOf(itemNumber)).find((row) => row.number === revision);

  async function toRevision(itemNumber: string, row: wire.RevisionRow): Promise<PlmRevision> {
    const current = await items.byNumber(itemNumber);
    return {
      itemNumber,
      revision: row.number,
      name: current?.guid === row.guid ? (current.name ?? null) : null,
      state: STATES[row.status] ?? 'WORKING',
      effectiveFrom: row.status === 0 ? null : (row.change?.effectiveDateTime ?? null),
      releasedByChange: row.change?.number ?? null,
      refs: [{ system: 'PLM', connection: options.connection, type: 'item', id: row.guid }],
    };
  }

  async function changeContent(changeNumber: string): Promise<PlmChangeContent[]> {
    const rows = await changes.items(changeNumber);
    const content = await Promise.all(rows.map(toContent));
    return content.flat().sort((a, b) => compare(a.itemNumber, b.itemNumber));
  }

  async function toContent(row: wire.ChangeItemRow): Promise<PlmChangeContent[]> {
    const brought = row.newItemRevision ?? row.affectedItemRevision;
    const itemNumber = brought?.number;
    if (brought === null || brought === undefined || itemNumber === null || itemNumber === undefined) return [];
    const toRevision = row.newRevisionNumber ?? null;
    const [specs, bom] = await Promise.all([
      items.byGuid(brought.guid),
      boms.bom(itemNumber, toRevision, brought.guid, false),
    ]);
    const unit = specs?.uom ?? null;
    return [
      {
        itemNumber,
        name: specs?.name ?? brought.name ?? null,
        unit: unit === null ? null : items.unitCode(unit),
        fromRevision: row.affectedItemRevision?.revisionNumber ?? null,
        toRevision,
        bom,
      },
    ];
  }

  return {
    change: (changeNumber) => changes.change(changeNumber),
    changeSummary: (changeNumber) => changes.summary(changeNumber),
    async changes(status, { first, after }) {
      const all = await changes.all(status);
      const from = after == null ? undefined : decodeCursor(after);
      const rest = from === undefined ? all : all.filter((change) => change.changeNumber > from);
      return pageOf(rest, first, (change) => change.changeNumber);
    },
    async revisions(itemNumber) {
      const rows = await items.revisionsOf(itemNumber);
      return Promise.all(rows.map((row) => toRevision(itemNumber, row)));
    },
    async currentRevision(itemNumber) {
      const row = (await items.revisionsOf(itemNumber)).find((candidate) => candidate.status === 1);
      return row === undefined ? null : toRevision(itemNumber, row);
    },
    async revision(itemNumber, revision) {
      const row = await revisionRow(itemNumber, revision);
      return row === undefined ? null : toRevision(itemNumber, row);
    },
    async revisionName(itemNumber, revision) {
      const row = await revisionRow(itemNumber, revision);
      return row === undefined ? null : ((await items.byGuid(row.guid))?.name ?? null);
    },
    async engineeringBom(itemNumber, revision) {
      const row = await revisionRow(itemNumber, revision);
      return row === undefined ? null : boms.bom(itemNumber, revision, row.guid, row.status !== 0);
    },
    substitutes: (lineRef) => boms.substitutes(lineRef),
    changeContent,
    async contentHash(changeNumber) {
      if ((await changes.summary(changeNumber)) === null) return null;
      const content = await changeContent(changeNumber);
      return canonicalHash(
        content.map(({ bom, ...item }) => ({
          ...item,
          lines:
            bom?.lines.map(({ lineNumber, itemNumber, quantity }) => ({ lineNumber, itemNumber, quantity })) ?? null,
        })),
      );
    },
  };
}

function pageOf<T>(rows: readonly T[], first: number, keyOf: (row: T) => string): Page<T> {
  const nodes = rows.slice(0, first);
  const last = nodes.at(-1);
  return {
    nodes,
    hasNextPage: rows.length > nodes.length,
    endCursor: last === undefined ? null : Buffer.from(keyOf(last)).toString('base64url'),
  };
}

const decodeCursor = (cursor: string): string => Buffer.from(cursor, 'base64url').toString();
