import { canonicalHash } from '../../../lib/canonical.ts';
import type { ErpChanges } from '../../ports/erp.ts';
import { Records } from '../model/records.ts';
import { idIn, type Row } from '../model/row.ts';
import { knownFields } from '../transport/fields.ts';
import type { ReadGate } from '../transport/gate.ts';
import type { OdooSession } from '../transport/session.ts';
import { decodePlace, encodePlace, type Place } from './cursor.ts';
import { WATCHED, type Watched } from './models.ts';
import type { OrdersNow } from './orders-now.ts';
import {
  advance,
  forgetBefore,
  lookOf,
  newestOf,
  overlapBefore,
  PAGE,
  type Question,
  stampOf,
  startTrack,
  type Track,
} from './track.ts';

/** Rows by model and id. */
type Seen = Map<string, Map<number, { readonly content: string; readonly stamp: string }>>;

interface Answer {
  readonly watched: Watched;
  readonly track: Track;
  readonly rows: readonly Row[];
}

/**
 * Asks which orders changed, by the time of their last write. Rows that come again within the overlap are known by
 * their content, once the caller has come back with the cursor of the answer that told them: what it could not store
 * is told again. After a restart they are reported again, and the caller tells them by `fingerprint`.
 */
export class ChangePoller {
  readonly #session: OdooSession;
  readonly #gate: ReadGate;
  readonly #orders: OrdersNow;
  readonly #seen: Seen = new Map(WATCHED.map(({ model }) => [model, new Map()]));
  /** Where the caller stood when it last came. */
  #here: { readonly cursor: string; readonly place: Place } | undefined;
  /** What the last answer told; it counts as seen when its cursor comes back. */
  #offered: { readonly cursor: string; readonly place: Place; readonly rows: readonly Fresh[] } | undefined;

  constructor(session: OdooSession, gate: ReadGate, orders: OrdersNow) {
    this.#session = session;
    this.#gate = gate;
    this.#orders = orders;
  }

  /** One call per watched model, one more for each that has a backlog; further ones only for orders that changed. */
  async poll(cursor: string | null): Promise<ErpChanges> {
    this.#comeBack(cursor);
    const answers = await Promise.all(WATCHED.map((watched) => this.#look(watched)));
    const fresh = answers.flatMap(({ watched, rows }) => this.#fresh(watched, rows));
    const tracks = Object.fromEntries(answers.map(({ watched, track }) => [watched.model, track]));
    const hasMore = answers.some(({ track }) => track.behind !== null);
    const wasBehind = Object.values(this.#here?.place.tracks ?? {}).some((track) => track.behind !== null);
    if (cursor !== null && fresh.length === 0 && !hasMore && !wasBehind) {
      this.#here = { cursor, place: { answer: this.#here?.place.answer ?? 0, tracks } };
      return { cursor, orders: [], hasMore };
    }
    const { orders } = cursor === null ? { orders: [] } : await this.#orders.of(await this.#stampsOfOrders(fresh));
    const place = { answer: (this.#here?.place.answer ?? 0) + 1, tracks };
    this.#offered = { cursor: encodePlace(place), place, rows: fresh };
    return { cursor: this.#offered.cursor, orders, hasMore };
  }

  #comeBack(cursor: string | null): void {
    const offered = this.#offered;
    this.#offered = undefined;
    if (cursor === null) this.#here = undefined;
    else if (offered?.cursor === cursor) {
      for (const { model, row, content } of offered.rows)
        this.#seen.get(model)?.set(row.id, { content, stamp: stampOf(row) });
      this.#here = offered;
    } else if (this.#here?.cursor !== cursor) {
      this.#here = { cursor, place: decodePlace(cursor, performance.now()) };
    }
    for (const [model, track] of Object.entries(this.#here?.place.tracks ?? {})) {
      const rows = this.#seen.get(model);
      for (const [id, { stamp }] of rows ?? []) if (stamp < forgetBefore(track)) rows?.delete(id);
    }
  }

  async #look(watched: Watched): Promise<Answer> {
    const track = this.#here?.place.tracks[watched.model] ?? (await this.#start(watched));
    const known = new Map<string, number>();
    for (const { stamp } of this.#seen.get(watched.model)?.values() ?? [])
      known.set(stamp, (known.get(stamp) ?? 0) + 1);
    const look = lookOf(track, known, performance.now());
    const [head, page] = await Promise.all([
      this.#search(watched, look.head, PAGE),
      look.page === null ? [] : this.#search(watched, look.page, PAGE),
    ]);
    return { watched, track: advance(track, look, head, page, performance.now()), rows: [...head, ...page] };
  }

  /** The newest write that the server knows; its clock counts, not ours. */
  async #start(watched: Watched): Promise<Track> {
    const newest = await this.#search(watched, { domain: [], order: 'write_date desc, id desc' }, 1);
    return startTrack(overlapBefore(newestOf(newest.map(stampOf))), performance.now());
  }

  #fresh({ model }: Watched, rows: readonly Row[]): Fresh[] {
    const fresh = new Map<number, Fresh>();
    for (const row of rows) {
      const content = canonicalHash(row);
      if (this.#seen.get(model)?.get(row.id)?.content !== content) fresh.set(row.id, { model, row, content });
    }
    return [...fresh.values()];
  }

  /** By the id of an order, the newest stamp of what changed in it. */
  async #stampsOfOrders(fresh: readonly Fresh[]): Promise<Map<number, string>> {
    const moveIds = fresh.flatMap(({ model, row }) =>
      model === 'stock.move.line' ? (idIn(row, 'move_id') ?? []) : [],
    );
    const records = new Records({ session: this.#session, gate: this.#gate });
    const moves = await records.byIds('stock.move', moveIds);
    const stamps = new Map<number, string>();
    for (const { model, row } of fresh) {
      const owner = model === 'stock.move.line' ? moves.get(idIn(row, 'move_id') ?? 0) : row;
      const orderId = model === 'mrp.production' ? row.id : owner && orderIdOf(owner);
      if (orderId) stamps.set(orderId, newestOf([stamps.get(orderId) ?? '', stampOf(row)]));
    }
    return stamps;
  }

  async #search(watched: Watched, { domain, order }: Question, limit: number): Promise<Row[]> {
    const { model } = watched;
    const wanted = [...watched.fields, 'write_date'];
    const fields = knownFields(model, await this.#session.fields(model), wanted, wanted);
    const args = { domain: [...watched.domain, ...domain], fields, load: '', order, limit };
    return this.#gate.run(undefined, (options) =>
      this.#session.call<Row[]>({ model, method: 'search_read', args }, { kind: 'read', ...options }),
    );
  }
}

/** A row that is new, or not as it was told. */
interface Fresh {
  readonly model: Watched['model'];
  readonly row: Row;
  readonly content: string;
}

const orderIdOf = (row: Row): number | null => idIn(row, 'raw_material_production_id') ?? idIn(row, 'production_id');
