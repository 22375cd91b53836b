import type { FIXTURES } from './fixtures.ts';
import { buildChange, buildPump, type Pump, pick, type Workshop } from './workshop.ts';

export type Page = keyof typeof FIXTURES;
type Ask = (page: Page, method: string, path: string, body?: unknown) => Promise<unknown>;

/** Every endpoint once, in the order in which a user would call them; what each documented page's call answered. */
export async function walk(shop: Workshop): Promise<Record<Page, unknown>> {
  const answers = {} as Record<Page, unknown>;
  const ask: Ask = async (page, method, path, body) => {
    const reply = await shop.call(method, path, body);
    answers[page] = reply.body;
    return reply.body;
  };
  await ask('Access/endpoint_login', 'POST', '/login', { email: 'hub@example.com', password: 'secret' });
  await walkSettings(shop, ask);
  const parts = await walkItems(shop, ask);
  await walkChanges(shop, ask, parts);
  await walkQuality(shop, ask, parts);
  await walkEvents(ask);
  return answers;
}

async function walkSettings(shop: Workshop, ask: Ask): Promise<void> {
  await ask('Settings/Item Categories/endpoint_get_item_categories', 'GET', '/settings/items/categories');
  await ask('Settings/endpoint_get_item_lifecycle_phases', 'GET', '/settings/items/lifecyclephases');
  const formats = 'Settings/endpoint_get_item_number_formats';
  const found = await ask(formats, 'GET', '/settings/items/numberformats');
  const guid = pick<string>(found, 'results.0.guid');
  await ask(`${formats} (one)`, 'GET', `/settings/items/numberformats/${guid}`);
  await ask('Settings/Change Settings/endpoint_get_change_categories', 'GET', '/settings/changes/categories');
  await ask('Settings/Change Settings/endpoint_get_change_routings', 'GET', '/settings/changes/routings');
  await shop.call('GET', '/settings/changes/items/attributes');
  const statuses = 'Change Status Workflow/endpoint_get_change_implementationstatuses';
  await ask(statuses, 'GET', '/settings/changes/implementationstatuses');
  const templates = 'Settings/Quality Settings/endpoint_get_quality_process_templates';
  await ask(templates, 'GET', '/settings/qualityprocesses/templates');
}

async function walkItems(shop: Workshop, ask: Ask): Promise<Pump> {
  const parts = await buildPump(shop);
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
  await ask('BOM/endpoint_get_bom_line', 'GET', path);
  await ask('BOM/endpoint_update_bom_line', 'PUT', path, { quantity: 4, notes: 'Four' });
  const substitute = { item: { guid: effective }, quantity: 1, rank: 1 };
  await ask('BOM Substitutes/endpoint_create_bom_substitute', 'POST', `${path}/substitutes`, substitute);
  await ask('BOM Substitutes/endpoint_get_bom_substitutes', 'GET', `${path}/substitutes`);
  await shop.call('DELETE', path);
  return parts;
}

async function walkChanges(shop: Workshop, ask: Ask, parts: Pump): Promise<void> {
  const change = await buildChange(shop, parts);
  const statuses = 'Change Status Workflow';
  const move = (page: string, status: string, more: object = {}) => {
    const body = { change: { guid: change.guid }, status, comment: 'Because', ...more };
    return ask(`${statuses}/endpoint_create_change_status_${page}` as Page, 'POST', '/changes/statuschanges', body);
  };
  await move('lock', 'OPEN_AND_LOCKED');
  await move('auto_routing', 'SUBMITTED');
  await ask('Change/endpoint_get_changes', 'GET', `/changes?number=${change.number}`);
  await ask('Change/endpoint_get_change', 'GET', `/changes/${change.guid}`);
  await ask('Change/endpoint_update_change', 'PUT', `/changes/${change.guid}`, { implementationStatus: 'IN_PROGRESS' });
  await ask('Change Item/endpoint_get_change_items', 'GET', `/changes/${change.guid}/items`);
  await move('withdraw', 'OPEN_AND_UNLOCKED');
  await move('auto_routing', 'SUBMITTED');
  await move('force_reject', 'REJECTED');
  await move('reopen', 'OPEN_AND_UNLOCKED');
  await move('auto_routing', 'SUBMITTED');
  await move('force_approve', 'APPROVED');
  await move('complete_implementationstatus', 'COMPLETED', { implementationStatus: { value: 'DONE' } });
  await move('uncomplete', 'EFFECTIVE', { implementationStatus: { value: 'NEEDS_ATTN' } });
  const base = {
    category: { guid: await shop.setting('changes/categories', 'Engineering Change Order') },
    routings: [{ guid: await shop.setting('changes/routings', 'Change Control Board') }],
    title: 'Later',
  };
  const dated = await ask('Change/endpoint_create_change (permanent on date)', 'POST', '/changes', {
    ...base,
    effectivityType: 'PERMANENT_ON_DATE',
    effectivityPlannedDateTime: '2031-07-01T12:00:00Z',
  });
  await ask('Change/endpoint_create_change (temporary)', 'POST', '/changes', {
    ...base,
    effectivityType: 'TEMPORARY',
    expirationDateTime: '2031-08-01T12:00:00Z',
  });
  await ask('Change Item/endpoint_change_add_item', 'POST', `/changes/${pick<string>(dated, 'guid')}/items`, {
    newItemRevision: { guid: parts.seal },
    newRevisionNumber: 'B',
    specsView: { includedInThisChange: true, notes: 'New drawing' },
  });
  const cancel = { change: { guid: pick<string>(dated, 'guid') }, status: 'CANCELED', comment: 'Not now' };
  await ask(`${statuses}/endpoint_create_change_status_cancel`, 'POST', '/changes/statuschanges', cancel);
}

async function walkQuality(shop: Workshop, ask: Ask, parts: Pump): Promise<void> {
  const template = { guid: await shop.setting('qualityprocesses/templates', 'Nonconformance') };
  const report = { name: 'Porous housings', description: 'Pores', template };
  const made = await ask('Quality Process/endpoint_create_quality_process', 'POST', '/qualityprocesses', report);
  const guid = pick<string>(made, 'guid');
  await ask('Quality Process/endpoint_get_quality_processes', 'GET', '/qualityprocesses?status=!COMPLETED');
  await ask('Quality Process/endpoint_get_quality_process', 'GET', `/qualityprocesses/${guid}`);
  const pages = 'Quality Process Steps';
  const steps = await ask(`${pages}/endpoint_get_quality_process_steps`, 'GET', `/qualityprocesses/${guid}/steps`);
  const step = pick<string>(steps, 'results.0.guid');
  const path = `/qualityprocesses/${guid}/steps/${step}`;
  await ask(`${pages}/endpoint_get_quality_process_step`, 'GET', path);
  const attributes = [{ guid: pick<string>(steps, 'results.0.attributes.0.guid'), value: 'HAM' }];
  await ask(`${pages}/endpoint_update_quality_process_step`, 'PUT', path, { attributes });
  const affected = 'Quality Process Affected';
  const object = { affected: { guid: parts.seal } };
  await ask(`${affected}/endpoint_create_quality_process_step_object`, 'POST', `${path}/affected`, object);
  await ask(`${affected}/endpoint_get_quality_process_step_objects`, 'GET', `${path}/affected`);
  const complete = { complete: true, comment: 'Done' };
  await ask(`${pages}/endpoint_complete_quality_process_step`, 'POST', '/qualityprocesses/statuschanges', {
    qualityProcess: { guid, step: { guid: step } },
    ...complete,
  });
  const processPage = 'Quality Process/endpoint_complete_quality_process';
  await ask(processPage, 'POST', '/qualityprocesses/statuschanges', { qualityProcess: { guid }, ...complete });
}

async function walkEvents(ask: Ask): Promise<void> {
  const definitions = 'Outbound-Events Integration Definitions';
  const found = await ask(`${definitions}/endpoint_get_integrations_outbound_events_search`, 'GET', '/outboundevents');
  const root = `/outboundevents/${pick<string>(found, 'results.0.guid')}`;
  await ask(`${definitions}/endpoint_get_integrations_outbound_event`, 'GET', root);
  await ask(`${definitions}/endpoint_get_outbound_events_integration_triggers`, 'GET', `${root}/triggers`);
  const pages = 'Outbound-Events Events';
  const list = `${root}/events?resourcesReconciled=false&limit=400`;
  const queue = await ask(`${pages}/endpoint_get_outbound_events_integration_events`, 'GET', list);
  const events = pick<{ guid: string; triggers: { name: string }[] }[]>(queue, 'results');
  const ofTrigger = (name: string) => events.find((event) => event.triggers[0]?.name === name)?.guid;
  const one = `${root}/events/${ofTrigger('CHANGE WORKFLOW')}`;
  await ask(`${pages}/endpoint_get_outbound_event_integration_event`, 'GET', one);
  for (const [resource, path, trigger] of [
    ['change', 'changes', 'CHANGE WORKFLOW'],
    ['item', 'items', 'ITEM WORKFLOW'],
    ['quality', 'qualityprocesses', 'QUALITY WORKFLOW'],
  ] as const) {
    const results = `${root}/events/${ofTrigger(trigger)}/${path}`;
    const page = `Outbound-Events Event Resources/endpoint_get_outbound_event_integration_${resource}_event` as const;
    const rows = await ask(page, 'GET', `${results}?reconciled=false`);
    const guid = pick<string>(rows, 'results.0.guid');
    await ask(`${page} (one)`, 'GET', `${results}/${guid}`);
    const reconcile = `Outbound-Events Event Resources/endpoint_put_outbound_events_${resource}_reconcile` as const;
    await ask(reconcile, 'PUT', `${results}/${guid}`, { reconciled: true });
  }
}
