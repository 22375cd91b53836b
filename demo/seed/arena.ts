import { BOMS, CHANGES, ITEMS, NONCONFORMANCE } from '../factory.ts';
import type { ArenaClient } from '../http/arena.ts';

type Ref = { guid: string };
interface Workspace {
  partCategory: Ref;
  assemblyCategory: Ref;
  production: Ref;
  numberFormat: Ref;
  changeCategory: Ref;
  routing: Ref;
}

export interface DemoChange {
  title: string;
  isApproved: boolean;
  newItems: readonly { number: string; name: string; unit: string; revision: string }[];
  items: readonly { number: string; to: string; lines: readonly (readonly [item: string, quantity: string])[] }[];
}

const UOMS: Record<string, string> = { C62: 'each', KGM: 'kg', LTR: 'l', MTR: 'm' };

/** Items in revision A with their bills of materials, two changes, and a nonconformance; what is there is left alone. */
export async function seedArena(arena: ArenaClient, say: (text: string) => void): Promise<void> {
  const workspace = await readWorkspace(arena);
  const made = await seedItems(arena, workspace);
  const changes = await arena.all<{ title: string }>('/changes');
  for (const change of CHANGES) {
    if (!changes.some((known) => known.title === change.title)) await makeChange(arena, change, workspace);
  }
  const ncr = await seedNonconformance(arena);
  say(`arena: ${made} items, ${CHANGES.length} changes, nonconformance ${ncr}`);
}

export async function readWorkspace(arena: ArenaClient): Promise<Workspace> {
  const named = async (path: string, name: string): Promise<Ref> => {
    const { results } = await arena.get<{ results: (Ref & { name: string })[] }>(path);
    const row = results.find((candidate) => candidate.name === name);
    if (!row) throw new Error(`this Arena workspace has no ${name} under ${path}`);
    return { guid: row.guid };
  };
  const [partCategory, assemblyCategory, production, numberFormat, changeCategory, routing] = await Promise.all([
    named('/settings/items/categories', 'Part'),
    named('/settings/items/categories', 'Assembly'),
    named('/settings/items/lifecyclephases', 'In Production'),
    named('/settings/items/numberformats', 'Basic Item Number'),
    named('/settings/changes/categories', 'Engineering Change Order'),
    named('/settings/changes/routings', 'Change Control Board'),
  ]);
  return { partCategory, assemblyCategory, production, numberFormat, changeCategory, routing };
}

async function itemGuids(arena: ArenaClient): Promise<Map<string, string>> {
  const rows = await arena.all<Ref & { number: string }>('/items');
  return new Map(rows.map((row) => [row.number, row.guid]));
}

async function createItem(
  arena: ArenaClient,
  workspace: Workspace,
  item: { number: string; name: string; unit: string },
  isAssembly: boolean,
): Promise<string> {
  const { guid } = await arena.post<Ref>('/items', {
    category: isAssembly ? workspace.assemblyCategory : workspace.partCategory,
    name: item.name,
    numberFormat: { ...workspace.numberFormat, fields: [{ value: item.number }] },
    uom: UOMS[item.unit],
    revisionNumber: 'A',
  });
  return guid;
}

async function seedItems(arena: ArenaClient, workspace: Workspace): Promise<number> {
  const guids = await itemGuids(arena);
  const missing = ITEMS.filter((item) => !guids.has(item.number));
  for (const item of missing) {
    guids.set(
      item.number,
      await createItem(
        arena,
        workspace,
        item,
        BOMS.some((bom) => bom.item === item.number),
      ),
    );
  }
  for (const bom of BOMS.filter((candidate) => missing.some((item) => item.number === candidate.item))) {
    await addLines(arena, guids.get(bom.item) ?? '', bom.lines, guids);
  }
  for (const item of missing) {
    await arena.post('/items/lifecyclephasechanges', {
      item: { guid: guids.get(item.number) },
      toLifecyclePhase: workspace.production,
      revisionNumber: 'A',
    });
  }
  return missing.length;
}

async function addLines(
  arena: ArenaClient,
  parent: string,
  lines: DemoChange['items'][number]['lines'],
  guids: Map<string, string>,
): Promise<void> {
  for (const [i, [item, quantity]] of lines.entries()) {
    await arena.post(`/items/${parent}/bom`, {
      item: { guid: guids.get(item) },
      quantity: Number(quantity),
      lineNumber: i + 1,
    });
  }
}

/** Creates a change with the working revisions that it brings, submits it, and approves it where it is to be approved. */
export async function makeChange(arena: ArenaClient, change: DemoChange, known?: Workspace): Promise<string> {
  const workspace = known ?? (await readWorkspace(arena));
  const guids = await itemGuids(arena);
  const created = await arena.post<Ref & { number: string }>('/changes', {
    category: workspace.changeCategory,
    title: change.title,
    effectivityType: 'PERMANENT_ON_APPROVAL',
    routings: [workspace.routing],
  });
  for (const item of change.newItems) {
    const guid = guids.get(item.number) ?? (await createItem(arena, workspace, item, false));
    guids.set(item.number, guid);
    await addToChange(arena, created.guid, await workingRevision(arena, guid), item.revision);
  }
  for (const item of change.items) {
    const working = await workingRevision(arena, guids.get(item.number) ?? '');
    const { results } = await arena.get<{ results: Ref[] }>(`/items/${working}/bom`);
    for (const line of results) await arena.remove(`/items/${working}/bom/${line.guid}`);
    await addLines(arena, working, item.lines, guids);
    await addToChange(arena, created.guid, working, item.to);
  }
  const target = { change: { guid: created.guid } };
  await arena.post('/changes/statuschanges', { ...target, status: 'SUBMITTED', comment: 'for approval' });
  if (change.isApproved)
    await arena.post('/changes/statuschanges', {
      ...target,
      status: 'APPROVED',
      comment: 'approved by the change control board',
    });
  return created.number;
}

async function workingRevision(arena: ArenaClient, item: string): Promise<string> {
  const { results } = await arena.get<{ results: (Ref & { status: number })[] }>(`/items/${item}/revisions`);
  const working = results.find((revision) => revision.status === 0);
  if (!working) throw new Error(`the item ${item} has no working revision`);
  return working.guid;
}

const addToChange = (arena: ArenaClient, change: string, revision: string, number: string) =>
  arena.post(`/changes/${change}/items`, {
    newItemRevision: { guid: revision },
    newRevisionNumber: number,
    bomView: { includedInThisChange: true },
    specsView: { includedInThisChange: true },
  });

/** Its number is the workspace's next; the lot and the plant stand in the attributes of its first step. */
async function seedNonconformance(arena: ArenaClient): Promise<string> {
  const processes = await arena.all<Ref & { number: string; name: string }>('/qualityprocesses');
  const existing = processes.find((process) => process.name === NONCONFORMANCE.title);
  if (existing) return existing.number;
  const { results: templates } = await arena.get<{ results: (Ref & { name: string })[] }>(
    '/settings/qualityprocesses/templates',
  );
  const template = templates.find((candidate) => candidate.name === 'Nonconformance');
  const created = await arena.post<Ref & { number: string }>('/qualityprocesses', {
    template: { guid: template?.guid },
    name: NONCONFORMANCE.title,
  });
  const { results: steps } = await arena.get<{ results: (Ref & { attributes: (Ref & { name: string })[] })[] }>(
    `/qualityprocesses/${created.guid}/steps`,
  );
  const [first] = steps;
  const values: Record<string, unknown> = {
    Plant: NONCONFORMANCE.plant,
    'Lot Number(s)': NONCONFORMANCE.lot,
    Quantity: Number(NONCONFORMANCE.quantity),
    Unit: 'each',
  };
  await arena.put(`/qualityprocesses/${created.guid}/steps/${first?.guid}`, {
    attributes: (first?.attributes ?? []).flatMap(({ guid, name }) =>
      values[name] === undefined ? [] : [{ guid, value: values[name] }],
    ),
  });
  const item = (await itemGuids(arena)).get(NONCONFORMANCE.item);
  await arena.post(`/qualityprocesses/${created.guid}/steps/${first?.guid}/affected`, { affected: { guid: item } });
  return created.number;
}
