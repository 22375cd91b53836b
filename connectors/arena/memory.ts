import { LruMap } from '../../lib/lru.ts';
import type * as wire from './wire.ts';

const REVISIONS = 2_000;
const NUMBERS = 10_000;

/** Where a nonconformance was found. */
export interface FoundProcess {
  guid: string;
  /** The step that names its item. */
  itemStep: string | null;
}

/**
 * What a connection remembers from one request to the next: lines of revisions that cannot change any more, and by which
 * GUID a number was found, so that what hangs below is read beside the record instead of after a search for it. A GUID
 * is a hint only: the record that it leads to tells its number, and another number is searched for.
 */
export class Memory {
  readonly bomLines = new LruMap<wire.BomLineRow[]>(REVISIONS);
  readonly changes = new LruMap<string>(NUMBERS);
  readonly processes = new LruMap<FoundProcess>(NUMBERS);
}
