import type { IdMap } from './ids.ts';
import type { Outcome } from './recordings.ts';

export interface CompareOptions {
  readonly model: string;
  readonly method: string;
  readonly ids: IdMap;
  /** Compare keys and types only: the recorded values come from data that is not here. */
  readonly shapeOnly: boolean;
  /** True for a text that a client sent: it must come back as it is. */
  readonly isClientText: (text: string) => boolean;
}

/** Differences between what a real server answered and what came here, in words; none when they agree. */
export function differences(recorded: Outcome, own: Outcome, options: CompareOptions): string[] {
  // The one client that hung up saw no answer; what the call did is seen by the recordings after it.
  if (recorded.status === null) return [];
  if (recorded.status !== own.status) return [`status ${own.status}, not ${recorded.status}`];
  if (recorded.html || own.html)
    return recorded.html === own.html ? [] : [`html ${String(own.html)}, not ${String(recorded.html)}`];
  if (recorded.error || own.error) return errorDifferences(recorded, own);
  const found: string[] = [];
  compareResult(recorded.result, own.result, options, found);
  return found;
}

function errorDifferences(recorded: Outcome, own: Outcome): string[] {
  if (!recorded.error) return [`error ${own.error?.name}: ${own.error?.message}`];
  if (!own.error)
    return [
      `no error, but ${JSON.stringify(own.result)?.slice(0, 120)}; recorded ${recorded.error.name}: ${recorded.error.message}`,
    ];
  if (recorded.error.name !== own.error.name) return [`error ${own.error.name}, not ${recorded.error.name}`];
  if (loose(recorded.error.message) !== loose(own.error.message))
    return [`message ${own.error.message}\n  not ${recorded.error.message}`];
  return [];
}

/** Numbers of records and sequences differ from server to server. */
function loose(text: string): string {
  return text.replace(/\d+/g, '#');
}

function compareResult(recorded: unknown, own: unknown, options: CompareOptions, found: string[]): void {
  const { model, method, ids } = options;
  if (method === 'create' || method === 'copy' || method === 'search') {
    pairIds(model, recorded, own, options, 'result', found);
  } else if (Array.isArray(recorded) && recorded.every(isRecord)) {
    compareRows(recorded as Row[], own, options, found);
  } else if (method === 'load' && isRecord(recorded) && isRecord(own) && Array.isArray(recorded.ids)) {
    pairIds(model, recorded.ids, own.ids, options, 'ids', found);
  } else if (method === 'check_object_reference' && Array.isArray(recorded) && Array.isArray(own)) {
    if (recorded[0] !== own[0]) found.push(`model ${own[0]}, not ${recorded[0]}`);
    checkId(String(recorded[0]), Number(recorded[1]), Number(own[1]), ids, 'reference', found);
  } else if (isAction(recorded)) {
    compareAction(recorded, own, ids, found);
  } else comparePlain('result', recorded, own, options, found);
}

type Row = Record<string, unknown>;

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pairIds(
  model: string,
  recorded: unknown,
  own: unknown,
  { ids, shapeOnly }: CompareOptions,
  where: string,
  found: string[],
): void {
  const theirs = Array.isArray(recorded) ? recorded : [recorded];
  const ours = Array.isArray(own) ? own : [own];
  if (Array.isArray(recorded) !== Array.isArray(own))
    found.push(`${where}: ${JSON.stringify(own)}, not ${JSON.stringify(recorded)}`);
  if (theirs.length !== ours.length && !shapeOnly) found.push(`${where}: ${ours.length} ids, not ${theirs.length}`);
  for (const [index, id] of theirs.entries()) {
    const mine = ours[index];
    // 18 answers a lot's creation with python's name for it.
    const text = /^\w+\.\w+\((\d+),\)$/;
    if (typeof id === 'string' && text.test(id) && text.test(String(mine))) {
      ids.bind(model, Number(text.exec(id)?.[1]), Number(text.exec(String(mine))?.[1]));
    } else if (typeof id === 'number' && typeof mine === 'number')
      checkId(model, id, mine, ids, where, found, shapeOnly);
    else if (!shapeOnly) found.push(`${where}: ${JSON.stringify(mine)}, not ${JSON.stringify(id)}`);
  }
}

function checkId(
  model: string,
  theirs: number,
  ours: number,
  ids: IdMap,
  where: string,
  found: string[],
  shapeOnly = false,
): void {
  const known = ids.get(model, theirs);
  if (known === undefined) {
    if (!shapeOnly) ids.bind(model, theirs, ours);
  } else if (known !== ours && !shapeOnly) found.push(`${where}: ${model} ${ours}, not ${known} (recorded ${theirs})`);
}

function compareRows(recorded: readonly Row[], own: unknown, options: CompareOptions, found: string[]): void {
  if (!Array.isArray(own)) {
    found.push(`no list: ${JSON.stringify(own)}`);
    return;
  }
  const rows = own as Row[];
  if (rows.length !== recorded.length && !options.shapeOnly) {
    found.push(`${rows.length} rows, not ${recorded.length}: ${JSON.stringify(rows).slice(0, 200)}`);
    return;
  }
  if (options.shapeOnly && recorded.length > 0 && rows.length === 0) found.push('no row to compare the shape with');
  for (const [index, row] of recorded.entries()) {
    const mine = rows[index] ?? (options.shapeOnly ? undefined : {});
    if (!mine) continue;
    const missing = Object.keys(row).filter((key) => !(key in mine));
    const surplus = Object.keys(mine).filter((key) => !(key in row));
    if (missing.length > 0) found.push(`row ${index} lacks ${missing.join(', ')}`);
    if (surplus.length > 0) found.push(`row ${index} has ${surplus.join(', ')} too many`);
    for (const [field, value] of Object.entries(row))
      compareField(`[${index}].${field}`, field, value, mine[field], options, found);
  }
}

/** Texts made of ids and names, stamps, and totals with taxes: those come with a country's chart of accounts. */
const BY_SHAPE = new Set([
  ...['display_name', 'write_date', 'create_date', 'complete_name', 'debug', 'parent_path', 'help', 'res_id'],
  'amount_total',
]);
/** Minutes measured by a real clock: seconds apart is the same. */
const MEASURED = new Set(['duration', 'duration_unit', 'progress']);
const MEASURED_TOLERANCE = 0.1;

function compareField(
  where: string,
  field: string,
  recorded: unknown,
  own: unknown,
  options: CompareOptions,
  found: string[],
): void {
  const { model, ids } = options;
  if (field === 'id') {
    if (typeof recorded === 'number' && typeof own === 'number')
      checkId(model, recorded, own, ids, where, found, options.shapeOnly);
    return;
  }
  const relation = ids.relation(model, field);
  if (relation && Array.isArray(recorded) && Array.isArray(own)) {
    if (typeof recorded[1] === 'string' && typeof recorded[0] === 'number') {
      if (typeof own[1] !== 'string') found.push(`${where}: no [id, name] but ${JSON.stringify(own)}`);
      checkId(relation, recorded[0], Number(own[0]), ids, where, found, options.shapeOnly);
      return;
    }
    pairIds(relation, recorded, own, options, where, found);
    return;
  }
  if (relation && typeof recorded === 'number' && typeof own === 'number') {
    checkId(relation, recorded, own, ids, where, found, options.shapeOnly);
    return;
  }
  if (options.shapeOnly || BY_SHAPE.has(field)) {
    if (typeof recorded !== typeof own && recorded !== false && own !== false)
      found.push(`${where}: ${typeof own}, not ${typeof recorded}`);
    return;
  }
  if (MEASURED.has(field) && typeof recorded === 'number' && typeof own === 'number') {
    if (Math.abs(recorded - own) < MEASURED_TOLERANCE) return;
  }
  comparePlain(where, recorded, own, options, found);
}

/** Numbers out of sequences, ids as python prints them, and days as a page writes them: the recording's own day is long past. */
const SEQUENCE = /\d{5,7}|(?<=\w\()\d+(?=,\))|\b\d\d\/\d\d\/\d{4}\b/g;
const DATE = /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/;

function comparePlain(where: string, recorded: unknown, own: unknown, options: CompareOptions, found: string[]): void {
  if (typeof recorded === 'number' && typeof own === 'number') {
    if (Math.abs(recorded - own) > 1e-6 && !options.shapeOnly) found.push(`${where}: ${own}, not ${recorded}`);
    return;
  }
  if (typeof recorded === 'string' && typeof own === 'string') {
    if (recorded === 'REDACTED') return;
    if (DATE.test(recorded) && DATE.test(own)) {
      // An instant that the server told first is its own, also where a client sent it back.
      if (options.ids.ownText(recorded) !== recorded) return;
      if (!options.isClientText(recorded)) {
        options.ids.bindText(recorded, own);
        return;
      }
    }
    if (options.ids.ownText(recorded) === own) return;
    const theirs = options.isClientText(recorded) ? recorded : recorded.replace(SEQUENCE, '#');
    const ours = options.isClientText(recorded) ? own : own.replace(SEQUENCE, '#');
    if (theirs !== ours && !options.shapeOnly)
      found.push(`${where}: ${JSON.stringify(own)}, not ${JSON.stringify(recorded)}`);
    else if (recorded !== own && theirs === ours) options.ids.bindText(recorded, own);
    return;
  }
  if (Array.isArray(recorded) && Array.isArray(own)) {
    if (recorded.length !== own.length && !options.shapeOnly)
      found.push(`${where}: ${own.length} items, not ${recorded.length}`);
    for (const [index, item] of recorded.entries())
      if (index < own.length) comparePlain(`${where}[${index}]`, item, own[index], options, found);
    return;
  }
  if (isRecord(recorded) && isRecord(own)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(own)])) {
      if (!(key in own) || !(key in recorded)) {
        if (!/^\d+$/.test(key)) found.push(`${where}.${key} is ${key in own ? 'too much' : 'missing'}`);
      } else if (!BY_SHAPE.has(key) && key !== 'id' && !key.endsWith('_id'))
        comparePlain(`${where}.${key}`, recorded[key], own[key], options, found);
    }
    return;
  }
  if (recorded !== own && !(options.shapeOnly && (recorded === false || own === false))) {
    found.push(`${where}: ${JSON.stringify(own)}, not ${JSON.stringify(recorded)}`);
  }
}

function isAction(value: unknown): value is Row {
  return isRecord(value) && typeof value.type === 'string' && value.type.startsWith('ir.actions');
}

/** Of an action counts where it leads and what it carries; ids of views and actions are the server's own. */
function compareAction(recorded: Row, own: unknown, ids: IdMap, found: string[]): void {
  if (!isRecord(own)) {
    found.push(`no action but ${JSON.stringify(own)}`);
    return;
  }
  for (const key of ['type', 'res_model', 'target', 'name', 'view_mode', 'xml_id', 'tag']) {
    const theirs = typeof recorded[key] === 'string' ? String(recorded[key]).replace(SEQUENCE, '#') : recorded[key];
    const ours = typeof own[key] === 'string' ? String(own[key]).replace(SEQUENCE, '#') : own[key];
    if (theirs !== ours) found.push(`action.${key}: ${JSON.stringify(ours)}, not ${JSON.stringify(theirs)}`);
  }
  const surplus = Object.keys(own).filter((key) => !(key in recorded));
  const missing = Object.keys(recorded).filter((key) => !(key in own));
  if (surplus.length + missing.length > 0)
    found.push(`action keys: ${surplus.join()} too many, ${missing.join()} missing`);
  if (
    typeof recorded.res_id === 'number' &&
    recorded.res_id > 0 &&
    typeof own.res_id === 'number' &&
    typeof recorded.res_model === 'string'
  ) {
    checkId(recorded.res_model, recorded.res_id, own.res_id, ids, 'action.res_id', found);
  }
  const theirs = JSON.stringify(ids.ownContext(recorded.context ?? {}, String(recorded.res_model ?? '')));
  const ours = JSON.stringify(own.context ?? {});
  if (sortedJson(theirs) !== sortedJson(ours)) found.push(`action.context: ${ours}\n  not ${theirs}`);
}

function sortedJson(text: string): string {
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sort);
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, sort(value[key])]),
    );
  };
  return JSON.stringify(sort(JSON.parse(text)));
}
