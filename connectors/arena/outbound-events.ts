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

  constructor(client: ArenaClient, options: ArenaOptions) {
    this.#client = client;
    this.#options = options;
  }

  async pending(): Promise<PlmEvent[]> {
    const call = { path: '/outboundevents', query: { enabled: 'true' }, kind: 'outboundevents' };
    const integrations = (await this.#client.read(call, wire.listOf(wire.integration)))?.results ?? [];
    const events = (await Promise.all(integrations.map(({ guid }) => this.#ofIntegration(guid)))).flat();
    // Arena lists the newest first, to the second; an event that came while pages were read stands there twice.
    const oldestFirst = new Map(events.reverse().map((event) => [event.id, event]));
    return [...oldestFirst.values()].sort((a, b) => compare(a.at, b.at));
  }

  async reconcile(id: string): Promise<void> {
    const [integration, event, path, result] = id.split('/');
    const url = `/outboundevents/${integration}/events/${event}/${path}/${result}`;
    const kind = `outboundevents/${path}`;
    const now = await this.#client.read({ path: url, kind }, wire.eventResult);
    if (now === null || now.reconciled) return;
    const gate = { deadline: new Date(Date.now() + this.#options.limits.rpcMaxMs), beforeSend: () => {} };
    const refusal = await this.#client.write({ method: 'PUT', path: url, body: { reconciled: true }, kind }, gate);
    if (refusal !== null)
      throw new RetryableError(`The PLM did not take an event as reconciled: ${refusal}`, {
        why: 'ROLLED_BACK',
        system: 'PLM',
        connection: this.#options.connection,
      });
  }

  async #ofIntegration(integration: string): Promise<PlmEvent[]> {
    const base = `/outboundevents/${integration}/events`;
    const call = { path: base, query: { resourcesReconciled: 'false' }, kind: 'outboundevents/events' };
    const events = await this.#client.list(call, wire.outboundEvent);
    const results = await Promise.all(
      events.flatMap((event) =>
        [...new Set(event.triggers.map((trigger) => trigger.resource))].map(async (resource) => {
          const path = PATHS[resource];
          if (path === undefined) return [];
          const query = { reconciled: 'false' };
          const resultsCall = { path: `${base}/${event.guid}/${path}`, query, kind: `outboundevents/${path}` };
          const answer = await this.#client.read(resultsCall, wire.listOf(wire.eventResult));
          return Promise.all(
            (answer?.results ?? []).map((row) =>
              this.#toEvent(`${integration}/${event.guid}/${path}`, event, resource, row),
            ),
          );
        }),
      ),
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
