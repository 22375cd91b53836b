import type { Decimal } from 'decimal.js';
import { decimal, decimalText } from '../../../lib/decimal.ts';
import { GraphError } from '../../../lib/errors.ts';
import { convert, inCode, type UnitMeaning } from '../../../lib/units.ts';
import type { ExternalRef, Quantity } from '../../ports/common.ts';
import type { OdooSession } from '../transport/session.ts';
import { Facts } from './facts.ts';
import type { Layout } from './layout.ts';
import type { ModelName } from './models.ts';
import type { Records } from './records.ts';

/** What the parts of a reader share: the records of one request, and the structure of the connection. */
export class Reading {
  readonly session: OdooSession;
  readonly layout: Layout;
  readonly records: Records;
  readonly facts: Facts;
  #units: ReturnType<Layout['unitsById']> | undefined;

  constructor(session: OdooSession, layout: Layout, records: Records) {
    this.session = session;
    this.layout = layout;
    this.records = records;
    this.facts = new Facts(records.scope.options?.wanted);
  }

  get connection(): string {
    return this.session.connection;
  }

  /** In the code that the unit means: two packs of six are twelve pieces. Errors: as of `unit`. */
  async quantity(value: Decimal | number | string, unitId: number | null): Promise<Quantity> {
    const unit = await this.unit(unitId);
    return { value: decimalText(inCode(value, unit)), unit: unit.code };
  }

  /** The sum of amounts, each in its unit, in the unit of the first; null of none. Errors: as of `unit` and `sum`. */
  async total(amounts: readonly { value: Decimal; unitId: number | null }[]): Promise<Quantity | null> {
    const [first, ...more] = amounts;
    if (first === undefined) return null;
    this.#units ??= this.layout.unitsById();
    const unitOf = await this.#units;
    const unit = first.unitId === null ? await this.unit(null) : await unitOf(first.unitId);
    if (more.every(({ unitId }) => unitId === first.unitId)) {
      const value = more.reduce((sum, amount) => sum.plus(amount.value), first.value);
      return { value: decimalText(inCode(value, unit)), unit: unit.code };
    }
    return this.sum(await Promise.all(amounts.map(({ value, unitId }) => this.quantity(value, unitId))));
  }

  async unit(unitId: number | null): Promise<UnitMeaning> {
    if (unitId === null) throw this.error('NOT_SUPPORTED_BY_SOURCE', 'Odoo names no unit for a quantity');
    return this.layout.unit(unitId);
  }

  /** The sum in the first quantity's unit. Errors: GraphError where a unit cannot be converted into it. */
  sum(quantities: readonly Quantity[]): Quantity | null {
    const [first] = quantities;
    if (first === undefined) return null;
    let total = decimal(0);
    for (const { value, unit } of quantities) {
      const part = convert(value, unit, first.unit);
      if (part === undefined) {
        throw this.error('NOT_SUPPORTED_BY_SOURCE', `Odoo counts the same in ${unit} and in ${first.unit}`);
      }
      total = total.plus(part);
    }
    return { value: decimalText(total), unit: first.unit };
  }

  async ref(model: ModelName, id: number): Promise<ExternalRef> {
    const { major } = await this.session.version();
    const path =
      major >= 18 ? `/odoo/${model}/${id}` : `/web#id=${id}&model=${encodeURIComponent(model)}&view_type=form`;
    const url = this.session.url.replace(/\/$/, '') + path;
    return { system: 'ERP', connection: this.connection, type: model, id: String(id), url };
  }

  error(code: ConstructorParameters<typeof GraphError>[0], message: string): GraphError {
    return new GraphError(code, message, { system: 'ERP', connection: this.connection });
  }
}

/** RFC 3339 of Odoo's UTC text; null where it is not set. */
export function instantIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? `${value.slice(0, 10)}T${value.slice(11, 19)}Z` : null;
}
