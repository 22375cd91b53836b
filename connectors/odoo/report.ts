import { RejectedError, RetryableError } from '../../lib/errors.ts';
import type { ConnectionReport } from '../ports/common.ts';
import { askAddon } from './addon.ts';
import type { Layout } from './layout.ts';
import { MODELS } from './read/models.ts';
import type { OdooSession } from './session.ts';
import type { Row } from './write/row.ts';

type Finding = ConnectionReport['findings'][number];

/** Rights that the hub's postings need, beside reading what it shows. */
const RIGHTS: readonly [model: string, ...operations: string[]][] = [
  ['mrp.production', 'write'],
  ['mrp.workorder', 'write'],
  ['stock.move', 'write'],
  ['stock.move.line', 'write', 'create'],
  ['stock.lot', 'create'],
  ['stock.scrap', 'create'],
  ['stock.picking', 'create', 'write'],
  ['stock.quant', 'write'],
  ['product.product', 'create'],
  ['mrp.bom', 'create', 'write'],
  ['purchase.order', 'read'],
  ['mrp.unbuild', 'create'],
  ['mrp.routing.workcenter', 'create'],
  ['maintenance.request', 'create'],
];
/** What brings a model or a field, for a person who has to install it: the first that fits. */
const MODULES: readonly [where: RegExp, module: string][] = [
  [/^purchase\.order\.picking_type_id$/, 'purchase_stock'],
  [/^purchase\./, 'purchase'],
  [/^maintenance\./, 'maintenance'],
  [/^mrp\.|production/, 'mrp'],
  [/^stock\./, 'stock'],
];
/** An Odoo that was just started, or not used for a while, loads for so long before it answers. */
const COLD_START_MS = 60_000;
const WARN_DAYS = [14, 7, 1];
/** A call may take a while; a deadline is one of a minute or so. */
const CLOCK_TOLERANCE_MS = 10_000;

/** Everything that a person needs to know to make the connection work; nothing secret. */
export async function reportOn(session: OdooSession, layout: Layout): Promise<ConnectionReport> {
  const report: ConnectionReport = {
    connection: session.connection,
    kind: 'odoo',
    url: session.url,
    version: null,
    isReachable: false,
    findings: [],
  };
  try {
    const version = await session.version();
    report.version = version.text;
    const user = await whoAmI(session);
    report.isReachable = true;
    report.findings.push({
      level: 'ok',
      text: `Odoo ${version.text} by ${(await session.choice()).transport.kind} as ${user}`,
    });
  } catch (error) {
    report.findings.push({ level: 'error', text: describe(error) });
    return report;
  }
  const sections: [name: string, look: () => Promise<Finding[]>][] = [
    ['Fields', () => missingFields(session)],
    ['Rights', () => missingRights(session)],
    ['Key', () => keyExpiry(session)],
    ['Plants', () => structure(layout)],
    ['Add-on', () => addon(session)],
  ];
  // One question after the other: an Odoo that is still loading answers a crowd of them too late.
  for (const [name, look] of sections) {
    try {
      report.findings.push(...(await look()));
    } catch (error) {
      report.findings.push({ level: 'error', text: `${name}: ${describe(error)}` });
    }
  }
  return report;
}

async function whoAmI(session: OdooSession): Promise<string> {
  const context = await session.call<{ uid?: number; tz?: string | false }>(
    { model: 'res.users', method: 'context_get' },
    { kind: 'read', timeoutMs: COLD_START_MS },
  );
  return `${session.login || 'the key’s user'} (uid ${context.uid ?? '?'}, time zone ${context.tz || 'not set'})`;
}

async function missingFields(session: OdooSession): Promise<Finding[]> {
  const missing: string[] = [];
  for (const [model, { needed }] of Object.entries(MODELS)) {
    const fields = await session.fields(model);
    if (fields.size === 0) missing.push(model);
    else missing.push(...needed.filter((name) => !fields.has(name)).map((name) => `${model}.${name}`));
  }
  if (missing.length === 0) return [{ level: 'ok', text: 'Every field that the hub reads is there' }];
  const moduleOf = (name: string) => MODULES.find(([where]) => where.test(name))?.[1] ?? 'base';
  return [...Map.groupBy(missing, moduleOf)].map(([module, names]) => ({
    level: 'error',
    text: `Odoo shows no ${names.join(', ')}: is the module ${module} installed, and may the user see it?`,
  }));
}

async function missingRights(session: OdooSession): Promise<Finding[]> {
  const { major } = await session.version();
  const denied: string[] = [];
  for (const [model, ...operations] of RIGHTS) {
    if ((await session.fields(model)).size === 0) continue;
    for (const operation of operations) {
      const call =
        major >= 18
          ? { model, method: 'has_access', ids: [], args: { operation } }
          : { model, method: 'check_access_rights', args: { operation, raise_exception: false } };
      if (!(await session.call<boolean>(call, { kind: 'read' }))) denied.push(`${operation} ${model}`);
    }
  }
  if (denied.length === 0) return [{ level: 'ok', text: 'The user has the rights that the hub’s postings need' }];
  return denied.map((right) => ({
    level: 'warning',
    text: `The user may not ${right}: postings that need it will be refused`,
  }));
}

/** Since 18 a key of anyone but an administrator ends after 90 days at most. */
async function keyExpiry(session: OdooSession): Promise<Finding[]> {
  if ((await session.version()).major < 18) return [{ level: 'ok', text: 'API keys of this version do not expire' }];
  const keys = await session.call<Row[]>(
    {
      model: 'res.users.apikeys',
      method: 'search_read',
      args: { domain: [], fields: ['name', 'expiration_date'] },
    },
    { kind: 'read' },
  );
  const findings = keys.flatMap((key): Finding[] => {
    if (typeof key.expiration_date !== 'string') return [];
    const days = Math.floor((Date.parse(`${key.expiration_date.replace(' ', 'T')}Z`) - Date.now()) / 86_400_000);
    const isSoon = days <= WARN_DAYS[0]!;
    return [{ level: isSoon ? 'warning' : 'ok', text: `The API key "${String(key.name)}" expires in ${days} days` }];
  });
  return findings.length > 0 ? findings : [{ level: 'ok', text: 'No API key of the user expires' }];
}

async function structure(layout: Layout): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { plant, site, isAmbiguous } of await layout.bindings()) {
    if (isAmbiguous) {
      const text = `Several warehouses have the code ${plant.warehouse} of plant ${plant.code}: give it one of its own, or the hub a user of one company`;
      findings.push({ level: 'error', text });
    } else if (site === null) {
      findings.push({ level: 'error', text: `No warehouse has the code ${plant.warehouse} of plant ${plant.code}` });
    } else if (site.manufacturingTypeIds.length === 0) {
      findings.push({
        level: 'error',
        text: `The warehouse ${plant.warehouse} has no operation type for manufacturing`,
      });
    } else {
      findings.push({ level: 'ok', text: `Plant ${plant.code} is the warehouse ${plant.warehouse}` });
    }
  }
  const unknown = await layout.unknownUnits();
  if (unknown.length > 0) {
    const text = `Units without a UN/CEFACT code: ${unknown.join(', ')}. Name those in use under units of the connection`;
    findings.push({ level: 'warning', text });
  }
  return findings;
}

/** What confirmations, scrap, transfers for holds, unbuilds, receipts and reports on operations are worth here. */
async function addon(session: OdooSession): Promise<Finding[]> {
  const found = await askAddon(session);
  const otherwise = 'postings that Odoo would do twice are DETECTABLE';
  if (found === null) return [{ level: 'ok', text: `The hub’s add-on is not installed: ${otherwise}` }];
  if (typeof found === 'string') {
    return [{ level: 'warning', text: `The hub’s add-on cannot be used, ${otherwise}: ${found}` }];
  }
  const text = `The hub’s add-on is installed: version ${found.version}, postings leave receipts`;
  const findings: Finding[] = [{ level: 'ok', text }];
  const aheadMs = found.now.getTime() - Date.now();
  if (Math.abs(aheadMs) > CLOCK_TOLERANCE_MS) {
    const seconds = Math.round(Math.abs(aheadMs) / 1000);
    const how = `${seconds} s ${aheadMs > 0 ? 'ahead' : 'behind'}`;
    findings.push({ level: 'warning', text: `The clock of the server is ${how}: it judges the deadlines of postings` });
  }
  return findings;
}

function describe(error: unknown): string {
  if (error instanceof RejectedError || error instanceof RetryableError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
