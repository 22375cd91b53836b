import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { WITHOUT } from '../../../connectors/odoo/examine/fields.ts';
import {
  groupFor,
  HOLD_LOCATION_RIGHT,
  type Operation,
  POSTING_RIGHTS,
  READ_RIGHTS,
  type Right,
} from '../../../connectors/odoo/examine/rights-table.ts';
import { Layout } from '../../../connectors/odoo/model/layout.ts';
import { MODELS, type ModelName } from '../../../connectors/odoo/model/models.ts';
import { OdooSession } from '../../../connectors/odoo/transport/session.ts';
import { createOdooPostings } from '../../../connectors/odoo/write/index.ts';

const root = path.join(import.meta.dirname, '../../..');
const ODOO = path.join(root, 'connectors/odoo');

/** Models that are named in the connector and read by nobody, or by everybody. */
const NOT_READ = [
  ...['product.template', 'mrp.workcenter.productivity'], // only Odoo itself writes them, within a call of the hub
  ...['res.users', 'res.users.apikeys', 'ir.model.data'], // every internal user may ask of himself, and for an external id
  ...['report.mrp.report_mo_overview', 'hub.receipt'], // a report; the add-on has groups of its own
];

it('every posting says which rights it needs, and no other does', () => {
  const session = new OdooSession({
    ...{ connection: 'erp', url: 'http://127.0.0.1:9', database: '', login: '', secret: () => '' },
  });
  const limits = { rpcMaxMs: 1, quiescenceMs: 1, leaseMs: 1 };
  const openReader = () => {
    throw new Error('nothing is read');
  };
  const { postings } = createOdooPostings({ session, layout: new Layout(session, [], {}), limits, openReader });
  session.close();
  const operations = Object.values(postings).map((posting) => posting.operation);
  expect(Object.keys(POSTING_RIGHTS).sort()).toEqual([...operations].sort());
});

it('every model that the connector names is one that it asks the right to read of', () => {
  const named = new Set(
    sources(ODOO).flatMap(
      (text) =>
        text.match(/(?<=')(?:mrp|stock|product|purchase|maintenance|uom|res|ir|report|hub)\.[a-z_.]+(?=')/g) ?? [],
    ),
  );
  const known = new Set([...Object.keys(READ_RIGHTS), ...NOT_READ]);
  expect([...named].filter((model) => !known.has(model) && !model.includes('.group_')).sort()).toEqual([]);
});

it('every field that a server may lack says what is then not told', () => {
  const fields = Object.entries(MODELS).flatMap(([model, selection]) => {
    const optional = selection.fields.filter((field) => !(selection.needed as readonly string[]).includes(field));
    return optional.map((field) => `${model}.${field}`);
  });
  const told = Object.entries(WITHOUT).flatMap(([model, rows]) =>
    rows.flatMap(([names]) => names.split(' ').map((field) => `${model}.${field}`)),
  );
  expect(told.sort()).toEqual(fields.sort());
  for (const model of Object.keys(MODELS) as ModelName[]) expect(WITHOUT[model]).toBeDefined();
});

it('the datasheet tells the rights as the connector’s table has them', () => {
  const text = readFileSync(path.join(root, 'docs/odoo-datasheet.md'), 'utf8');
  const [, section = ''] = /<!-- rights -->\n([\s\S]*?)<!-- \/rights -->/.exec(text) ?? [];
  expect(section.trim().split('\n')).toEqual(datasheetTable());
});

function datasheetTable(): string[] {
  const groups = (rights: readonly Right[]) => {
    const all = rights.flatMap(([model, ...operations]) => operations.map((operation) => groupFor(model, operation)));
    return [...new Set(all)].join('; ');
  };
  const words = ([model, ...operations]: Right) => `${operations.join(', ')} \`${model}\``;
  const row = (what: string, rights: readonly Right[]) =>
    `| ${what} | ${rights.map(words).join('; ')} | ${groups(rights)} |`;
  const reads = Object.keys(READ_RIGHTS).map((model): Right => [model, 'read' as Operation]);
  return [
    '| For | Rights | Groups of stock Odoo that grant them |',
    '| --- | --- | --- |',
    `| reading the graph | read ${reads.map(([model]) => `\`${model}\``).join(', ')} | ${groups(reads)} |`,
    ...Object.entries(POSTING_RIGHTS).map(([posting, rights]) => row(posting, rights)),
    row('the first hold of a plant', [HOLD_LOCATION_RIGHT]),
  ];
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sources(file);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [readFileSync(file, 'utf8')] : [];
  });
}
