import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLNamedOutputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { emptyRecord } from '../../lib/record.ts';
import type { Position } from '../canonical/position.ts';
import type { SubgraphError } from '../transports/transport.ts';
import type { ErrorNotes, Note, Path } from './error-notes.ts';
import { leafCheck } from './leaf-values.ts';
import type { CompositeType, FieldShape, SelectionShape } from './selection-shape.ts';
import type { Supergraph } from './supergraph.ts';

type Data = Record<string, unknown>;

/** One lost fetch can cost thousands of fields; so many are listed, and the rest is counted. */
const LISTED_PER_LOSS_MAX = 100;

/**
 * The response as the client asked for it: keys in its order, nulls carried up to the nearest nullable place, and
 * every error at the path where it is felt. `isSubtype` knows types that clients do not see: their objects are null.
 */
export function shapeResponse(
  schema: GraphQLSchema,
  rootType: CompositeType,
  selection: SelectionShape,
  data: Data,
  notes: ErrorNotes,
  isSubtype: Supergraph['isSubtype'] = () => false,
): ExecutionResult {
  const shaper = new ResponseShaper(schema, notes, isSubtype);
  const shaped = shaper.object(rootType, selection, data, undefined);
  const errors = shaper.finish();
  const result = shaped === NULLED ? null : shaped;
  return errors.length > 0 ? { errors, data: result } : { data: result };
}

const NO_NOTES: readonly Note[] = [];

/** A null that a non-null type passes on to what is above. */
const NULLED = Symbol('nulled');

/** A place in the response, from the inside out. */
interface Place {
  readonly above: Place | undefined;
  readonly key: string | number;
}

class ResponseShaper {
  readonly #schema: GraphQLSchema;
  readonly #notes: ErrorNotes;
  readonly #isSubtype: Supergraph['isSubtype'];
  readonly #hasNotes: boolean;
  readonly #errors: GraphQLError[] = [];
  /** Places at or below which there is an error: a null there needs no further word. */
  readonly #explained = new Set<string>();
  readonly #losses = new Map<SubgraphError, { readonly note: Omit<Note, 'below'>; count: number }>();

  constructor(schema: GraphQLSchema, notes: ErrorNotes, isSubtype: Supergraph['isSubtype']) {
    this.#schema = schema;
    this.#isSubtype = isSubtype;
    this.#notes = notes;
    this.#hasNotes = !notes.isEmpty;
  }

  finish(): GraphQLError[] {
    for (const note of this.#notes.placeless) this.#errors.push(graphqlError(note, note.error.message));
    for (const { note, count } of this.#losses.values()) {
      const rest = count - LISTED_PER_LOSS_MAX;
      if (rest > 0) this.#errors.push(graphqlError(note, `${note.error.message} (and ${rest} more fields)`));
    }
    return this.#errors;
  }

  object(type: CompositeType, selection: SelectionShape, value: Data, place: Place | undefined): Data | typeof NULLED {
    const fields = selection.fieldsOf(type);
    const losses = this.#hasNotes ? this.#reportNotes(fields, value, place) : NO_NOTES;
    let [felt] = losses;
    const out = emptyRecord();
    for (const field of fields) {
      if (field.type === undefined) {
        out[field.key] = field.name === '__typename' ? type.name : value[field.source];
        continue;
      }
      const found = value[field.source];
      if (field.isFine?.(found)) {
        out[field.key] = found;
        continue;
      }
      const below: Place = { above: place, key: field.key };
      if (field.refusal !== undefined) this.#refuse(field.refusal, below);
      else if (found === undefined && losses[0]) {
        this.#reportLoss(losses[0], below);
        felt = undefined;
      } else if (found === undefined && !this.#notes.unknown.has(value) && !this.#isExplained(below)) {
        this.#misfit(`No subgraph answered field ${type.name}.${field.name}.`, below);
      }
      const completed = this.#complete(field.type, field, found, below, type);
      if (completed === NULLED) return NULLED;
      out[field.key] = completed;
    }
    // what cost none of the client's fields is told all the same
    for (const loss of losses) if (loss !== losses[0] || loss === felt) this.#reportLoss(loss, place);
    return out;
  }

  #complete(
    type: GraphQLOutputType,
    field: FieldShape,
    value: unknown,
    place: Place,
    parent: CompositeType,
  ): unknown | typeof NULLED {
    if (isNonNullType(type)) {
      const completed = this.#complete(type.ofType, field, value, place, parent);
      if (completed !== null) return completed;
      this.#explainNull(parent, field, place);
      return NULLED;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) return this.#list(type.ofType, field, value, place, parent);
    if (isLeafType(type)) return this.#leaf(type, value, place);
    if (typeof value !== 'object' || Array.isArray(value)) {
      return this.#misfit(`Expected an object for field ${parent.name}.${field.name}.`, place);
    }
    const runtimeType = this.#runtimeType(type, value as Data);
    if (!runtimeType) return this.#strangeType(type, value as Data, place);
    const completed = this.object(runtimeType, field.below, value as Data, place);
    return completed === NULLED ? null : completed;
  }

  #list(
    itemType: GraphQLOutputType,
    field: FieldShape,
    value: unknown,
    place: Place,
    parent: CompositeType,
  ): unknown[] | null {
    if (!Array.isArray(value)) return this.#misfit(`Expected a list for field ${parent.name}.${field.name}.`, place);
    const out: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const completed = this.#complete(itemType, field, item, { above: place, key: index }, parent);
      if (completed === NULLED) return null;
      out.push(completed);
    }
    return out;
  }

  #leaf(type: GraphQLLeafType, value: unknown, place: Place): unknown {
    if (leafCheck(type)(value)) return value;
    try {
      return type.serialize(value) ?? null;
    } catch (error) {
      return this.#misfit(error instanceof Error ? error.message : String(error), place);
    }
  }

  /** What a subgraph answered does not fit the schema. */
  #misfit(message: string, place: Place): null {
    this.#say(message, place, 'INTERNAL');
    return null;
  }

  #refuse(message: string, place: Place): void {
    this.#say(message, place, 'BAD_USER_INPUT');
  }

  #say(message: string, place: Place, code: string): void {
    const path = pathOf(place);
    this.#errors.push(new GraphQLError(message, { path, extensions: { code, isRetryable: false } }));
    this.#explain(path);
  }

  #strangeType(type: GraphQLNamedOutputType, { __typename }: Data, place: Place): null {
    if (typeof __typename === 'string' && this.#isSubtype(__typename, type.name)) return null;
    return this.#misfit(`Expected an object of type ${type.name}.`, place);
  }

  /** An interface stands for itself where a subgraph knows its objects no closer (@interfaceObject). */
  #runtimeType(type: GraphQLOutputType, value: Data): CompositeType | undefined {
    if (isObjectType(type)) return type;
    if (!isAbstractType(type)) return undefined;
    const typename = value.__typename;
    const named = typeof typename === 'string' ? this.#schema.getType(typename) : type;
    if (isObjectType(named) && this.#schema.isSubType(type, named)) return named;
    return named === type && 'getFields' in type ? type : undefined;
  }

  /** Answers the losses that are no field's of the client; the first explains why fields of this object are not there. */
  #reportNotes(fields: readonly FieldShape[], value: Data, place: Place | undefined): readonly Note[] {
    const losses: Note[] = [];
    for (const note of this.#notes.of(value)) {
      const [source, ...rest] = note.below;
      const shown = source === undefined ? [] : fields.filter((field) => field.source === source);
      if (shown.length === 0) {
        losses.push(note);
        continue;
      }
      const there = value[source as string];
      // what another subgraph supplied makes up for it
      if (rest.length === 0 && (there ?? null) !== null && !note.error.isBesideValue) continue;
      const led = leadingPart(rest, there);
      for (const { key, below } of shown) {
        this.#report(note, note.error.message, [...pathOf(place), key, ...clientPath(led, below.position)]);
      }
    }
    return losses;
  }

  #reportLoss(note: Note, place: Place | undefined): void {
    const loss = this.#losses.get(note.error) ?? { note, count: 0 };
    this.#losses.set(note.error, loss);
    loss.count += 1;
    if (loss.count <= LISTED_PER_LOSS_MAX) this.#report(note, note.error.message, pathOf(place));
    else this.#explain(pathOf(place));
  }

  #explainNull(parent: CompositeType, field: FieldShape, place: Place): void {
    const path = pathOf(place);
    if (this.#explained.has(pathKey(path))) return;
    this.#say(`Cannot return null for non-nullable field ${parent.name}.${field.name}.`, place, 'INTERNAL');
  }

  #report(note: Omit<Note, 'below'>, message: string, path: Path): void {
    this.#errors.push(graphqlError(note, message, path.length > 0 ? path : undefined));
    this.#explain(path);
  }

  #isExplained(place: Place): boolean {
    return this.#hasNotes && this.#explained.has(pathKey(pathOf(place)));
  }

  #explain(path: Path): void {
    for (let length = path.length; length > 0; length -= 1) {
      const key = pathKey(path.slice(0, length));
      if (this.#explained.has(key)) return;
      this.#explained.add(key);
    }
  }
}

function graphqlError({ error, serviceName }: Omit<Note, 'below'>, message: string, path?: Path): GraphQLError {
  return new GraphQLError(message, {
    ...(path ? { path } : {}),
    originalError: error.originalError ?? null,
    extensions: { ...error.extensions, serviceName },
  });
}

/** So much of a path as leads from `value` to something; a null stands for all that was to be below it. */
function leadingPart(path: Path, value: unknown): Path {
  let at = value;
  for (const [length, key] of path.entries()) {
    if (at === null || at === undefined) return path;
    if (typeof at !== 'object' || !Object.hasOwn(at, key) || (Array.isArray(at) && typeof key !== 'number')) {
      return path.slice(0, length);
    }
    at = (at as Record<string | number, unknown>)[key];
  }
  return path;
}

/** A path of the plan's data in the client's words, as far as the client asked for what is there. */
function clientPath(path: Path, position: Position | undefined): Path {
  const words: (string | number)[] = [];
  let at = position;
  for (const entry of path) {
    if (typeof entry === 'number') {
      words.push(entry);
      continue;
    }
    const field = at?.clientField(entry);
    if (!field) break;
    words.push(field.key);
    at = field.below;
  }
  return words;
}

const pathKey = (path: Path): string => path.join('\u0000');

function pathOf(place: Place | undefined): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at = place; at; at = at.above) path.unshift(at.key);
  return path;
}
