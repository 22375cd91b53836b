/** An error as Odoo raises it: fully qualified python class, message, and arguments as they are shown on the wire. */
export class OdooError extends Error {
  readonly python: string;
  readonly arguments: readonly unknown[];
  /** The mandatory field that was left out, where that is the error. */
  field?: { readonly name: string; readonly string: string };

  constructor(python: string, message: string, args: readonly unknown[] = [message]) {
    super(message);
    this.python = python;
    this.arguments = args;
  }
}

/** Ends a call with an answer, not an error, and yet undoes what it did: load() reports failure this way. */
export class RollbackAnswer extends Error {
  readonly answer: unknown;
  constructor(answer: unknown) {
    super('rolled back');
    this.answer = answer;
  }
}

export const userError = (message: string) => new OdooError('odoo.exceptions.UserError', message);
export const validationError = (message: string) => new OdooError('odoo.exceptions.ValidationError', message);
export const accessError = (message: string) => new OdooError('odoo.exceptions.AccessError', message);
export const valueError = (message: string) => new OdooError('builtins.ValueError', message);
export const typeError = (message: string) => new OdooError('builtins.TypeError', message);
export const indexError = (message: string) => new OdooError('builtins.IndexError', message);

export function notStored(model: string, field: string): OdooError {
  return valueError(`Cannot convert ${model}.${field} to SQL because it is not stored`);
}

export function missingError(model: string, ids: readonly number[], uid: number): OdooError {
  const list = ids.length === 1 ? `${ids[0]},` : ids.join(', ');
  const text = `Record does not exist or has been deleted.\n(Record: ${model}(${list}), User: ${uid})`;
  return new OdooError('odoo.exceptions.MissingError', text);
}

/** A JSON value as python prints it in a message: `'x'`, `True`, `[1, 2]`. */
export function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return value.includes("'") ? `"${value}"` : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, item]) => `${repr(key)}: ${repr(item)}`);
    return `{${entries.join(', ')}}`;
  }
  return String(value);
}

export function reprTuple(values: readonly unknown[]): string {
  return `(${values.map(repr).join(', ')})`;
}
