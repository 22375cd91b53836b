import { canonicalHash } from '../../lib/canonical.ts';
import { GraphError } from '../../lib/errors.ts';
import type {
  ExternalRef,
  Page,
  PlmChangeContent,
  PlmReader,
  PlmRevision,
  ReadOptions,
  RevisionState,
} from '../ports.ts';
import { BomReads } from './boms.ts';
import { ChangeReads, compare } from './changes.ts';
import type { ArenaClient } from './client.ts';
import { ItemReads } from './items.ts';
import type { Memory } from './memory.ts';
import type { ArenaOptions } from './options.ts';
import type * as wire from './wire.ts';

const STATES: readonly RevisionState[] = ['WORKING', 'EFFECTIVE', 'SUPERSEDED'];

/** Reads of one request from the PLM; see PlmReader. */
export function openPlmReader(
  client: ArenaClient,
  options: ArenaOptions,
  memory: Memory,
  read: ReadOptions = {},
): PlmReader {
  const items = new ItemReads(client, options, read);
  const boms = new BomReads(client, items, memory.bomLines, read);
  const changes = new ChangeReads(client, options, memory, read);

  const revisionRow = async (itemNumber: string, revision: string) =>
    (await items.revisionsOf(itemNumber)).find((row) => row.number === revision);

  /** The effective revision comes with the item; a working or superseded one takes the list of revisions. */
  async function effective(itemNumber: string): Promise<PlmRevision | null> {
    const item = await items.byNumber(itemNumber);
    if (item === null || item.status !== 1) return null;
    return {
      itemNumber,
      revision: item.revisionNumber ?? null,
      name: item.name ?? null,
      state: 'EFFECTIVE',
      effectiveFrom: item.effectiveDateTime ?? null,
      refs: [refOf(item.guid)],
    };
  }

  function toRevision(itemNumber: string, row: wire.RevisionRow): PlmRevision {
    return {
      itemNumber,
      revision: row.number,
      name: null,
      state: STATES[row.status] ?? 'WORKING',
      effectiveFrom: row.status === 0 ? null : (row.change?.effectiveDateTime ?? null),
      refs: [refOf(row.guid)],
    };
  }

  const refOf = (id: string): ExternalRef => ({ system: 'PLM', connection: options.connection, type: 'item', id });

  async function findRevision(itemNumber: string, revision: string): Promise<PlmRevision | null> {
    const current = await effective(itemNumber);
    if (current?.revision === revision) return current;
    const row = await revisionRow(itemNumber, revision);
    return row === undefined ? null : toRevision(itemNumber, row);
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
      boms.bom(itemNumber, toRevision, brought.guid, { isFixed: false }),
    ]);
    const unit = specs?.uom ?? null;
    return [
      {
        itemNumber,
        name: specs?.name ?? brought.name ?? null,
        unit: unit === null ? null : items.unit(unit).code,
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
      const [rows, current] = await Promise.all([items.revisionsOf(itemNumber), effective(itemNumber)]);
      return rows.map((row) => (row.status === 1 && current !== null ? current : toRevision(itemNumber, row)));
    },
    currentRevision: effective,
    revision: findRevision,
    async revisionName(itemNumber, revision) {
      const found = await findRevision(itemNumber, revision);
      const guid = found?.refs[0]?.id;
      return found?.name ?? (guid === undefined ? null : ((await items.byGuid(guid))?.name ?? null));
    },
    releasedBy: async (itemNumber, revision) => (await revisionRow(itemNumber, revision))?.change?.number ?? null,
    async engineeringBom(itemNumber, revision, details = []) {
      const found = await findRevision(itemNumber, revision);
      const guid = found?.refs[0]?.id;
      if (found === null || guid === undefined) return null;
      return boms.bom(itemNumber, revision, guid, { isFixed: found.state !== 'WORKING', details });
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
    endCursor: last === undefined ? null : Buffer.from(JSON.stringify(keyOf(last))).toString('base64url'),
  };
}

/** Errors: GraphError BAD_USER_INPUT for what no list ever gave out. */
function decodeCursor(cursor: string): string {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof key === 'string') return key;
  } catch {
    // no cursor of ours either
  }
  throw new GraphError('BAD_USER_INPUT', 'after is not a cursor of this list');
}
