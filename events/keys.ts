import type { EventFilter, EventKey, NewEvent } from './types.ts';

const PREFIX: Readonly<Record<EventKey, string>> = {
  orderNumber: 'order',
  itemNumber: 'item',
  holdId: 'hold',
  commandId: 'command',
  changeNumber: 'change',
};

/** What an event can be found by, as stored in its row. */
export function keysOf(payload: NewEvent['payload']): string[] {
  return keyList(payload as Partial<Record<EventKey, string | null>>);
}

/** What an event must have all of to pass the filter. */
export function wantedKeys(filter: EventFilter): string[] {
  return keyList(filter.keys ?? {});
}

function keyList(values: Readonly<Partial<Record<EventKey, string | null | undefined>>>): string[] {
  return Object.entries(PREFIX).flatMap(([key, prefix]) => {
    const value = values[key as EventKey];
    return value === undefined || value === null ? [] : [`${prefix}:${value}`];
  });
}
