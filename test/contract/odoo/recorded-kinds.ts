import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { NotedKind } from '../../../simulators/kit/exchange-file.ts';
import { allModels } from '../../../simulators/odoo/models/index.ts';
import { Registry } from '../../../simulators/odoo/orm/registry.ts';
import { modelsWithRecordedFields } from '../../../simulators/odoo/orm/schema.ts';
import { describeCall } from '../../../simulators/odoo/wire/describe.ts';
import { allRecordings, type Recording, SERIES, type Series } from './replay/recordings.ts';

/** Methods that change nothing: they count on any model of which the fields are known. */
const READS = new Set([
  ...['read', 'search', 'search_read', 'search_count', 'fields_get', 'name_search', 'read_group', 'context_get'],
  ...['has_access', 'check_access_rights', 'check_object_reference', 'get_external_id', 'has_group', 'default_get'],
  ...['get_report_values', 'version', 'authenticate', 'login'],
]);

/** What tests put up through the hub's own client before they begin; the hub itself never makes these. */
const SET_UP = new Set([
  ...['stock.warehouse create', 'uom.uom create', 'purchase.order write', 'stock.move.line write'],
  'stock.picking.type write',
  ...['stock.scrap copy', 'stock.picking copy', 'mrp.unbuild copy', 'mrp.production copy'],
]);

/**
 * The hub's own add-on, which no recording of a stock server can have: its own tests run on real servers, and the
 * suite test/contract/erp/addon.test.ts on those and on the simulator.
 */
const OURS = 'hub.receipt';

/** Services of the older protocols, which are no models. */
const SERVICES = new Set(['common', 'db', 'object']);

/** Every kind of call that a recording proves: version, protocol, model, method and names of the arguments. */
export function recordedKinds(): Set<string> {
  const kinds = new Set<string>();
  for (const series of SERIES) {
    const version = Number(series.slice(0, 2)) as 17 | 18 | 19;
    const registry = new Registry(version, allModels(version));
    for (const recording of allRecordings(series)) kinds.add(kindOf(series, recording, registry));
  }
  return kinds;
}

function kindOf(series: Series, recording: Recording, registry: Registry): string {
  const body = typeof recording.body === 'string' ? recording.body : JSON.stringify(recording.body ?? '');
  const call = describeCall(registry, {
    ...{ httpMethod: recording.method, path: recording.path, query: new URLSearchParams(), headers: {} },
    body: Buffer.from(body),
  });
  const protocol = series.endsWith('json2') ? 'json' : 'jsonrpc';
  return keyOf({ label: `odoo-${series.slice(0, 2)}`, protocol, ...call, arguments: [...call.argumentNames].sort() });
}

function keyOf(kind: Pick<NotedKind, 'label' | 'protocol' | 'model' | 'method' | 'arguments'>): string {
  return [kind.label, kind.protocol, kind.model ?? '', kind.method, kind.arguments.join(',')].join(' ');
}

/**
 * Calls of the hub to an Odoo simulator, seen during a run, that no recording of a real server proves. A read counts as
 * proven where the fields of its model were recorded, `load` on any model.
 */
export function unrecordedCalls(folder: string): string[] {
  const recorded = recordedKinds();
  const models = modelsWithRecordedFields();
  const seen = new Set<string>();
  for (const kind of notedKinds(folder)) {
    const isOdoo = kind.label.startsWith('odoo-') && (kind.protocol === 'json' || kind.protocol === 'jsonrpc');
    const isProvenRead = READS.has(kind.method) && (SERVICES.has(kind.model ?? '') || models.has(kind.model ?? ''));
    const isProven =
      isProvenRead || kind.model === OURS || kind.method === 'load' || SET_UP.has(`${kind.model} ${kind.method}`);
    if (isOdoo && !isProven && kind.client === 'manufacturing-graph-hub') seen.add(keyOf(kind));
  }
  return [...seen].filter((key) => !recorded.has(key)).sort();
}

function notedKinds(folder: string): NotedKind[] {
  const files = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile());
  return files.flatMap((file) => {
    const lines = readFileSync(path.join(folder, file.name), 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as NotedKind);
  });
}
