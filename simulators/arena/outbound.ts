import { atPath, byGuid, type Context, ok, page, type Route, search, whole } from './context.ts';
import { badRequest, invalidGuid } from './problems.ts';
import type { OutboundEvent, State } from './state.ts';
import { INTEGRATION, TRIGGERS, USER } from './workspace.ts';

const RESOURCES = [
  ['changes', 'CHANGE'],
  ['items', 'ITEM'],
  ['qualityprocesses', 'QUALITY'],
] as const;

/** The outbound event queue: an integration polls it and marks what it has dealt with as reconciled. */
export const outboundRoutes: readonly Route[] = [
  { method: 'GET', path: '/outboundevents', handle: ({ state }) => whole([integration(state)]) },
  { method: 'GET', path: '/outboundevents/*', handle: (context) => ok(integrationAt(context)) },
  {
    method: 'GET',
    path: '/outboundevents/*/triggers',
    handle: (context) => {
      integrationAt(context);
      return whole(TRIGGERS);
    },
  },
  { method: 'GET', path: '/outboundevents/*/events', handle: listEvents },
  { method: 'GET', path: '/outboundevents/*/events/*', handle: (context) => ok(presentEvent(eventAt(context))) },
  ...RESOURCES.flatMap(([path, resource]): Route[] => [
    { method: 'GET', path: `/outboundevents/*/events/*/${path}`, handle: (context) => listResults(context, resource) },
    {
      method: 'GET',
      path: `/outboundevents/*/events/*/${path}/*`,
      handle: (context) => ok(presentResult(resultAt(context, resource))),
    },
    { method: 'PUT', path: `/outboundevents/*/events/*/${path}/*`, handle: (context) => reconcile(context, resource) },
  ]),
];

function listEvents(context: Context) {
  integrationAt(context);
  const newestFirst = context.state.events.all().reverse();
  const found = search(newestFirst, context.query, { resourcesReconciled: (event) => event.reconciled });
  return page(found, context.query, presentEvent);
}

function listResults(context: Context, resource: OutboundEvent['resource']) {
  const event = eventAt(context);
  const wanted = context.query.get('reconciled');
  const fits = event.resource === resource && (wanted === null || wanted === String(event.reconciled));
  return whole(fits ? [presentResult(event)] : []);
}

function reconcile(context: Context, resource: OutboundEvent['resource']) {
  const event = resultAt(context, resource);
  const { reconciled } = context.body;
  if (typeof reconciled !== 'boolean') throw badRequest();
  const changed = context.state.events.put({
    ...event,
    reconciled,
    reconciledDatetime: reconciled ? context.state.now() : null,
  });
  if (reconciled && !event.reconciled) context.effect('outboundevents', event.id, 'event.reconciled');
  // A list shows an item's event before and after in lists; the answer to a reconciliation does not.
  return ok({ ...presentResult(changed), postEvent: changed.post, preEvent: changed.pre });
}

function integration(state: State) {
  const isOpen = state.events.all().some((event) => !event.reconciled);
  return { ...INTEGRATION, status: isOpen ? 'NEEDS_ATTENTION' : 'COMPLETE' };
}

function integrationAt(context: Context) {
  if (context.guids[0] !== INTEGRATION.guid) throw invalidGuid(context.guids[0]);
  return integration(context.state);
}

function eventAt(context: Context): OutboundEvent {
  integrationAt(context);
  return atPath(context.state.events, context, 1);
}

function resultAt(context: Context, resource: OutboundEvent['resource']): OutboundEvent {
  const event = eventAt(context);
  if (event.resource !== resource || event.result !== context.guids[2]) throw invalidGuid(context.guids[2]);
  return byGuid(context.state.events, event.id);
}

function presentEvent(event: OutboundEvent) {
  const trigger = TRIGGERS.find((row) => row.resource === event.resource && row.action === event.action);
  return {
    creationDateTime: event.creationDateTime,
    creator: USER,
    eventType: 'OUTBOUND_EVENT',
    guid: event.id,
    resourcesReconciled: event.reconciled,
    status: event.reconciled ? 'COMPLETE' : 'NEEDS_UPDATE',
    triggers: trigger === undefined ? [] : [trigger],
  };
}

function presentResult(event: OutboundEvent) {
  const content =
    event.resource === 'ITEM'
      ? {
          item: { guid: event.item },
          postEvents: [event.post],
          preEvents: event.pre === null ? [] : [event.pre],
        }
      : { postEvent: event.post, preEvent: event.pre };
  const proof = event.reconciled ? { reconciledDatetime: event.reconciledDatetime, reconciledUser: USER } : {};
  return { guid: event.result, ...content, reconciled: event.reconciled, ...proof };
}
