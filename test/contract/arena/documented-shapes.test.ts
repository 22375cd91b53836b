import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shapeDifferences } from '../shape.ts';
import { ERROR_FIXTURE, FIXTURES } from './fixtures.ts';
import { buildChange, buildPump, openWorkshop, pick, type Workshop } from './workshop.ts';

type Page = keyof typeof FIXTURES;
const answers = {} as Record<Page, unknown>;
let shop: Workshop;

/** One walk through the workspace, in the order in which a user would make these calls. */
beforeAll(async () => {
  shop = await openWorkshop();
  const ask = async (page: Page, method: string, path: string, body?: unknown) => {
    const reply = await shop.call(method, path, body);
    answers[page] = reply.body;
    return reply.body;
  };
  const login = { email: 'hub@example.com', password: 'secret' };
  await ask('Access/endpoint_login', 'POST', '/login', login);
  await settings(ask);
  await items(ask);
  await changes(ask);
  await events(ask);
  await quality(ask);
});
afterAll(() => shop.close());

type Ask = (page: Page, method: string, path: string, body?: unknown) => Promise<unknown>;

async function settings(ask: Ask): Promise<void> {
  await ask('Settings/Item Categories/endpoint_get_item_categories', 'GET', '/settings/items/categories');
  await ask('Settings/endpoint_get_item_lifecycle_phases', 'GET', '/settings/items/lifecyclephases');
  await ask('Settings/endpoint_get_item_number_formats', 'GET', '/settings/items/numberformats');
  await ask('Settings/Change Settings/endpoint_get_change_categories', 'GET', '/settings/changes/categories');
  await ask('Settings/Change Settings/endpoint_get_change_routings', 'GET', '/settings/changes/routings');
  const statuses = 'Change Status Workflow/endpoint_get_change_implementationstatuses';
  await ask(statuses, 'GET', '/settings/changes/implementationstatuses');
  const templates = 'Settings/Quality Settings/endpoint_get_quality_process_templates';
  await ask(templates, 'GET', '/settings/qualityprocesses/templates');
}

let parts: Awaited<ReturnType<typeof buildPump>>;

async function items(ask: Ask): Promise<void> {
  parts = await buildPump(shop);
  const found = await ask('Item/endpoint_get_items', 'GET', '/items?number=GP-20');
  const effective = pick<string>(found, 'results.0.guid');
  await ask('Item/endpoint_get_item', 'GET', `/items/${effective}`);
  const part = {
    category: { guid: await shop.setting('items/categories', 'Part') },
    numberFormat: {
      guid: await shop.setting('items/numberformats', 'Basic Item Number'),
      fields: [{ value: 'ORG-40' }],
    },
    name: 'O-ring',
    uom: 'Each',
  };
  const ring = pick<string>(await ask('Item/endpoint_create_item', 'POST', '/items', part), 'guid');
  await ask('Item/endpoint_update_item', 'PUT', `/items/${ring}`, { description: 'O-ring 40x3' });
  await ask('Item Revisions/endpoint_get_item_revisions', 'GET', `/items/${effective}/revisions`);
  const toLifecyclePhase = { guid: await shop.setting('items/lifecyclephases', 'In Production') };
  const phaseChange = { item: { guid: ring }, toLifecyclePhase, revisionNumber: 'A' };
  const page = 'Item Lifecycle Phase Change/endpoint_release_item_revision';
  await ask(page, 'POST', '/items/lifecyclephasechanges', phaseChange);
  await ask('BOM/endpoint_get_bom', 'GET', `/items/${effective}/bom`);
  const line = { item: { guid: ring }, quantity: 3 };
  const added = await ask('BOM/endpoint_create_bom_line', 'POST', `/items/${parts.pump}/bom`, line);
  const path = `/items/${parts.pump}/bom/${pick<string>(added, 'guid')}`;
  await shop.call('POST', `${path}/substitutes`, { item: { guid: effective }, quantity: 1, rank: 1 });
  await ask('BOM Substitutes/endpoint_get_bom_substitutes', 'GET', `${path}/substitutes`);
  await shop.call('DELETE', path);
}

async function changes(ask: Ask): Promise<void> {
  const change = await buildChange(shop, parts);
  const statusPage = 'Change Status Workflow/endpoint_create_change_status_auto_routing';
  const submit = { change: { guid: change.guid }, status: 'SUBMITTED', comment: 'Please vote' };
  await ask(statusPage, 'POST', '/changes/statuschanges', submit);
  await ask('Change/endpoint_get_changes', 'GET', `/changes?number=${change.number}`);
  await ask('Change/endpoint_get_change', 'GET', `/changes/${change.guid}`);
  await ask('Change/endpoint_update_change', 'PUT', `/changes/${change.guid}`, { implementationStatus: 'IN_PROGRESS' });
  await ask('Change Item/endpoint_get_change_items', 'GET', `/changes/${change.guid}/items`);
  const base = {
    category: { guid: await shop.setting('changes/categories', 'Engineering Change Order') },
    routings: [{ guid: await shop.setting('changes/routings', 'Change Control Board') }],
    title: 'Later',
  };
  await ask('Change/endpoint_create_change (permanent on date)', 'POST', '/changes', {
    ...base,
    effectivityType: 'PERMANENT_ON_DATE',
    effectivityPlannedDateTime: '2031-07-01T12:00:00Z',
  });
  await ask('Change/endpoint_create_change (temporary)', 'POST', '/changes', {
    ...base,
    effectivityType: 'TEMPORARY',
    expirationDateTime: '2031-08-01T12:00:00Z',
  });
}

async function events(ask: Ask): Promise<void> {
  const integrations = 'Outbound-Events Integration Definitions/endpoint_get_integrations_outbound_events_search';
  const root = `/outboundevents/${pick<string>(await ask(integrations, 'GET', '/outboundevents'), 'results.0.guid')}/events`;
  const list = 'Outbound-Events Events/endpoint_get_outbound_events_integration_events';
  const queue = await ask(list, 'GET', `${root}?resourcesReconciled=false`);
  const of = (name: string) =>
    pick<{ guid: string; triggers: { name: string }[] }[]>(queue, 'results').find(
      (event) => event.triggers[0]?.name === name,
    )?.guid;
  const resources = 'Outbound-Events Event Resources';
  const workflow = `${root}/${of('CHANGE WORKFLOW')}/changes`;
  const found = await ask(
    `${resources}/endpoint_get_outbound_event_integration_change_event`,
    'GET',
    `${workflow}?reconciled=false`,
  );
  await ask(
    `${resources}/endpoint_get_outbound_event_integration_item_event`,
    'GET',
    `${root}/${of('ITEM WORKFLOW')}/items`,
  );
  const result = pick<string>(found, 'results.0.guid');
  await ask(`${resources}/endpoint_put_outbound_events_change_reconcile`, 'PUT', `${workflow}/${result}`, {
    reconciled: true,
  });
}

async function quality(ask: Ask): Promise<void> {
  const template = { guid: await shop.setting('qualityprocesses/templates', 'Nonconformance') };
  const report = { name: 'Porous housings', description: 'Pores', template };
  const made = await ask('Quality Process/endpoint_create_quality_process', 'POST', '/qualityprocesses', report);
  const guid = pick<string>(made, 'guid');
  await ask('Quality Process/endpoint_get_quality_processes', 'GET', '/qualityprocesses?status=!COMPLETED');
  await ask('Quality Process/endpoint_get_quality_process', 'GET', `/qualityprocesses/${guid}`);
  const steps = await ask(
    'Quality Process Steps/endpoint_get_quality_process_steps',
    'GET',
    `/qualityprocesses/${guid}/steps`,
  );
  const step = pick<string>(steps, 'results.0.guid');
  const path = `/qualityprocesses/${guid}/steps/${step}`;
  const attributes = [{ guid: pick<string>(steps, 'results.0.attributes.0.guid'), value: 'HAM' }];
  await ask('Quality Process Steps/endpoint_update_quality_process_step', 'PUT', path, { attributes });
  const affected = 'Quality Process Affected';
  await ask(`${affected}/endpoint_create_quality_process_step_object`, 'POST', `${path}/affected`, {
    affected: { guid: parts.seal },
  });
  await ask(`${affected}/endpoint_get_quality_process_step_objects`, 'GET', `${path}/affected`);
  await ask('Quality Process Steps/endpoint_complete_quality_process_step', 'POST', '/qualityprocesses/statuschanges', {
    qualityProcess: { guid, step: { guid: step } },
    complete: true,
    comment: 'Described',
  });
}

describe('the simulated PLM answers as documented', () => {
  for (const page of Object.keys(FIXTURES) as Page[]) {
    it(page, () => {
      expect(shapeDifferences(FIXTURES[page], answers[page])).toEqual([]);
    });
  }

  it('errors', async () => {
    const reply = await shop.call('GET', '/items/00000000000000000000');
    expect(reply.status).toBe(400);
    expect(shapeDifferences(ERROR_FIXTURE, reply.body)).toEqual([]);
    expect(pick(reply.body, 'errors.0.code')).toBe(3011);
    expect(pick((await shop.call('GET', '/items?owner.Name=x')).body, 'errors.0.code')).toBe(3019);
  });
});

describe('sessions and budget', () => {
  it('lets a second login end the first session, and an idle one end by itself', async () => {
    const idle = await openWorkshop({ idleMs: 0 });
    const first = await shop.logIn();
    const second = await shop.logIn();
    const ask = (session: string) => shop.call('GET', '/items', undefined, { arena_session_id: session });
    expect((await ask(first)).status).toBe(401);
    expect((await ask(second)).status).toBe(200);
    const session = await idle.logIn();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await idle.call('GET', '/items', undefined, { arena_session_id: session })).status).toBe(401);
    await idle.close();
  });

  it('refuses a wrong password with code 4001', async () => {
    const reply = await shop.call('POST', '/login', { email: 'hub@example.com', password: 'wrong' });
    expect([reply.status, pick(reply.body, 'errors.0.code')]).toEqual([400, 4001]);
  });

  it('counts calls down in a header and answers 429 at the end of the budget', async () => {
    const small = await openWorkshop({ requestsPerDay: 2 });
    await small.logIn();
    expect((await small.call('GET', '/items')).headers.get('x-arena-requests-remaining')).toBe('1');
    await small.call('GET', '/items');
    expect((await small.call('GET', '/items')).status).toBe(429);
    await small.close();
  });

  it('pages by offset and limit, 20 unless told', async () => {
    const many = await openWorkshop();
    for (let index = 0; index < 23; index += 1) await many.createItem(`P-${String(index).padStart(2, '0')}`);
    expect(pick((await many.call('GET', '/items')).body, 'count')).toBe(20);
    const rest = await many.call('GET', '/items?offset=20&limit=400');
    expect(pick<{ number: string }[]>(rest.body, 'results').map((row) => row.number)).toEqual(['P-20', 'P-21', 'P-22']);
    await many.close();
  });
});

describe('the life of a change', () => {
  it('becomes effective on approval, and its working revisions with it', async () => {
    const plant = await openWorkshop();
    const pump = await buildPump(plant);
    const change = await buildChange(plant, pump);
    await plant.changeStatus(change.guid, 'SUBMITTED');
    expect(pick((await plant.changeStatus(change.guid, 'APPROVED')).body, 'status')).toBe('EFFECTIVE');
    const revisions = await plant.call('GET', `/items/${pump.pump}/revisions`);
    const rows = pick<{ guid: string; number: string | null; status: number; change: { number?: string } }[]>(
      revisions.body,
      'results',
    );
    expect(rows.map(({ number, status }) => [number, status])).toEqual([
      [null, 0],
      ['B', 1],
      ['A', 2],
    ]);
    expect(rows[1]).toMatchObject({ guid: pump.pump, change: { number: change.number } });
    await plant.close();
  });

  it('waits for its date where it has one, and for nobody where it has no routing', async () => {
    const dated = await shop.createChange({
      title: 'Dated',
      effectivityType: 'PERMANENT_ON_DATE',
      effectivityPlannedDateTime: '2032-01-15T12:00:00Z',
    });
    await shop.changeStatus(dated.guid, 'SUBMITTED');
    expect(pick((await shop.changeStatus(dated.guid, 'APPROVED')).body, 'status')).toBe('APPROVED');
    expect(pick((await shop.call('GET', `/changes/${dated.guid}`)).body, 'effectivityPlannedDateTime')).toBe(
      '2032-01-15T08:00:00Z',
    );
    const free = await shop.createChange({ title: 'Free', isRouted: false });
    expect(pick((await shop.changeStatus(free.guid, 'SUBMITTED')).body, 'status')).toBe('EFFECTIVE');
  });

  it('locks the BOM that a submitted change brings, and refuses a step out of order', async () => {
    const plant = await openWorkshop();
    const pump = await buildPump(plant);
    const change = await buildChange(plant, pump);
    expect((await plant.changeStatus(change.guid, 'APPROVED')).status).toBe(400);
    await plant.changeStatus(change.guid, 'SUBMITTED');
    const edit = await plant.call('POST', `/items/${pump.pump}/bom`, { item: { guid: pump.seal }, quantity: 1 });
    expect(pick(edit.body, 'errors.0.code')).toBe(3034);
    await plant.close();
  });
});
