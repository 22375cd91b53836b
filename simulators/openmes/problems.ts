/** An answer that is not a success, as Laravel shapes it. Rolls the request's transaction back. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly errors: Record<string, string[]> | undefined;
  readonly headers: Record<string, string>;
  constructor(
    status: number,
    message: string,
    options: { errors?: Record<string, string[]>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

export const notFound = (what: string): HttpProblem => new HttpProblem(404, `No query results for ${what}.`);
export const refused = (message: string): HttpProblem => new HttpProblem(422, message);

export interface Rule {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'date' | 'array' | 'object';
  readonly required?: boolean;
  /** Smallest number, or fewest entries of an array. */
  readonly min?: number;
  /** Greatest number, most entries, or longest text. */
  readonly max?: number;
  readonly in?: readonly string[];
}

/** Checks a body's fields, all findings together. `prefix` is where the fields lie, for example `orders.0.`. */
export function findings(
  body: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, Rule>>,
  prefix = '',
): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  for (const [field, rule] of Object.entries(rules)) {
    const finding = checkField(field.replaceAll('_', ' '), body[field], rule);
    if (finding !== undefined) errors[`${prefix}${field}`] = [finding];
  }
  return errors;
}

/** Throws 422 with every finding. */
export function validate(body: Readonly<Record<string, unknown>>, rules: Readonly<Record<string, Rule>>): void {
  throwIfAny(findings(body, rules));
}

export function throwIfAny(errors: Record<string, string[]>): void {
  if (Object.keys(errors).length > 0) throw new HttpProblem(422, 'The given data was invalid.', { errors });
}

function checkField(name: string, value: unknown, rule: Rule): string | undefined {
  if (value === undefined || value === null || value === '')
    return rule.required ? `The ${name} field is required.` : undefined;
  if (!hasType(value, rule.type)) return `The ${name} field must be ${article(rule.type)} ${rule.type}.`;
  if (rule.in && !rule.in.includes(String(value))) return `The selected ${name} is invalid.`;
  const size = rule.type === 'string' || rule.type === 'array' ? (value as string).length : Number(value);
  if (rule.min !== undefined && size < rule.min) return `The ${name} field must be at least ${rule.min}.`;
  if (rule.max !== undefined && size > rule.max) return `The ${name} field must not be greater than ${rule.max}.`;
  return undefined;
}

function hasType(value: unknown, type: Rule['type']): boolean {
  switch (type) {
    case 'number':
      return (typeof value === 'number' || typeof value === 'string') && Number.isFinite(Number(value));
    case 'integer':
      return (typeof value === 'number' || typeof value === 'string') && Number.isInteger(Number(value));
    case 'date':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

const article = (type: string): string => (/^[aio]/.test(type) ? 'an' : 'a');
