import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordedKinds, unrecordedCalls } from './recorded-kinds.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kinds-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const kind = { label: 'odoo-19', protocol: 'json', client: 'manufacturing-graph-hub', model: 'mrp.production' };

it('knows what the recordings prove, by version and protocol', () => {
  const kinds = recordedKinds();
  expect(kinds).toContain('odoo-19 json mrp.production button_mark_done ');
  expect(kinds).toContain('odoo-17 jsonrpc mrp.production write vals');
  expect(kinds).not.toContain('odoo-17 json mrp.production write vals');
});

it('names calls of the hub that no recording proves, and lets known reads, load and others be', () => {
  const noted = [
    { ...kind, method: 'write', arguments: ['vals'] },
    { ...kind, method: 'action_split', arguments: ['parts'] },
    { ...kind, method: 'search_read', arguments: ['domain', 'load'] },
    { ...kind, method: 'load', model: 'stock.scrap', arguments: ['data', 'fields'] },
    { ...kind, method: 'unbuild_all', arguments: [], client: 'node' },
    { ...kind, model: 'hub.receipt', method: 'about', arguments: [] },
    { ...kind, model: 'product.uom', method: 'read', arguments: ['fields'] },
  ];
  writeFileSync(path.join(folder, '1.jsonl'), noted.map((one) => `${JSON.stringify(one)}\n`).join(''));
  expect(unrecordedCalls(folder)).toEqual([
    'odoo-19 json mrp.production action_split parts',
    'odoo-19 json product.uom read fields',
  ]);
});
