import { NeedsAttentionError, RetryableError } from '../../../lib/errors.ts';
import { technicalProblem } from '../../../lib/problem.ts';
import type { UnitNames } from '../../../lib/units.ts';
import type { PostingContext, ReadContext, WriteLimits } from '../../ports/posting.ts';
import type { OdooCall } from '../transport/call.ts';
import { knownFields, type ModelFields } from '../transport/fields.ts';
import type { OdooSession } from '../transport/session.ts';
import type { Row } from './row.ts';

export type Domain = readonly unknown[];

/** Calls of one connection as the postings make them: reads may be repeated by anyone, a write leaves once or not at all. */
export class WriteRpc {
  readonly #session: OdooSession;
  readonly #limits: WriteLimits;

  /** Names that a connection adds to the hub's own for units. */
  readonly unitNames: UnitNames;

  constructor(session: OdooSession, limits: WriteLimits, unitNames: UnitNames) {
    this.unitNames = unitNames;
    this.#session = session;
    this.#limits = limits;
  }

  get connection(): string {
    return this.#session.connection;
  }

  fields(model: string): Promise<ModelFields> {
    return this.#session.fields(model);
  }

  async hasField(model: string, field: string): Promise<boolean> {
    return (await this.#session.fields(model)).has(field);
  }

  /** Fields but the first that this server does not know are left out of the answer; archived records are found only where asked for. */
  async search(
    model: string,
    domain: Domain,
    fields: readonly string[],
    context: ReadContext,
    options: { order?: string; limit?: number; withArchived?: boolean } = {},
  ): Promise<Row[]> {
    const { order, limit, withArchived } = options;
    const answer = await this.ask(
      {
        model,
        method: 'search_read',
        args: {
          domain,
          fields: await this.#known(model, fields, context),
          load: '',
          ...(order === undefined ? {} : { order }),
          ...(limit === undefined ? {} : { limit }),
        },
        ...(withArchived === true ? { context: { active_test: false } } : {}),
      },
      context,
    );
    return answer as Row[];
  }

  /** In the order of `ids`; records that are gone are left out. */
  async read(model: string, ids: readonly number[], fields: readonly string[], context: ReadContext): Promise<Row[]> {
    if (ids.length === 0) return [];
    const answer = await this.ask(
      { model, method: 'read', ids, args: { fields: await this.#known(model, fields, context), load: '' } },
      context,
    );
    return answer as Row[];
  }

  /** One record that must be there. */
  async readOne(model: string, id: number, fields: readonly string[], context: ReadContext): Promise<Row> {
    const [row] = await this.read(model, [id], fields, context);
    if (row !== undefined) return row;
    const message = `${model} ${id} is no longer there`;
    throw new NeedsAttentionError('SCHEMA_MISMATCH', [
      technicalProblem('ERP_RECORD_MISSING', message, { system: 'ERP' }),
    ]);
  }

  /** A call that changes nothing. */
  ask(call: OdooCall, context: ReadContext): Promise<unknown> {
    return this.#session.call(call, {
      kind: 'read',
      calls: context.calls,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
  }

  /** A call that changes something: sent at most once, never after the context's deadline. */
  async write(call: OdooCall, context: PostingContext): Promise<unknown> {
    const left = context.deadline.getTime() - Date.now();
    if (left <= 0) {
      throw new RetryableError(`The time for ${call.model}/${call.method} is over: it was not sent`, {
        why: 'NOT_SENT',
        system: 'ERP',
        connection: this.connection,
      });
    }
    return await this.#session.call(call, {
      kind: 'write',
      timeoutMs: this.#limits.rpcMaxMs,
      beforeSend: () => context.beforeSend(),
      afterSend: () => context.afterSend?.(),
    });
  }

  async #known(model: string, fields: readonly string[], { calls }: ReadContext): Promise<string[]> {
    return knownFields(model, await this.#session.fields(model, calls), fields, fields.slice(0, 1));
  }
}
