/** What one request may ask for. A request beyond it is refused before anything is planned or fetched. */
export interface Limits {
  readonly bodyBytes: number;
  readonly tokens: number;
  /** Levels of fields, fragments opened. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields at the root of one operation; also the mutations of one request. */
  readonly rootFields: number;
  /** Fields after all fragments are opened. */
  readonly fields: number;
  /** How often one place of the response may be written, by whatever fragments. */
  readonly repeats: number;
  /** The largest page. */
  readonly first: number;
  /** Objects that the answer may hold, as estimated from `first`. */
  readonly cost: number;
  /** From the request's arrival to its answer; what is missing by then is null with an error. */
  readonly readMs: number;
  /** Deadline of one call to a subgraph, below `readMs`. */
  readonly subgraphMs: number;
  readonly subscriptionsPerSocket: number;
  readonly socketMessageBytes: number;
  /** What a socket's client may leave unread before it is not heard any more. */
  readonly socketUnsentBytes: number;
  /** For how long; then the socket is cut. */
  readonly socketUnsentMs: number;
  readonly connectionInitMs: number;
  /** Time between pings; a client that has not answered by the next one is dropped. */
  readonly pingMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 256 * 1024,
  tokens: 2_000,
  // The query from an order through its bill of materials to stock, lots and holds is 11 deep;
  // connections (nodes) and value types (quantity, value) double that of a flat graph.
  depth: 14,
  aliases: 15,
  directives: 25,
  rootFields: 10,
  fields: 5_000,
  repeats: 100,
  first: 200,
  cost: 100_000,
  readMs: 10_000,
  subgraphMs: 9_000,
  subscriptionsPerSocket: 50,
  socketMessageBytes: 64 * 1024,
  socketUnsentBytes: 1024 * 1024,
  socketUnsentMs: 5_000,
  connectionInitMs: 3_000,
  pingMs: 12_000,
};
