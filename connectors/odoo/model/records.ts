import DataLoader from 'dataloader';
import type { SharedReads } from '../../../lib/shared-reads.ts';
import type { ErpReadOptions } from '../../ports/erp-facts.ts';
import type { OdooCall } from '../transport/call.ts';
import { knownFields } from '../transport/fields.ts';
import type { ReadGate } from '../transport/gate.ts';
import type { OdooSession } from '../transport/session.ts';
import { askedRows } from './asked-rows.ts';
import { allOf, anyOf, type Domain } from './domain.ts';
import { fieldsFor, MODELS, type ModelName } from './models.ts';
import type { Row } from './row.ts';

/** Values of one "in" at most: Odoo's own limit for a batch that stays quick. */
const CHUNK = 1_000;

/** Records among those that `fixed` allows; `matches` says of a record already read what `domain` says to Odoo. */
interface Query {
  /** Unique for the query within its model. */
  key: string;
  fixed: Domain;
  wanted: Wanted;
}

type Wanted =
  /** Of a field of the record itself. */
  | { field: string; value: number | string }
  /** At the end of a path. */
  | { path: string; value: number | string }
  | { domain: Domain; matches(row: Row): boolean };

export interface ReadScope {
  session: OdooSession;
  gate: ReadGate;
  /** Of the whole connection; left out, nothing is shared with another request. */
  shared?: SharedReads | undefined;
  options?: ErpReadOptions | undefined;
}

/**
 * Records of one request. Whatever is asked of a model within one tick becomes one search_read; what was asked once is
 * not asked again. Archived records are found, unless a domain says otherwise. Errors: those of OdooTransport.
 */
export class Records {
  readonly #scope: ReadScope;
  readonly #fields = new Map<ModelName, readonly string[]>();
  readonly #loaders = new Map<ModelName, DataLoader<Query, Row[], string>>();

  constructor(scope: ReadScope) {
    this.#scope = scope;
  }

  get scope(): ReadScope {
    return this.#scope;
  }

  async byId(model: ModelName, id: number): Promise<Row | null> {
    const [row] = await this.#loader(model).load(queryFor('id', id));
    return row ?? null;
  }

  /** By id; those that are gone, or that the user may not see, are left out. */
  async byIds(model: ModelName, ids: Iterable<number>): Promise<Map<number, Row>> {
    const rows = await Promise.all([...new Set(ids)].map((id) => this.byId(model, id)));
    return new Map(rows.filter((row) => row !== null).map((row) => [row.id, row]));
  }

  /** Records whose field has the value, ordered by id. Queries with the same `fixed` share one call. */
  where(model: ModelName, field: string, value: number | string, fixed: Domain = []): Promise<Row[]> {
    return this.#loader(model).load(queryFor(field, value, fixed));
  }

  /**
   * Records at the end of whose `path` one of the values stands, without waiting for what is between: of an order known
   * by its name the lines, while the order itself is read. The answer finds them by the id in their field `of`.
   */
  async below(
    model: ModelName,
    { path, values, of }: { path: string; values: readonly (number | string)[]; of: string },
    fixed: Domain = [],
  ): Promise<(id: number) => Row[]> {
    const load = (value: number | string) =>
      this.#loader(model).load({ key: JSON.stringify([fixed, path, value]), fixed, wanted: { path, value } });
    const answers = new Set(await Promise.all(values.map(load)));
    const indexes = [...answers].map((rows) => indexOf(rows, of));
    return (id) => {
      const rows = indexes.flatMap((index) => index.get(id) ?? []);
      return [...new Map(rows.map((row) => [row.id, row])).values()];
    };
  }

  /** Records that a domain finds, ordered by id; `matches` tells them from what other queries of the call find. */
  matching(model: ModelName, domain: Domain, matches: (row: Row) => boolean, fixed: Domain = []): Promise<Row[]> {
    const key = JSON.stringify([fixed, domain]);
    return this.#loader(model).load({ key, fixed, wanted: { domain, matches } });
  }

  /** One call of its own: a page in an order. */
  async page(model: ModelName, domain: Domain, order: string, limit: number): Promise<Row[]> {
    const rows = await this.#search(model, domain, { order, limit });
    this.#keep(model, rows);
    return rows;
  }

  #loader(model: ModelName): DataLoader<Query, Row[], string> {
    let loader = this.#loaders.get(model);
    if (loader === undefined) {
      loader = new DataLoader<Query, Row[], string>((queries) => this.#answerAll(model, queries), {
        cacheKeyFn: (query) => query.key,
      });
      this.#loaders.set(model, loader);
    }
    return loader;
  }

  /** What was found by anything need not be read again by its id. */
  #keep(model: ModelName, rows: readonly Row[]): void {
    const loader = this.#loader(model);
    for (const row of rows) loader.prime(queryFor('id', row.id), [row]);
  }

  async #answerAll(model: ModelName, queries: readonly Query[]): Promise<Row[][]> {
    const groups = Map.groupBy(queries, (query) => JSON.stringify(query.fixed));
    const answers = new Map<Query, Row[]>();
    await Promise.all(
      [...groups.values()].map(async (group) => {
        const rows = await this.#searchAny(model, group);
        this.#keep(model, rows);
        for (const [query, found] of shareOut(group, rows)) answers.set(query, found);
      }),
    );
    return queries.map((query) => answers.get(query) ?? []);
  }

  async #searchAny(model: ModelName, group: readonly Query[]): Promise<Row[]> {
    const fixed = group[0]?.fixed ?? [];
    const domains = inChunks(group).map((wanted) => [...allOf(fixed), ...anyOf(wanted)]);
    const found = await Promise.all(domains.map((domain) => this.#search(model, domain, { order: 'id' })));
    const rows = new Map(found.flat().map((row) => [row.id, row]));
    return [...rows.values()].sort((a, b) => a.id - b.id);
  }

  /** Any other call that changes nothing. */
  ask<Result>(call: OdooCall): Promise<Result> {
    const { session, gate, shared, options = {} } = this.#scope;
    const { calls, rights, plants } = options;
    const ask = (signal: AbortSignal | undefined) =>
      gate.run(signal, (time) => session.call<Result>(call, { kind: 'read', calls, ...time }), plants);
    if (shared === undefined || rights === undefined) return ask(options.signal);
    return shared.run(JSON.stringify([rights, call]), options.signal, ask);
  }

  async #search(model: ModelName, domain: Domain, args: { order: string; limit?: number }): Promise<Row[]> {
    const asked = this.#fieldsOf(model);
    const needed = MODELS[model].needed.filter((field) => asked.includes(field));
    const known = knownFields(
      model,
      await this.#scope.session.fields(model, this.#scope.options?.calls),
      asked,
      needed,
    );
    const rows = await this.ask<Row[]>({
      model,
      method: 'search_read',
      args: { domain, fields: known, load: '', ...args },
      context: { active_test: false },
    });
    return askedRows(model, rows, asked);
  }

  /** The same for all reads of the request, so that whatever it reads of a model remains one call and one record. */
  #fieldsOf(model: ModelName): readonly string[] {
    const fields = this.#fields.get(model) ?? fieldsFor(model, this.#scope.options?.wanted);
    this.#fields.set(model, fields);
    return fields;
  }
}

function queryFor(field: string, value: number | string, fixed: Domain = []): Query {
  const isPlain = fixed.length === 0 && typeof value === 'number';
  const key = isPlain ? `[[],"${field}",${value}]` : JSON.stringify([fixed, field, value]);
  return { key, fixed, wanted: { field, value } };
}

/** The alternatives of a call: values of one field together, at most CHUNK of them; the rest follows in further calls. */
function inChunks(group: readonly Query[]): Domain[][] {
  const values = new Map<string, (number | string)[]>();
  const alternatives: Domain[] = [];
  for (const { wanted } of group) {
    if ('domain' in wanted) {
      alternatives.push(wanted.domain);
      continue;
    }
    const field = 'path' in wanted ? wanted.path : wanted.field;
    const known = values.get(field);
    if (known === undefined) values.set(field, [wanted.value]);
    else known.push(wanted.value);
  }
  const chunks: Domain[][] = [alternatives];
  for (const [field, repeated] of values) {
    const all = [...new Set(repeated)];
    for (let start = 0; start < all.length; start += CHUNK) {
      const domain: Domain = [[field, 'in', all.slice(start, start + CHUNK)]];
      const chunk = start / CHUNK;
      chunks[chunk] = [...(chunks[chunk] ?? []), domain];
    }
  }
  return chunks.filter((chunk) => chunk.length > 0);
}

/** Who asked for which rows. Queries of one field are answered from an index, as there may be thousands. */
function shareOut(group: readonly Query[], rows: Row[]): Map<Query, Row[]> {
  const answers = new Map<Query, Row[]>();
  for (const query of group) {
    if ('domain' in query.wanted) {
      answers.set(query, rows.filter(query.wanted.matches));
      continue;
    }
    // What several asked for along paths is told apart by whose it is, where it is used.
    if ('path' in query.wanted) answers.set(query, rows);
    else answers.set(query, indexOf(rows, query.wanted.field).get(query.wanted.value) ?? []);
  }
  return answers;
}

const INDEXES = new WeakMap<readonly Row[], Map<string, Map<unknown, Row[]>>>();

/** Rows by the value of a field; made once for an answer, as thousands may look into it. */
function indexOf(rows: readonly Row[], field: string): Map<unknown, Row[]> {
  const ofRows = INDEXES.get(rows) ?? new Map<string, Map<unknown, Row[]>>();
  INDEXES.set(rows, ofRows);
  const index = ofRows.get(field) ?? Map.groupBy(rows, (row) => row[field]);
  ofRows.set(field, index);
  return index;
}
