/** What is told in each stream. Amounts are totals; `value` in plain decimal notation, `unit` a UN/CEFACT code. */
export interface EventPayloads {
  qualityHold: {
    kind: 'PLACED' | 'RELEASED' | 'ENFORCEMENT_CHANGED';
    holdId: string;
    itemNumber: string | null;
  };
  productionStatus: {
    kind: 'STATE_CHANGED' | 'PROGRESS' | 'CONFIRMED' | 'SCRAPPED';
    orderNumber: string;
    operationNumber: string | null;
    /** ProductionOrderState as it was when the event happened. */
    state: string | null;
    good: Amount | null;
    scrap: Amount | null;
  };
  /** Written by the ledger's own trigger (migration 032), never by code. */
  commandStatus: { commandId: string; status: string; type: string };
  engineeringChange: { changeNumber: string | null; kind: string };
  /** About the hub itself, for its operators: a back end that went away or came back, a key that ends soon. */
  system:
    | { kind: 'CONNECTION_UP' | 'CONNECTION_DOWN'; connection: string; message: string }
    | {
        kind: 'CONNECTION_KEY_EXPIRES';
        connection: string;
        message: string;
        /** The name that its user gave the key, no part of it. */
        keyName: string;
        expiresAt: string;
        /** 14, 7 or 1: so many days are left, or fewer. */
        days: number;
      };
}

export type Stream = keyof EventPayloads;

export interface Amount {
  value: string;
  unit: string;
}

/** One fact to append. `source`: where it was told to the hub; the same name and key twice is stored once. */
export type NewEvent = {
  [S in Exclude<Stream, 'commandStatus'>]: {
    stream: S;
    /** Only who may see all of them hears of it. */
    plantCodes: readonly string[];
    payload: EventPayloads[S];
    /** Now, where left out. */
    occurredAt?: Date;
    source?: { name: string; key: string };
  };
}[Exclude<Stream, 'commandStatus'>];

/** One event as readers get it. `cursor`: give it back to go on after it. */
export interface HubEvent<S extends Stream = Stream> {
  cursor: string;
  eventId: string;
  occurredAt: string;
  recordedAt: string;
  stream: S;
  plantCodes: readonly string[];
  payload: EventPayloads[S];
}

/** What a reader wants and may see. */
export interface EventFilter<S extends Stream = Stream> {
  stream: S;
  /** The plants that the caller may see; an event of any other plant is not read. */
  visiblePlants: ReadonlySet<string>;
  plantCode?: string | undefined;
  /** All of these: `orderNumber`, `itemNumber`, `holdId`, `commandId`, `changeNumber`. */
  keys?: Readonly<Partial<Record<EventKey, string | undefined>>>;
  /** Of what waits for its reader, only the newest event of the same plants and keys. */
  isLatestOnly?: boolean;
}

export type EventKey = 'orderNumber' | 'itemNumber' | 'holdId' | 'commandId' | 'changeNumber';
