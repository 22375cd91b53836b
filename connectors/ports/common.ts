import type { SystemName } from '../../lib/problem.ts';

/** `value` in plain decimal notation, `unit` a UN/CEFACT Recommendation 20 code. */
export interface Quantity {
  value: string;
  unit: string;
}

export interface ExternalRef {
  system: SystemName;
  connection: string;
  /** The back end's own type name, for example mrp.production. */
  type: string;
  id: string;
  url?: string | null;
}

export interface Page<T> {
  nodes: T[];
  hasNextPage: boolean;
  /** Opaque; null for an empty page. */
  endCursor: string | null;
  /** The position after each node, where a caller may stop in the middle of the page. */
  cursors?: readonly string[];
}

export interface PageArgs {
  /** 1 to 200. */
  first: number;
  after?: string | null;
}

/** What a connector needs to know of a plant that it serves. */
export interface PlantBinding {
  code: string;
  /** IANA name. */
  timeZone: string;
  /** The warehouse's code in the ERP. */
  warehouse: string;
}

/** Counts calls to back ends, by connection and kind of record; see lib/call-counter. */
export interface CallRecorder {
  count(connection: string, kind: string): void;
}

/** What the reads of one request share. */
export interface ReadOptions {
  calls?: CallRecorder;
  /** Ends with the request. */
  signal?: AbortSignal;
  /** Plants that the reads are made for: reads of one never take every place of another's. None: the hub's own. */
  plants?: readonly string[];
  /** Names what the caller may see: reads under way are shared with callers of the same rights only, and without it with nobody. */
  rights?: string;
}

/** `error`: the hub cannot work with it. `warning`: a part of it does not work. `note`: for those who wonder. */
export type FindingLevel = 'ok' | 'note' | 'warning' | 'error';

export interface Finding {
  level: FindingLevel;
  /** For people; a whole sentence without its stop. */
  text: string;
  /** What to do about it. */
  todo?: string;
  /** The same from one examination to the next although the text changes; the text itself where left out. */
  about?: string;
}

/** What a connection can say of itself; nothing in it is secret. */
export interface ConnectionReport {
  connection: string;
  kind: string;
  url: string;
  version: string | null;
  isReachable: boolean;
  findings: Finding[];
  /** Keys of the connection's user that end; the back end may not tell which of several is in use. */
  keys?: readonly ExpiringKey[];
}

export interface ExpiringKey {
  /** The back end's id of the key; no part of it. */
  id: string;
  name: string;
  expiresAt: Date;
}
