import type { Call, HttpRequest } from './types.ts';

export interface ExchangeKind {
  readonly model: string | null;
  readonly method: string;
  /** Sorted names of the arguments. */
  readonly arguments: readonly string[];
  count: number;
}

export interface Exchange {
  readonly n: number;
  readonly at: string;
  readonly model: string | null;
  readonly method: string;
  readonly path: string;
  readonly ids: readonly (string | number)[];
  /** Fields that were asked for; left out where the call names none. */
  readonly fields?: readonly string[];
  /** The ids that the client sent along: x-correlation-id, traceparent, tracestate. */
  readonly trace?: Readonly<Record<string, string>>;
  /** The client hung up before it had the answer. */
  isAbandoned?: boolean;
}

/** Counts every call by kind, and keeps the calls themselves (the last 200,000) in order. In memory only. */
export class ExchangeLog {
  #kinds = new Map<string, ExchangeKind>();
  #calls: Exchange[] = [];
  #n = 0;

  record(call: Call, headers: HttpRequest['headers'] = {}): Exchange {
    const names = [...call.argumentNames].sort();
    const key = JSON.stringify([call.model, call.method, names]);
    const kind = this.#kinds.get(key) ?? { model: call.model, method: call.method, arguments: names, count: 0 };
    kind.count += 1;
    this.#kinds.set(key, kind);
    this.#n += 1;
    const { model, method, path, ids, fields } = call;
    const at = new Date().toISOString();
    const exchange = {
      n: this.#n,
      at,
      model,
      method,
      path,
      ids,
      ...(fields === undefined ? {} : { fields }),
      ...traceOf(headers),
    };
    this.#calls.push(exchange);
    if (this.#calls.length > 220_000) this.#calls = this.#calls.slice(-200_000);
    return exchange;
  }

  kinds(): ExchangeKind[] {
    return [...this.#kinds.values()];
  }

  all(after = 0): Exchange[] {
    return this.#calls.filter((call) => call.n > after);
  }

  clear(): void {
    this.#kinds.clear();
    this.#calls = [];
    this.#n = 0;
  }
}

function traceOf(headers: HttpRequest['headers']): Pick<Exchange, 'trace'> {
  const names = ['x-correlation-id', 'traceparent', 'tracestate'];
  const sent = names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : []));
  return sent.length === 0 ? {} : { trace: Object.fromEntries(sent) };
}
