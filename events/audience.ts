import type { Log } from '../lib/log.ts';
import type { HubDatabase } from '../store/db.ts';
import { sendHint } from './hints.ts';

/** Shorter than a plant stays active after the last that was heard of it. */
const REPEAT_MS = 20_000;

/** Who listens to production status in this process; those that poll the plants are told as long as somebody does. */
export class Audience {
  readonly #db: HubDatabase;
  readonly #log: Log;
  readonly #listeners = new Set<{ readonly plants: readonly string[] }>();
  /** Plants that were told of since the last repeat. */
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(db: HubDatabase, log: Log) {
    this.#db = db;
    this.#log = log;
  }

  /** Returns what takes the listener away. */
  add(plants: readonly string[]): () => void {
    const listener = { plants };
    this.#listeners.add(listener);
    this.#tell(plants);
    this.#timer ??= setInterval(() => this.#repeat(), REPEAT_MS).unref();
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #repeat(): void {
    this.#told.clear();
    this.#tell([...this.#listeners].flatMap(({ plants }) => plants));
  }

  #tell(plants: readonly string[]): void {
    const untold = [...new Set(plants)].filter((plant) => !this.#told.has(plant));
    if (untold.length === 0) return;
    for (const plant of untold) this.#told.add(plant);
    sendHint(this.#db, { plants: untold }).catch((error: Error) =>
      this.#log.warn('those that poll could not be told of a listener', { error: error.message }),
    );
  }
}
