import type { OdooCall } from './call.ts';
import { type CallSite, errorOfFailure, errorOfFault, errorOfStrangeAnswer, isOdooError } from './faults.ts';
import { type HttpAnswer, type HttpClient, HttpFailure } from './http.ts';
import { parseJson } from './json.ts';
import type { Access, OdooTransport, SendOptions } from './transport.ts';

/** JSON-2, Odoo 19 and later: one POST per call, named arguments, the bare result. */
export function json2Transport(connection: string, client: HttpClient): OdooTransport {
  return {
    kind: 'json2',
    async call(access: Access, call: OdooCall, options: SendOptions) {
      const site: CallSite = { connection, call, kind: options.kind, secret: access.secret };
      let answer: HttpAnswer;
      try {
        answer = await client.send(
          {
            method: 'POST',
            path: `/json/2/${encodeURIComponent(call.model)}/${encodeURIComponent(call.method)}`,
            headers: {
              authorization: `bearer ${access.secret}`,
              'content-type': 'application/json',
              'x-odoo-database': access.database,
            },
            body: JSON.stringify({
              ...call.args,
              ...(call.ids === undefined ? {} : { ids: call.ids }),
              ...(call.context === undefined ? {} : { context: call.context }),
            }),
          },
          options,
        );
      } catch (error) {
        throw error instanceof HttpFailure ? errorOfFailure(site, error) : error;
      }
      return resultOf(site, answer);
    },
    forgetUser: () => false,
    close: () => client.close(),
  };
}

function resultOf(site: CallSite, answer: HttpAnswer): unknown {
  const body = parseJson(answer);
  if (body === undefined) throw errorOfStrangeAnswer(site, answer);
  if (answer.status === 200) return body.value;
  if (answer.status < 400 || !isOdooError(body.value)) throw errorOfStrangeAnswer(site, answer);
  throw errorOfFault(site, body.value, answer.status);
}
