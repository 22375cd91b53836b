import { setTimeout as sleep } from 'node:timers/promises';

/** The side port of a simulator: what it did, and what is to go wrong. */
export interface SidePort {
  journal(after?: number): Promise<JournalRow[]>;
  /** Every call in order. */
  calls(): Promise<SeenCall[]>;
  forgetCalls(): Promise<void>;
  fault(fault: object | object[]): Promise<void>;
  /** Adds to the faults that are there. */
  addFault(fault: object | object[]): Promise<void>;
  clearFaults(): Promise<void>;
  /** Calls that a `hold` fault has stopped. */
  held(): Promise<HeldCall[]>;
  /** Waits until a `hold` fault has stopped a call: now others act. */
  untilHeld(): Promise<HeldCall>;
  /** Lets one held call go, or all. */
  release(n?: number): Promise<void>;
}

export interface HeldCall {
  n: number;
  model: string | null;
  method: string;
  path?: string;
  ids: (string | number)[];
}

export interface JournalRow {
  n: number;
  at: string;
  call: string;
  model: string;
  id: number | string;
  effect: string;
  quantity: number | string | null;
  lots: unknown;
}

export interface SeenCall {
  n: number;
  model: string | null;
  method: string;
  path?: string;
  ids: (string | number)[];
  /** Fields that were asked for, where the call named any. */
  fields?: string[];
  trace?: Record<string, string>;
  /** The client hung up before it had the answer. */
  isAbandoned?: boolean;
}

export function sidePort(url: string): SidePort {
  const lines = async <T>(path: string): Promise<T[]> =>
    (await (await fetch(`${url}${path}`)).text())
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T);
  const put = async (method: string, body?: unknown) => {
    const response = await fetch(`${url}/faults`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(await response.text());
  };
  const held = async () => (await (await fetch(`${url}/held`)).json()) as HeldCall[];
  return {
    journal: (after = 0) => lines(`/journal?after=${after}`),
    calls: async () => (await (await fetch(`${url}/exchanges?all=1`)).json()) as SeenCall[],
    forgetCalls: async () => void (await fetch(`${url}/exchanges`, { method: 'DELETE' })),
    fault: (fault) => put('PUT', fault),
    addFault: (fault) => put('POST', fault),
    clearFaults: () => put('DELETE'),
    held,
    async untilHeld() {
      for (;;) {
        const [first] = await held();
        if (first) return first;
        await sleep(10);
      }
    },
    release: async (n) => void (await fetch(`${url}/release${n === undefined ? '' : `?n=${n}`}`, { method: 'POST' })),
  };
}
