import type { SubgraphError } from '../transports/transport.ts';

type Data = Record<string, unknown>;
export type Path = readonly (string | number)[];

/** An error of a subgraph on its way to the response. */
export interface Note {
  readonly error: SubgraphError;
  readonly serviceName: string;
  /** Below the object that the note hangs on; empty when all that a fetch would have added to the object is lost. */
  readonly below: Path;
}

/**
 * Errors, kept at the objects of the merged answer that they concern. Where an object ends up in the response, and
 * how often, is known only when the response is shaped: then its notes get their paths.
 */
export class ErrorNotes {
  readonly #notes = new Map<object, Note[]>();
  /** Errors that concern no place. */
  readonly placeless: Omit<Note, 'below'>[] = [];

  /** Objects that a subgraph did not know: what it would have added is null without an error. */
  readonly unknown = new WeakSet<object>();

  /** Objects that a subgraph nulled because of an error below: the error says why everything of it is missing. */
  readonly nulled = new WeakSet<object>();

  get isEmpty(): boolean {
    return this.#notes.size === 0 && this.placeless.length === 0;
  }

  of(object: object): readonly Note[] {
    return this.#notes.get(object) ?? [];
  }

  /** All that a fetch would have added to the object is lost. */
  addLoss(object: object, serviceName: string, error: SubgraphError): void {
    this.#add(object, { error, serviceName, below: [] });
  }

  /** The error belongs to `path` below `root`; the note hangs on the last object that is there. */
  addAt(root: Data, path: Path, serviceName: string, error: SubgraphError): void {
    let holder: object = root;
    let below: Path = path;
    let value: unknown = root;
    for (const [index, key] of path.entries()) {
      if (!Object.hasOwn(value as object, key)) break;
      value = (value as Record<string | number, unknown>)[key];
      if (value === null || typeof value !== 'object') break;
      if (Array.isArray(value)) continue;
      holder = value;
      below = path.slice(index + 1);
    }
    this.#add(holder, { error, serviceName, below });
  }

  #add(object: object, note: Note): void {
    const notes = this.#notes.get(object);
    if (notes) notes.push(note);
    else this.#notes.set(object, [note]);
  }
}
