import type { ServerResponse } from 'node:http';
import type { ExchangeLog } from './exchanges.ts';
import { type FaultBook, parseFaults } from './faults.ts';
import type { HeldCalls } from './held-calls.ts';
import { json, send } from './http.ts';
import type { Journal } from './journal.ts';
import type { HttpAnswer, HttpRequest } from './types.ts';

export interface SideParts {
  readonly journal: Journal;
  readonly faults: FaultBook;
  readonly exchanges: ExchangeLog;
  readonly held: HeldCalls;
  reset(): void;
  side?(request: HttpRequest): HttpAnswer | undefined;
}

const HELP = `GET /journal?after=N      effects, one JSON object a line
GET|PUT|POST|DELETE /faults  list, replace by, add (a fault or a list of them), remove all
GET /exchanges            kinds of calls seen; ?all=1 each call (&after=N); DELETE forgets them
GET /held                 calls that a hold fault has stopped; POST /release?n=N lets one go, without n all
POST /reset               back to the freshly installed state
`;

/** The port that tests and demos use to look behind the wire protocol; no client of the back end knows it. */
export function sidePort(parts: SideParts) {
  return async (request: HttpRequest, response: ServerResponse): Promise<void> => {
    send(response, route(parts, request));
  };
}

function route(parts: SideParts, request: HttpRequest): HttpAnswer {
  const { journal, faults, exchanges, held } = parts;
  const after = Number(request.query.get('after') ?? 0);
  switch (`${request.httpMethod} ${request.path}`) {
    case 'GET /':
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: HELP };
    case 'GET /journal': {
      const lines = journal.after(after).map((row) => `${JSON.stringify(row)}\n`);
      return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: lines.join('') };
    }
    case 'GET /faults':
      return json(200, faults.list());
    case 'PUT /faults':
    case 'POST /faults':
      try {
        const list = parseFaults(JSON.parse(request.body.toString()));
        if (request.httpMethod === 'PUT') faults.replace(list);
        else faults.add(list);
        return json(200, faults.list());
      } catch (error) {
        return json(400, { message: error instanceof Error ? error.message : String(error) });
      }
    case 'DELETE /faults':
      faults.clear();
      return json(200, []);
    case 'GET /exchanges':
      return json(200, request.query.has('all') ? exchanges.all(after) : exchanges.kinds());
    case 'DELETE /exchanges':
      exchanges.clear();
      return json(200, []);
    case 'GET /held':
      return json(200, held.list());
    case 'POST /release':
      return json(200, held.release(request.query.has('n') ? Number(request.query.get('n')) : undefined));
    case 'POST /reset':
      faults.clear();
      held.release();
      exchanges.clear();
      parts.reset();
      return json(200, { reset: true });
    default:
      return (
        parts.side?.(request) ??
        json(404, { message: `no ${request.httpMethod} ${request.path}; GET / lists what there is` })
      );
  }
}
