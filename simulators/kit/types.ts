/** One request as a simulator's back end sees it: the body is read whole before anything happens. */
export interface HttpRequest {
  readonly httpMethod: string;
  /** Path without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** When the request had come in, in milliseconds of the epoch; a fault may make its work begin later. */
  readonly receivedAt?: number;
  /** The server's own second run of the call, after the first lost a race against another transaction. */
  readonly isRerun?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What a request asks for, in the back end's own words: faults match it and the exchange log keeps it. */
export interface Call {
  /** Record kind: an Odoo model, a REST collection; null where there is none. */
  readonly model: string | null;
  /** Odoo method, or the HTTP method of a REST call. */
  readonly method: string;
  readonly path: string;
  readonly argumentNames: readonly string[];
  readonly ids: readonly (string | number)[];
  /** Fields that are asked for, where the call names any. */
  readonly fields?: readonly string[] | undefined;
}

/** The part of a simulator that is its own: reading a call out of a request, answering it, starting afresh. */
export interface Backend {
  describe(request: HttpRequest): Call;
  /** Has committed its effects when it returns. A throw becomes HTTP 500 and is printed: it is a bug of the simulator. */
  answer(request: HttpRequest, call: Call): HttpAnswer | Promise<HttpAnswer>;
  /** Empties state and journal to the freshly installed ones. */
  reset(): void;
  /** What only this product has on its side port; undefined for what it does not know. */
  side?(request: HttpRequest): HttpAnswer | undefined;
  close?(): void;
}
