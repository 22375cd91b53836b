import type { HttpAnswer, HttpRequest } from '../../kit/index.ts';
import { OdooError } from '../orm/errors.ts';
import { errorData } from './errors.ts';
import type { Json2Server } from './json2.ts';
import { callService } from './services.ts';
import { answerXml, CannotMarshalNone, faultXml, parseCall } from './xml-values.ts';

/** `POST /xmlrpc/2/<service>`: errors are faults; a method that returns None has done its work and yet faults. */
export function answerXmlRpc(server: Json2Server, request: HttpRequest): HttpAnswer {
  const service = request.path.split('/').at(-1) ?? '';
  const { method, params } = parseCall(request.body.toString());
  try {
    return page(answerXml(callService({ ...server, receivedAt: request.receivedAt }, service, method, params)));
  } catch (error) {
    if (error instanceof CannotMarshalNone) return page(faultXml(1, `TypeError: ${error.message}\n`));
    if (!(error instanceof OdooError)) throw error;
    const code = FAULTS[error.python] ?? 1;
    return page(faultXml(code, code === 1 ? errorData(error).debug : error.message));
  }
}

const FAULTS: Readonly<Record<string, number>> = {
  'odoo.exceptions.UserError': 2,
  'odoo.exceptions.ValidationError': 2,
  'odoo.exceptions.MissingError': 2,
  'odoo.exceptions.AccessDenied': 3,
  'odoo.exceptions.AccessError': 4,
};

function page(body: string): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
}
