import type { HttpRequest } from '../../kit/index.ts';

/** What `stock.quant.create` takes out of the dictionaries that it was given. */
const TAKEN = ['inventory_quantity', 'inventory_quantity_auto_apply'];

/**
 * A call that the server runs again after it lost a race. Over JSON-RPC the second run sees the arguments as the first
 * has left them: a count that was taken out of them is not made again, and an empty quant is the answer. JSON-2 reads its
 * arguments anew each time.
 */
export function asLeftByFirstRun(request: HttpRequest): HttpRequest {
  if (request.isRerun !== true || request.path !== '/jsonrpc') return request;
  const body = JSON.parse(request.body.toString()) as { params?: { args?: unknown[] } };
  const [, , , model, method, args, named] = body.params?.args ?? [];
  if (model !== 'stock.quant' || method !== 'create') return request;
  take(args);
  take(named);
  return { ...request, body: Buffer.from(JSON.stringify(body)) };
}

function take(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) take(one);
    return;
  }
  const row = value as Record<string, unknown>;
  for (const field of TAKEN) delete row[field];
  take(row.vals_list);
}
