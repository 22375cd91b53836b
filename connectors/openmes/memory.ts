import { LruMap } from '../../lib/lru.ts';

const ORDERS = 10_000;

/**
 * What a connection remembers from one request to the next: which id an order's number had, and how long a list was.
 * Both are hints only, of which way to read costs least: the order that an id leads to tells its number, and another
 * number is searched for.
 */
export class Memory {
  readonly orders = new LruMap<{ id: number; hasStarted: boolean }>(ORDERS);
  readonly #pages = new Map<string, number>();

  /** Undefined for a list that was never read. */
  pagesOf(path: string): number | undefined {
    return this.#pages.get(path);
  }

  noteLength(path: string, pages: number): void {
    this.#pages.set(path, pages);
  }
}
