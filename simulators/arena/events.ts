import type { Context } from './context.ts';
import { newGuid } from './guid.ts';
import type { OutboundEvent } from './state.ts';

type NewEvent = Pick<OutboundEvent, 'resource' | 'action' | 'result' | 'pre' | 'post'> & { item?: string };

/** Queues an outbound event for the integration, in the transaction of what it tells of. */
export function raise({ state }: Pick<Context, 'state'>, event: NewEvent): void {
  state.events.put({
    id: newGuid(),
    item: null,
    reconciled: false,
    reconciledDatetime: null,
    creationDateTime: state.now(),
    ...event,
  });
}
