import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const LONGEST = 400;

/**
 * Who may import whom: a room or a part of it, and what it may use besides itself. `ARCHITECTURE.md` says why.
 * The longest matching path decides.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  schema: ['lib'],
  'connectors/ports': ['lib', 'schema'],
  connectors: ['lib', 'schema', 'connectors/ports'],
  ...roomsOfOdoo(),
  store: ['lib', 'schema'],
  events: ['lib', 'schema', 'store'],
  'events/ingest': ['lib', 'schema', 'store', 'events', 'connectors'],
  commands: ['lib', 'schema', 'connectors/ports', 'events', 'store'],
  subgraphs: ['lib', 'schema', 'connectors/ports', 'events', 'store'],
  'subgraphs/commands': ['lib', 'schema', 'commands', 'events', 'store'],
  gateway: ['lib', 'schema'],
  simulators: ['lib', 'simulators/kit'],
  demo: ['lib', 'schema'],
  console: [],
  scripts: ['lib', 'store'],
};
/**
 * Rooms whose folders are apart from each other: a connector knows no other, a subgraph knows no other. A file that
 * stands beside the folders is shared by them.
 */
const APART = ['connectors', 'subgraphs', 'simulators'];
const MAY_IMPORT_ALL = ['hub', 'test', 'bench', 'deploy'];

/** One-way, from what speaks the wire up to the postings, which know nothing of each other: connectors/odoo/README.md. */
function roomsOfOdoo(): Record<string, readonly string[]> {
  const odoo = 'connectors/odoo';
  const outside = ['lib', 'schema', 'connectors/ports'];
  const upon = (...rooms: string[]) => [...outside, ...rooms.map((room) => `${odoo}/${room}`)];
  const users = Object.fromEntries(
    ['read', 'watch', 'examine', 'write'].map((room) => [`${odoo}/${room}`, upon('transport', 'model')]),
  );
  const postings = fs
    .readdirSync(path.join(root, odoo, 'write'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => [`${odoo}/write/${entry.name}`, upon('transport', 'model', 'write/kit')]);
  return {
    [`${odoo}/transport`]: upon(),
    [`${odoo}/model`]: upon('transport'),
    ...users,
    ...Object.fromEntries(postings),
  };
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = list('').map((file) => {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  return { file, text, imports: relativeImports(file, text) };
});
/** Tests may use everything: they compose what they need. */
const shipped = sources.filter(({ file }) => !/\.test\.ts$/.test(file) && !/(^|\/)testing\//.test(file));

test('every room imports only what the table allows', () => {
  const wrong: string[] = [];
  for (const { file, imports } of shipped) {
    for (const target of imports) if (!mayImport(file, target)) wrong.push(`${file} imports ${target}`);
  }
  expect(wrong).toEqual([]);
});

test('there is no cycle between rooms', () => {
  const edges = new Map<string, Set<string>>();
  for (const { file, imports } of shipped) {
    const from = partOf(file);
    for (const to of imports.map(partOf)) {
      if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  expect(findCycle(edges)).toBeUndefined();
});

test('the environment is read in lib/config and by what starts or tests the hub, nowhere else', () => {
  const allowed = /^(lib\/config\/|scripts\/|bench\/|test\/|vitest\.config\.ts$)|\.test\.ts$/;
  const wrong = sources.filter(({ file, text }) => !allowed.test(file) && /\bprocess\s*\.\s*env\b/.test(text));
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test(`no file is longer than ${LONGEST} lines, but generated ones and the demo factory's data`, () => {
  const mayBeLong = /\/generated\/|^demo\/factory\.ts$/;
  const wrong = sources.filter(({ file, text }) => !mayBeLong.test(file) && text.split('\n').length > LONGEST + 1);
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test('the reader of imports sees every form of them', () => {
  const text = `import a from './a.ts';\nimport type { B } from "../b.ts";\nexport * from './c.ts';\nimport './d.ts';
    const e = await import('./e.ts');\nimport {\n  f,\n  g,\n} from '../x/f.ts';\nimport pg from 'pg';\n// import './no.ts'\n`;
  expect(relativeImports('room/file.ts', text)).toEqual([
    'room/a.ts',
    'b.ts',
    'room/c.ts',
    'room/d.ts',
    'room/e.ts',
    'x/f.ts',
  ]);
});

test('the table refuses what it should', () => {
  expect(mayImport('lib/a.ts', 'store/db.ts')).toBe(false);
  expect(mayImport('connectors/odoo/a.ts', 'connectors/arena/b.ts')).toBe(false);
  expect(mayImport('connectors/odoo/a.ts', 'connectors/ports/erp.ts')).toBe(true);
  expect(mayImport('connectors/odoo/a.ts', 'connectors/odoo/b/c.ts')).toBe(true);
  expect(mayImport('connectors/odoo/transport/a.ts', 'connectors/odoo/model/b.ts')).toBe(false);
  expect(mayImport('connectors/odoo/model/a.ts', 'connectors/odoo/read/b.ts')).toBe(false);
  expect(mayImport('connectors/odoo/watch/a.ts', 'connectors/odoo/read/b.ts')).toBe(false);
  expect(mayImport('connectors/odoo/read/a.ts', 'connectors/odoo/index.ts')).toBe(false);
  expect(mayImport('connectors/odoo/write/scrap/a.ts', 'connectors/odoo/write/hold/b.ts')).toBe(false);
  expect(mayImport('connectors/odoo/write/scrap/a.ts', 'connectors/odoo/write/kit/b.ts')).toBe(true);
  expect(mayImport('connectors/odoo/write/kit/a.ts', 'connectors/odoo/write/scrap/b.ts')).toBe(false);
  expect(mayImport('connectors/odoo/write/scrap/a.ts', 'connectors/odoo/model/b.ts')).toBe(true);
  expect(mayImport('events/log.ts', 'connectors/ports/erp.ts')).toBe(false);
  expect(mayImport('events/ingest/odoo.ts', 'connectors/ports/erp.ts')).toBe(true);
  expect(mayImport('subgraphs/commands/a.ts', 'connectors/ports/erp.ts')).toBe(false);
  expect(mayImport('subgraphs/plm/a.ts', 'subgraphs/odoo/b.ts')).toBe(false);
  expect(mayImport('subgraphs/plm/a.ts', 'subgraphs/types.ts')).toBe(true);
  expect(mayImport('subgraphs/types.ts', 'subgraphs/plm/a.ts')).toBe(false);
  expect(
    findCycle(
      new Map([
        ['a', new Set(['b'])],
        ['b', new Set(['c'])],
        ['c', new Set(['a'])],
      ]),
    ),
  ).toEqual(['a', 'b', 'c', 'a']);
});

function mayImport(file: string, target: string): boolean {
  const room = roomOf(file);
  if (MAY_IMPORT_ALL.includes(room) || !file.includes('/')) return true;
  const rule = ruleFor(file);
  if (rule === undefined) return false;
  if (isIn(target, rule) && (!APART.includes(rule) || partOf(file) === partOf(target))) return true;
  if (APART.includes(room) && roomOf(target) === room && target.split('/').length === 2) return true;
  return (MAY_IMPORT[rule] ?? []).some((allowed) => isIn(target, allowed));
}

function ruleFor(file: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((rule) => isIn(file, rule))
    .sort((a, b) => b.length - a.length)[0];
}

function isIn(file: string, folder: string): boolean {
  return file === `${folder}.ts` || file.startsWith(`${folder}/`);
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? '';
}

/** A room, or the folder within it where rooms are cut finer. */
function partOf(file: string): string {
  const [room = '', part = ''] = file.split('/');
  const isFiner = APART.includes(room) || ruleFor(file) === `${room}/${part}`;
  return isFiner ? `${room}/${part.replace(/\.ts$/, '')}` : room;
}

function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const visit = (room: string, trail: readonly string[]): string[] | undefined => {
    const at = trail.indexOf(room);
    if (at >= 0) return [...trail.slice(at), room];
    if (done.has(room)) return undefined;
    for (const next of edges.get(room) ?? []) {
      const cycle = visit(next, [...trail, room]);
      if (cycle) return cycle;
    }
    done.add(room);
    return undefined;
  };
  for (const room of edges.keys()) {
    const cycle = visit(room, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** Static, type-only, re-exporting and dynamic imports, as paths from the root. */
function relativeImports(file: string, text: string): string[] {
  const code = text.replace(/^\s*\/\/.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(['"])(\.{1,2}\/[^'"]+)\1/gm;
  return [...code.matchAll(pattern)].map((match) =>
    path.posix.normalize(path.posix.join(path.posix.dirname(file), match[2] as string)),
  );
}

function list(folder: string): string[] {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory())
      return ['node_modules', 'coverage'].includes(entry.name) || entry.name.startsWith('.') ? [] : list(file);
    return /\.m?ts$/.test(entry.name) ? [file] : [];
  });
}
