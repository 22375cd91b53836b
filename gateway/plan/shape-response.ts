import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { emptyRecord } from '../../lib/record.ts';
import type { Position } from '../canonical/position.ts';
import type { SubgraphError } from '../transports/transport.ts';
import type { ErrorNotes, Note, Path } from './error-notes.ts';
import type { OutputShape } from './output-shape.ts';
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
  const shaped = shaper.object(rootType, selection, data);
  const errors = shaper.finish();
  const result = shaped === NULLED ? null : shaped;
  return errors.length > 0 ? { errors, data: result } : { data: result };
}

const NO_NOTES: readonly Note[] = [];

/** A null that a non-null type passes on to what is above. */
const NULLED = Symbol('nulled');

class ResponseShaper {
  readonly #schema: GraphQLSchema;
  readonly #notes: ErrorNotes;
  readonly #isSubtype: Supergraph['isSubtype'];
  readonly #hasNotes: boolean;
  readonly #errors: GraphQLError[] = [];
  /** Where in the response the value stands that is looked at; written out where there is an error only. */
  readonly #place: (string | number)[] = [];
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

  object(type: CompositeType, selection: SelectionShape, value: Data): Data | typeof NULLED {
    const fields = selection.fieldsOf(type);
    const losses = this.#hasNotes ? this.#reportNotes(fields, value) : NO_NOTES;
    let [felt] = losses;
    const isNulled = this.#hasNotes && this.#notes.nulled.has(value);
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
      if (found === undefined && isNulled && field.refusal === undefined) {
        if (field.type.isNonNull) return NULLED;
        out[field.key] = null;
        continue;
      }
      this.#place.push(field.key);
      if (field.refusal !== undefined) this.#refuse(field.refusal);
      else if (found === undefined && losses[0]) {
        this.#reportLoss(losses[0]);
        felt = undefined;
      } else if (found === undefined && !this.#notes.unknown.has(value) && !this.#isExplained()) {
        this.#misfit(`No subgraph answered field ${type.name}.${field.name}.`);
      }
      const completed = this.#complete(field.type, field, found, type);
      this.#place.pop();
      if (completed === NULLED) return NULLED;
      out[field.key] = completed;
    }
    // what cost none of the client's fields is told all the same
    for (const loss of losses) if (loss !== losses[0] || loss === felt) this.#reportLoss(loss);
    return out;
  }

  #complete(shape: OutputShape, field: FieldShape, value: unknown, parent: CompositeType): unknown | typeof NULLED {
    const completed = value === null || value === undefined ? null : this.#present(shape, field, value, parent);
    if (completed !== null || !shape.isNonNull) return completed;
    this.#explainNull(parent, field);
    return NULLED;
  }

  /** Null too where an item or a field of the value is missing that must not be. */
  #present(shape: OutputShape, field: FieldShape, value: unknown, parent: CompositeType): unknown {
    if (shape.item) return this.#list(shape.item, field, value, parent);
    if (shape.leaf) return this.#leaf(shape.leaf, value);
    if (typeof value !== 'object' || Array.isArray(value)) {
      return this.#misfit(`Expected an object for field ${parent.name}.${field.name}.`);
    }
    const type = shape.object ?? this.#runtimeType(shape.abstract, value as Data);
    if (!type) return this.#strangeType(shape.abstract, value as Data);
    const completed = this.object(type, field.below, value as Data);
    return completed === NULLED ? null : completed;
  }

  #list(item: OutputShape, field: FieldShape, value: unknown, parent: CompositeType): unknown[] | null {
    if (!Array.isArray(value)) return this.#misfit(`Expected a list for field ${parent.name}.${field.name}.`);
    const out: unknown[] = [];
    const depth = this.#place.push(0) - 1;
    for (let index = 0; index < value.length; index += 1) {
      this.#place[depth] = index;
      const completed = this.#complete(item, field, value[index], parent);
      if (completed === NULLED) {
        this.#place.pop();
        return null;
      }
      out.push(completed);
    }
    this.#place.pop();
    return out;
  }

  #leaf({ type, isFine }: NonNullable<OutputShape['leaf']>, value: unknown): unknown {
    if (isFine(value)) return value;
    try {
      return type.serialize(value) ?? null;
    } catch (error) {
      return this.#misfit(error instanceof Error ? error.message : String(error));
    }
  }

  /** What a subgraph answered does not fit the schema. */
  #misfit(message: string): null {
    this.#say(message, 'INTERNAL');
    return null;
  }

  #refuse(message: string): void {
    this.#say(message, 'BAD_USER_INPUT');
  }

  #say(message: string, code: string): void {
    const path = [...this.#place];
    this.#errors.push(new GraphQLError(message, { path, extensions: { code, isRetryable: false } }));
    this.#explain(path);
  }

  #strangeType(type: GraphQLNamedOutputType | undefined, { __typename }: Data): null {
    const name = type?.name ?? '';
    if (typeof __typename === 'string' && this.#isSubtype(__typename, name)) return null;
    return this.#misfit(`Expected an object of type ${name}.`);
  }

  /** An interface stands for itself where a subgraph knows its objects no closer (@interfaceObject). */
  #runtimeType(type: GraphQLNamedOutputType | undefined, value: Data): CompositeType | undefined {
    if (!isAbstractType(type)) return undefined;
    const typename = value.__typename;
    const named = typeof typename === 'string' ? this.#schema.getType(typename) : type;
    if (isObjectType(named) && this.#schema.isSubType(type, named)) return named;
    return named === type && 'getFields' in type ? type : undefined;
  }

  /** Answers the losses that are no field's of the client; the first explains why fields of this object are not there. */
  #reportNotes(fields: readonly FieldShape[], value: Data): readonly Note[] {
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
        this.#report(note, note.error.message, [...this.#place, key, ...clientPath(led, below.position)]);
      }
    }
    return losses;
  }

  #reportLoss(note: Note): void {
    const loss = this.#losses.get(note.error) ?? { note, count: 0 };
    this.#losses.set(note.error, loss);
    loss.count += 1;
    if (loss.count <= LISTED_PER_LOSS_MAX) this.#report(note, note.error.message, [...this.#place]);
    else this.#explain(this.#place);
  }

  #explainNull(parent: CompositeType, field: FieldShape): void {
    if (this.#isExplained()) return;
    this.#say(`Cannot return null for non-nullable field ${parent.name}.${field.name}.`, 'INTERNAL');
  }

  #report(note: Omit<Note, 'below'>, message: string, path: Path): void {
    this.#errors.push(graphqlError(note, message, path.length > 0 ? path : undefined));
    this.#explain(path);
  }

  #isExplained(): boolean {
    return this.#explained.size > 0 && this.#explained.has(pathKey(this.#place));
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
