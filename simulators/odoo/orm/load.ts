import { toStored } from './convert.ts';
import type { Env } from './env.ts';
import { OdooError, RollbackAnswer } from './errors.ts';
import type { FieldDef, Model, Vals } from './types.ts';

interface Message {
  readonly rows: { readonly from: number; readonly to: number };
  readonly type: 'error';
  readonly record: number;
  readonly message: string;
  readonly [key: string]: unknown;
}

/** A problem with one cell: becomes a message of the answer, with the row it stands in. */
class CellError extends Error {
  readonly extra: Record<string, unknown>;
  constructor(message: string, extra: Record<string, unknown>) {
    super(message);
    this.extra = extra;
  }
}

/** `load`: creates or updates records from text cells, keyed by external id; all of them or none. */
export function loadRecords(env: Env, name: string, fields: readonly string[], data: readonly (readonly unknown[])[]) {
  const model = env.model(name);
  const paths = fields.map((field) => field.split('/'));
  const records = splitRecords(paths, data);
  const ids: number[] = [];
  const messages: Message[] = [];
  const attempt = (record: number, work: () => void) => {
    const { from = 0, rows = [] } = records[record] ?? {};
    const spot = { rows: { from, to: from + rows.length - 1 }, record, type: 'error' as const };
    try {
      work();
    } catch (error) {
      if (error instanceof CellError) messages.push({ ...spot, message: error.message, ...error.extra });
      else if (error instanceof OdooError) messages.push({ ...spot, ...loadMessage(error) });
      else throw error;
    }
  };
  // All cells are read before anything is saved: their messages come first.
  const cells: (Cells | undefined)[] = [];
  for (const [index, { rows }] of records.entries()) {
    attempt(index, () => {
      cells[index] = readCells(env, model, paths, rows);
    });
  }
  for (const [index, one] of cells.entries()) if (one) attempt(index, () => ids.push(saveRecord(env, model, one)));
  if (messages.length > 0) throw new RollbackAnswer({ ids: false, messages, nextrow: 0 });
  return { ids, messages, nextrow: 0 };
}

/** A missing mandatory value reads shorter in a message of load() than as an error of create(). */
function loadMessage(error: OdooError): { message: string; field?: string } {
  const { field } = error;
  if (!field) return { message: error.message };
  return { message: `Missing required value for the field '${field.string}' (${field.name})`, field: field.name };
}

/** A row without any value of the record's own fields continues the record above it (its further lines). */
function splitRecords(paths: string[][], data: readonly (readonly unknown[])[]) {
  const records: { from: number; rows: (readonly unknown[])[] }[] = [];
  const own = paths.map((path, index) => ({ path, index })).filter(({ path }) => isOwn(path));
  for (const [index, row] of data.entries()) {
    const starts = own.some(({ index: column }) => isFilled(row[column]));
    const last = records.at(-1);
    if (starts || !last) records.push({ from: index, rows: [row] });
    else last.rows.push(row);
  }
  return records;
}

function isOwn(path: readonly string[]): boolean {
  return path.length === 1 || (path.length === 2 && (path[1] === 'id' || path[1] === '.id') && !isLines(path[0] ?? ''));
}

function isLines(field: string): boolean {
  return field.endsWith('_ids') || field === 'order_line';
}

function isFilled(cell: unknown): boolean {
  return cell !== '' && cell !== false && cell !== null && cell !== undefined;
}

interface Cells {
  xmlId?: string;
  databaseId?: number;
  vals: Record<string, unknown>;
  lines: { field: string; cells: Cells }[];
}

function readCells(env: Env, model: Model, paths: string[][], rows: readonly (readonly unknown[])[]): Cells {
  const cells: Cells = { vals: {}, lines: [] };
  const nested = new Map<string, number[]>();
  const [first = []] = rows;
  for (const [column, path] of paths.entries()) {
    const [field = '', sub] = path;
    const cell = first[column];
    if (path.length === 1 && field === 'id') {
      if (isFilled(cell)) cells.xmlId = String(cell);
    } else if (path.length === 1 && field === '.id') {
      if (isFilled(cell)) cells.databaseId = Number(cell);
    } else if (sub && isX2manyPath(model, field)) {
      nested.set(field, [...(nested.get(field) ?? []), column]);
    } else {
      const def = model.fields.get(field);
      if (!def) throw new CellError(`Invalid field name '${field}'`, { field });
      cells.vals[field] = isFilled(cell) ? readCell(env, model, def, sub, cell) : false;
    }
  }
  for (const [field, columns] of nested) {
    const relation = model.fields.get(field)?.relation ?? '';
    const lineModel = env.model(relation);
    const linePaths = columns.map((column) => (paths[column] ?? []).slice(1));
    const lineRows = rows.map((row) => columns.map((column) => row[column])).filter((row) => row.some(isFilled));
    for (const { rows: lineData } of splitRecords(linePaths, lineRows)) {
      cells.lines.push({ field, cells: readCells(env, lineModel, linePaths, lineData) });
    }
  }
  return cells;
}

function isX2manyPath(model: Model, field: string): boolean {
  const type = model.fields.get(field)?.type;
  return type === 'one2many' || type === 'many2many';
}

function readCell(env: Env, model: Model, def: FieldDef, sub: string | undefined, cell: unknown): unknown {
  if (def.type === 'many2one') return readReference(env, def, sub, String(cell));
  if (def.type === 'boolean') return !['0', 'false', 'no', ''].includes(String(cell).toLowerCase());
  if (def.type === 'many2many') {
    return [
      [
        6,
        0,
        String(cell)
          .split(',')
          .map((one) => readReference(env, def, sub, one.trim())),
      ],
    ];
  }
  if (def.type === 'selection') return readSelection(model, def, String(cell));
  return toStored(env, model, def, cell);
}

function readSelection(model: Model, def: FieldDef, cell: string): string {
  const option = def.selection?.find(([key, label]) => key === cell || label === cell);
  if (option) return option[0];
  const message = `Value '${cell}' not found in selection field '${def.string}'`;
  throw new CellError(message, { field: def.name, field_name: def.string, field_path: [def.name], model: model.name });
}

function readReference(env: Env, def: FieldDef, sub: string | undefined, cell: string): number {
  const relation = def.relation ?? '';
  if (sub === '.id') {
    if (env.find(relation, Number(cell))) return Number(cell);
    throw noMatch(env, def, 'database id', cell);
  }
  if (sub === 'id') {
    const found = findExternal(env, cell);
    if (found && found.model === relation) return found.id;
    throw noMatch(env, def, 'external id', cell);
  }
  const [match] = env.search(relation, [['display_name', '=', cell]], { limit: 1 });
  if (match) return match;
  throw noMatch(env, def, 'name', cell);
}

function noMatch(env: Env, def: FieldDef, by: string, cell: string): CellError {
  const first = env.version === 17 ? 'tree' : 'list';
  return new CellError(`No matching record found for ${by} '${cell}' in field '${def.string}'`, {
    field: def.name,
    moreinfo: {
      name: 'Possible Values',
      type: 'ir.actions.act_window',
      target: 'new',
      view_mode: `${first},form`,
      views: [
        [false, 'list'],
        [false, 'form'],
      ],
      context: { create: false },
      help: 'See all possible values',
      ...(by === 'external id'
        ? { res_model: 'ir.model.data', domain: [['model', '=', def.relation]] }
        : { res_model: def.relation }),
    },
    field_name: def.string,
  });
}

/** The record that an external id `module.name` stands for; a frozen one is not written to by a load in mode `update`. */
export function findExternal(env: Env, xmlId: string): { model: string; id: number; isFrozen: boolean } | undefined {
  const dot = xmlId.indexOf('.');
  const module = dot < 0 ? '__import__' : xmlId.slice(0, dot);
  const name = xmlId.slice(dot + 1);
  const data = env.by('ir.model.data', 'name', name).find((row) => row.module === module);
  if (!data) return undefined;
  return { model: String(data.model), id: Number(data.res_id), isFrozen: data.noupdate === true };
}

function saveRecord(env: Env, model: Model, cells: Cells): number {
  const known = cells.xmlId ? findExternal(env, cells.xmlId) : undefined;
  const id = cells.databaseId ?? (known && env.find(model.name, known.id) ? known.id : undefined);
  if (id && known?.isFrozen && env.context.mode === 'update') return id;
  const vals: Record<string, unknown> = { ...cells.vals };
  for (const { field, cells: line } of cells.lines) {
    const commands = (vals[field] as unknown[] | undefined) ?? [];
    const target = line.databaseId ?? (line.xmlId ? findExternal(env, line.xmlId)?.id : undefined);
    commands.push(target ? [1, target, line.vals] : [0, 0, line.vals]);
    vals[field] = commands;
  }
  const before = new Map(cells.lines.map(({ field }) => [field, linesOf(env, model, id, field)]));
  const saved = id ?? env.create(model.name, vals as Vals);
  if (id) env.write(model.name, id, vals as Vals);
  if (cells.xmlId && !known) nameRecord(env, cells.xmlId, model.name, saved);
  nameLines(env, model, saved, cells, before);
  return saved;
}

function linesOf(env: Env, model: Model, id: number | undefined, field: string): number[] {
  const inverse = model.inverse?.[field];
  const relation = model.fields.get(field)?.relation;
  return id && inverse && relation ? env.session.db.idsBy(relation, inverse, id) : [];
}

/** New lines come in the order of their cells, so their external ids find them by position. */
function nameLines(env: Env, model: Model, id: number, cells: Cells, before: Map<string, number[]>): void {
  for (const [field, old] of before) {
    const relation = model.fields.get(field)?.relation ?? '';
    const fresh = linesOf(env, model, id, field).filter((line) => !old.includes(line));
    const named = cells.lines.filter((line) => line.field === field);
    const unknown = named.filter(
      ({ cells: line }) => !line.databaseId && !(line.xmlId && findExternal(env, line.xmlId)),
    );
    for (const [index, { cells: line }] of unknown.entries()) {
      const lineId = fresh[index];
      if (line.xmlId && lineId) nameRecord(env, line.xmlId, relation, lineId);
    }
  }
}

export function nameRecord(env: Env, xmlId: string, model: string, id: number): void {
  const dot = xmlId.indexOf('.');
  const module = dot < 0 ? '__import__' : xmlId.slice(0, dot);
  const noupdate = env.context.noupdate === true;
  env.create('ir.model.data', { module, name: xmlId.slice(dot + 1), model, res_id: id, noupdate });
}
