import { exchangeFolder } from '../../lib/config/environment.ts';
import { noteKindsIn } from './exchange-file.ts';
import { ExchangeLog } from './exchanges.ts';
import { faultGate } from './fault-gate.ts';
import { FaultBook } from './faults.ts';
import { HeldCalls } from './held-calls.ts';
import { listen } from './http.ts';
import { type Journal, openJournal } from './journal.ts';
import { sidePort } from './side-port.ts';
import { openStore, type Store } from './store.ts';
import type { Backend } from './types.ts';

export interface SimulatorOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly sidePort: number;
  /** SQLite file, or `:memory:`. */
  readonly data: string;
  readonly createBackend: (store: Store, journal: Journal) => Backend;
  /** Names the back end in what a run of tests keeps of its calls, e.g. `odoo-19`. */
  readonly label?: string;
}

export interface Simulator {
  readonly url: string;
  readonly sideUrl: string;
  close(): Promise<void>;
}

/** Starts a back end behind its fault gate on one port, and its side port on another. In this process: tests use it as it is. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const store = openStore(options.data);
  const journal = openJournal(store);
  const backend = options.createBackend(store, journal);
  const faults = new FaultBook();
  const exchanges = new ExchangeLog();
  const held = new HeldCalls();
  const folder = exchangeFolder();
  const note = folder ? noteKindsIn(folder, options.label ?? '') : undefined;
  const main = await listen(options.port, faultGate(backend, faults, exchanges, held, note));
  const side = await listen(
    options.sidePort,
    sidePort({
      ...{ journal, faults, exchanges, held, reset: () => backend.reset() },
      side: (request) => backend.side?.(request),
    }),
  ).catch(async (error: unknown) => {
    await main.close();
    throw error;
  });
  return {
    url: main.url,
    sideUrl: side.url,
    async close() {
      faults.clear();
      held.release();
      await Promise.all([main.close(), side.close()]);
      backend.close?.();
      store.close();
    },
  };
}
