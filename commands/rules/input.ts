import { decimal, decimalText, isPlainDecimal } from '../../lib/decimal.ts';
import { businessProblem, type Problem } from '../../lib/problem.ts';
import { whyNotKey } from './key.ts';

/** As it stands in a command's canonical input. */
export type InputQuantity = { value: string; unit: string };
export type InputLot = { lotNumber: string; quantity: InputQuantity | null };

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const TEXT_MAX = 2000;
const LIST_MAX = 1000;
const DIGITS_MAX = 38;

/**
 * Reads the fields of an input object into canonical values and collects what is malformed, each with its path.
 * A field that is null counts as left out. A value that was refused is answered by a neutral one: look at
 * `problems` before using what was read.
 */
export class InputReader {
  readonly problems: Problem[];
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: readonly string[];

  constructor(raw: unknown, path: readonly string[] = [], problems: Problem[] = []) {
    this.problems = problems;
    this.#path = path;
    const isObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
    this.#fields = isObject ? (raw as Record<string, unknown>) : {};
    if (!isObject) this.#refuse('INPUT_INVALID', 'An object is needed here', []);
  }

  /** Refuses fields that the command does not know. */
  only(names: readonly string[]): void {
    for (const name of Object.keys(this.#fields)) {
      if (!names.includes(name)) this.#refuse('INPUT_INVALID', `There is no field ${name}`, [name]);
    }
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  /** A field of the contract that this command does not carry out yet: refused, never left undone in silence. */
  unsupported(name: string, instead: string): void {
    const value = this.#fields[name];
    if (!this.has(name) || value === false || (Array.isArray(value) && value.length === 0)) return;
    this.refuse('FIELD_NOT_SUPPORTED', `${name} is not carried out yet: ${instead}`, [name]);
  }

  refuse(code: string, message: string, path: readonly string[]): void {
    this.#refuse(code, message, path);
  }

  /** A code, number or name that identifies something: never changed but for Unicode's canonical form. */
  key(name: string): string {
    if (this.has(name)) return this.optionalKey(name) ?? '';
    this.#refuse('INPUT_INVALID', `${name} is needed`, [name]);
    return '';
  }

  optionalKey(name: string): string | null {
    if (!this.has(name)) return null;
    const value = this.#fields[name];
    const reason = typeof value === 'string' ? whyNotKey(value) : 'is a text';
    if (reason !== undefined) {
      this.#refuse('KEY_INVALID', `${name} ${reason}`, [name]);
      return '';
    }
    return (value as string).normalize('NFC');
  }

  /** A list of keys. */
  keys(name: string): string[] {
    const values = this.#fields[name];
    if (!Array.isArray(values)) return this.list(name, () => '');
    return values.map((value, index) => {
      const key = String(index);
      const at = [...this.#path, name];
      return new InputReader({ [key]: value }, at, this.problems).key(key);
    });
  }

  /** Free text for people. */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value !== null && value !== '') return value;
    this.#refuse('INPUT_INVALID', `${name} is needed`, [name]);
    return '';
  }

  optionalText(name: string): string | null {
    if (!this.has(name)) return null;
    const value = this.#fields[name];
    if (typeof value !== 'string' || value.length > TEXT_MAX || value.includes('\0')) {
      this.#refuse('INPUT_INVALID', `${name} is a text of at most ${TEXT_MAX} characters`, [name]);
      return null;
    }
    return value.trim().normalize('NFC');
  }

  optionalBoolean(name: string): boolean | null {
    if (!this.has(name)) return null;
    const value = this.#fields[name];
    if (typeof value === 'boolean') return value;
    this.#refuse('INPUT_INVALID', `${name} is true or false`, [name]);
    return null;
  }

  optionalInteger(name: string): number | null {
    if (!this.has(name)) return null;
    const value = this.#fields[name];
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    this.#refuse('INPUT_INVALID', `${name} is a whole number`, [name]);
    return null;
  }

  oneOf<const Value extends string>(name: string, values: readonly Value[], otherwise?: Value): Value {
    const value = this.has(name) ? this.#fields[name] : otherwise;
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) this.#refuse('INPUT_INVALID', `${name} is one of ${values.join(', ')}`, [name]);
    return found ?? (values[0] as Value);
  }

  /** RFC 3339 with an offset, as an instant in UTC. */
  optionalInstant(name: string): string | null {
    if (!this.has(name)) return null;
    const value = this.#fields[name];
    const time = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(time)) return new Date(time).toISOString();
    this.#refuse('INPUT_INVALID', `${name} is an instant with an offset, for example 2026-03-01T06:30:00+01:00`, [
      name,
    ]);
    return null;
  }

  /** `orZero`: nothing at all is a quantity too. */
  quantity(name: string, options: { orZero?: boolean } = {}): InputQuantity {
    const quantity = this.optionalQuantity(name, options);
    if (quantity !== null) return quantity;
    this.#refuse('QUANTITY_INVALID', `${name} is needed`, [name], 'C-04');
    return { value: '1', unit: '' };
  }

  optionalQuantity(name: string, options: { orZero?: boolean } = {}): InputQuantity | null {
    if (!this.has(name)) return null;
    const raw = this.#fields[name] as { value?: unknown; unit?: unknown };
    const reason = whyNotQuantity(raw.value, options.orZero ?? false);
    if (reason !== undefined) this.#refuse('QUANTITY_INVALID', `${name} ${reason}`, [name, 'value'], 'C-04');
    if (typeof raw.unit !== 'string' || !/^[A-Z0-9]{2,3}$/.test(raw.unit)) {
      this.#refuse('QUANTITY_INVALID', `${name} needs a UN/CEFACT unit code`, [name, 'unit'], 'C-04');
    }
    const value = reason === undefined ? decimalText(raw.value as string) : '1';
    return { value, unit: String(raw.unit) };
  }

  /** Each entry of a list, read by a reader of its own. Left out: an empty list. */
  list<Entry>(name: string, read: (entry: InputReader) => Entry): Entry[] {
    if (!this.has(name)) return [];
    const value = this.#fields[name];
    if (!Array.isArray(value) || value.length > LIST_MAX) {
      this.#refuse('INPUT_INVALID', `${name} is a list of at most ${LIST_MAX} entries`, [name]);
      return [];
    }
    return value.map((entry, index) =>
      read(new InputReader(entry, [...this.#path, name, String(index)], this.problems)),
    );
  }

  lots(name: string): InputLot[] {
    return this.list(name, (entry) => {
      entry.only(['lotNumber', 'quantity']);
      return { lotNumber: entry.key('lotNumber'), quantity: entry.optionalQuantity('quantity') };
    });
  }

  #refuse(code: string, message: string, path: readonly string[], rule?: string): void {
    const at = [...this.#path, ...path];
    this.problems.push(
      businessProblem(code, message, {
        ...(at.length === 0 ? {} : { path: at }),
        ...(rule === undefined ? {} : { rule }),
      }),
    );
  }
}

/** What is wrong with the value of a quantity, or undefined. */
function whyNotQuantity(value: unknown, orZero: boolean): string | undefined {
  if (typeof value !== 'string' || !isPlainDecimal(value))
    return 'is a decimal number in plain notation, for example "12.5"';
  if (value.replace(/[-.]/g, '').length > DIGITS_MAX) return `has at most ${DIGITS_MAX} digits`;
  if (value.startsWith('-')) return 'must not be negative';
  if (!orZero && decimal(value).isZero()) return 'must be more than zero';
  return undefined;
}
