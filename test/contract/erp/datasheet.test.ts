import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Layout } from '../../../connectors/odoo/model/layout.ts';
import { OdooSession } from '../../../connectors/odoo/transport/session.ts';
import { createOdooPostings } from '../../../connectors/odoo/write/index.ts';
import type { AnyPosting } from '../../../connectors/ports.ts';

/** Rows of the table of postings: each with its guarantee. */
const rows = readFileSync('docs/odoo-datasheet.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, postings = '', guarantee = ''] = line.split('|').map((cell) => cell.trim());
    const named = [...postings.matchAll(/`([a-z.]+\/[a-z-]+)`/g)].map((match) => match[1]!);
    return named.map((operation) => [operation, guarantee]);
  });

test('every posting stands in the datasheet with its guarantee, and nothing else does', () => {
  const session = new OdooSession({
    ...{ connection: 'erp', url: 'http://127.0.0.1:9', database: 'none', login: 'hub' },
    ...{ secret: () => '', readTimeoutMs: 1_000 },
  });
  const { postings } = createOdooPostings({
    session,
    layout: new Layout(session, [], {}),
    limits: { rpcMaxMs: 1_000, quiescenceMs: 1_000, leaseMs: 5_000 },
    openReader: () => {
      throw new Error('nothing is read');
    },
  });
  session.close();
  const all = Object.values(postings) as AnyPosting[];
  expect(new Set(all.map((posting) => posting.operation)).size).toBe(all.length);
  const told = all.map(({ operation, guarantee, guaranteeNow }) => [
    operation,
    guaranteeNow === undefined ? guarantee : `${guarantee}, RECEIPT with the add-on`,
  ]);
  expect(rows.sort()).toEqual(told.sort());
  for (const posting of all) expect(posting.because, posting.operation).toMatch(/\.$/);
});
