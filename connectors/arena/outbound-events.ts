import { RetryableError } from '../../lib/errors.ts';
import type { Json, PlmEvent } from '../ports.ts';
import { compare } from './changes.ts';
import type { ArenaClient } from './client.ts';
import type { ArenaOptions } from './options.ts';
import * as wire from './wire.ts';

/** Where the results of an event lie, by the resource of its trigger. */
const PATHS: Readonly<Record<string, string>> = {
  CHANGE: 'changes',
  ITEM: 'items',
  REQUEST: 'requests',
  QUALITY: 'qualityprocesses',
};

/**
 * The outbound event queue of every integration that is enabled. An event's id is made of the GUIDs that it takes to
 * find it again: integration, event, kind of result, result.
 */
export class OutboundEvents {
  readonly #client: ArenaClient;
  readonly #options: ArenaOptions;
  readonly #changeNumbers = new Map<string, string>();
  /** What events of the queue tell, by GUID: an event is read once, however long it waits to be reconciled. */
  #told = new Map<string, PlmEvent[]>();

  constructor(client: ArenaClient, options: ArenaOptions) {
    this.#client = client;
    this.#options = options;
  }

  async pending(): Promise<PlmEvent[]> {
    const call = { path: '/outboundevents', query: { enabled: 'true' }, kind: 'outboundevents' };
    const integrations = (await this.#client.read(call, wire.listOf(wire.integration)))?.results ?? [];
    const told = new Map<string, PlmEvent[]>();
    const events = (await Promise.all(integrations.map(({ guid }) => this.#ofIntegration(guid, told)))).flat();
    this.#told = told;
    // Arena lists the newest first, to the second; an event that came while pages were read stands there twice.
    const oldestFirst = new Map(events.reverse().map((event) => [event.id, event]));
    return [...oldestFirst.values()].sort((a, b) => compare(a.at, b.at));
  }

  async reconcile(id: string): Promise<void> {
    const [integration, event, path, result] = id.split('/');
    const url = `/outboundevents/${integration}/events/${event}/${path}/${result}`;
    const kind = `outboundevents/${path}`;
    const gate = { deadline: new Date(Date.now() + this.#options.limits.rpcMaxMs), beforeSend: () => {} };
    const refusal = await this.#client.write({ method: 'PUT', path: url, body: { reconciled: true }, kind }, gate);
    if (refusal !== null)
      throw new RetryableError(`The PLM did not take an event as reconciled: ${refusal}`, {
        why: 'ROLLED_BACK',
        system: 'PLM',
        connection: this.#options.connection,
      });
    this.#told.delete(String(event));
  }

  async #ofIntegration(integration: string, told: Map<string, PlmEvent[]>): Promise<PlmEvent[]> {
    const base = `/outboundevents/${integration}/events`;
    const call = { path: base, query: { resourcesReconciled: 'false' }, kind: 'outboundevents/events' };
    const events = await this.#client.list(call, wire.outboundEvent);
    const results = await Promise.all(
      events.map(async (event) => {
        const found = this.#told.get(event.guid) ?? (await this.#resultsOf(integration, event));
        told.set(event.guid, found);
        return found;
      }),
    );
    return results.flat();
  }

  async #resultsOf(integration: string, event: wire.OutboundEventRow): Promise<PlmEvent[]> {
    const resources = [...new Set(event.triggers.map((trigger) => trigger.resource))];
    const results = await Promise.all(
      resources.map(async (resource) => {
        const kind = PATHS[resource];
        if (kind === undefined) return [];
        const path = `/outboundevents/${integration}/events/${event.guid}/${kind}`;
        const call = { path, query: { reconciled: 'false' }, kind: `outboundevents/${kind}` };
        const rows = (await this.#client.read(call, wire.listOf(wire.eventResult)))?.results ?? [];
        const prefix = `${integration}/${event.guid}/${kind}`;
        return Promise.all(rows.map((row) => this.#toEvent(prefix, event, resource, row)));
      }),
    );
    return results.flat();
  }

  async #toEvent(
    prefix: string,
    event: wire.OutboundEventRow,
    resource: string,
    row: wire.EventResultRow,
  ): Promise<PlmEvent> {
    const action = event.triggers.find((trigger) => trigger.resource === resource)?.action ?? 'EDIT';
    return {
      id: `${prefix}/${row.guid}`,
      kind: `${resource}_${action}`,
      changeNumber: resource === 'CHANGE' ? await this.#numberOf(row.guid) : null,
      at: new Date(event.creationDateTime).toISOString(),
      payload: { result: row.guid, after: (row.postEvent ?? row.postEvents ?? null) as Json },
    };
  }

  /** A change keeps its number. */
  async #numberOf(guid: string): Promise<string | null> {
    const known = this.#changeNumbers.get(guid);
    if (known !== undefined) return known;
    const row = await this.#client.read({ path: `/changes/${guid}`, kind: 'changes' }, wire.change);
    if (row !== null) this.#changeNumbers.set(guid, row.number);
    return row?.number ?? null;
  }
}
