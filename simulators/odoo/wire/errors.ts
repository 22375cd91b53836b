import { type HttpAnswer, json } from '../../kit/index.ts';
import { OdooError } from '../orm/errors.ts';

/** An answer of the web framework rather than of the business: carries its own HTTP status. */
export class HttpError extends OdooError {
  readonly status: number;
  constructor(status: number, name: string, message: string) {
    super(`werkzeug.exceptions.${name}`, message, [message, status]);
    this.status = status;
  }
}

export const notFound = (message: string) => new HttpError(404, 'NotFound', message);
export const unauthorized = (message: string) => new HttpError(401, 'Unauthorized', message);
export const unprocessable = (message: string) => new HttpError(422, 'UnprocessableEntity', message);

const STATUS: Readonly<Record<string, number>> = {
  'odoo.exceptions.UserError': 422,
  'odoo.exceptions.ValidationError': 422,
  'odoo.exceptions.AccessError': 403,
  'odoo.exceptions.AccessDenied': 403,
  'odoo.exceptions.MissingError': 404,
  'odoo.exceptions.LockError': 409,
};

/** What both protocols tell of an error. The traceback is only hinted at. */
export function errorData(error: OdooError) {
  const short = error.python.replace(/^builtins\./, '');
  return {
    name: error.python,
    message: error.message,
    arguments: error.arguments,
    context: {},
    debug: `Traceback (most recent call last):\n  File "/odoo/http.py", in dispatch\n${short}: ${error.message}\n`,
  };
}

export function json2Error(error: OdooError): HttpAnswer {
  const status = error instanceof HttpError ? error.status : (STATUS[error.python] ?? 500);
  return json(status, errorData(error), status === 401 ? { 'www-authenticate': 'bearer' } : {});
}

export function htmlPage(status: number, title: string, text: string): HttpAnswer {
  const body = `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
