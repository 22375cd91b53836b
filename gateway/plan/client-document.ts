import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
} from 'graphql';
import { LruMap } from '../../lib/lru.ts';
import { ABSENT, type ClientVariables, INVALID } from '../canonical/argument-values.ts';
import { type Canonical, type CanonicalSchema, canonicalOf } from '../canonical/canonical.ts';
import { type Conditions, conditionsIn, resolveConditions } from '../canonical/conditions.ts';
import { separatorFor } from '../canonical/naming.ts';
import { Narrowings } from '../canonical/narrowing.ts';
import { introspectionPart } from './introspection.ts';
import { makeResumable, type Resumption } from './resumption.ts';
import { SelectionShape } from './selection-shape.ts';

/** So many sets of values of a document's conditions are kept. */
const FORMS_PER_DOCUMENT = 16;

/** A form that one operation of a client's document takes in a request. */
export interface ClientForm {
  /** The operation and its fragments, without conditions. */
  readonly document: DocumentNode;
  readonly canonical: Canonical;
  /** The answer as the client asked for it. */
  readonly shape: SelectionShape;
  /** The introspection part, answered from the schema. */
  readonly local: DocumentNode | undefined;
  /** Of a subscription that can be gone on with after an event. */
  readonly resumption: Resumption | undefined;
}

/** A request's operation, ready to be planned. */
export interface ClientRequest {
  readonly form: ClientForm;
  /** Of the canonical document. */
  readonly values: Values;
  /** Of a subscription: after which event the client wants to begin. */
  readonly after: string | undefined;
  /** Of a subscription: of what waits for its client only the newest is wanted; its source knows of what. */
  readonly isLatestOnly: boolean;
  /** The values with which it begins after another one. */
  valuesAfter(cursor: string | undefined): Values;
}

type Values = Readonly<Record<string, unknown>>;

/** What is worked out once per document of a client and operation of it; the least recently used are forgotten. */
export class ClientDocuments {
  readonly #documents: LruMap<ClientDocument>;
  readonly #schema: CanonicalSchema;

  constructor(schema: CanonicalSchema['schema'], capacity: number) {
    this.#documents = new LruMap(capacity);
    const composites = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
    const fieldNames = composites.flatMap((type) => Object.keys(type.getFields()));
    this.#schema = { schema, narrowings: new Narrowings(schema), separator: separatorFor(fieldNames) };
  }

  /** Errors: Error when the document has no such operation. */
  get(document: DocumentNode, operationName: string | undefined): ClientDocument {
    const text = document.loc?.source.body ?? print(document);
    // the text alone, where that is enough: its hash is known when it is asked for again
    const key = operationName === undefined ? text : `${operationName}\u0000${text}`;
    const known = this.#documents.get(key);
    if (known) return known;
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new Error(`The document has no operation ${operationName ?? 'that is its only one'}`);
    const created = new ClientDocument(this.#schema, document, operation);
    this.#documents.set(key, created);
    return created;
  }
}

/** One operation of a client's document. */
export class ClientDocument {
  readonly operation: OperationDefinitionNode;
  readonly #schema: CanonicalSchema;
  readonly #document: DocumentNode;
  readonly #conditions: Conditions;
  readonly #forms = new LruMap<ClientForm>(FORMS_PER_DOCUMENT);

  constructor(schema: CanonicalSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.operation = operation;
    this.#schema = schema;
    const definitions = document.definitions.filter(
      (node) => node === operation || node.kind === Kind.FRAGMENT_DEFINITION,
    );
    this.#document = { kind: Kind.DOCUMENT, definitions };
    this.#conditions = conditionsIn(this.#document, operation);
  }

  /** The operation with these variables, as they came; errors where they do not fit. */
  request(given: Readonly<Record<string, unknown>> | undefined): ClientRequest | readonly GraphQLError[] {
    const variables = this.#coerce(given);
    if (Array.isArray(variables)) return variables;
    const form = this.#form(variables as ClientVariables);
    const { values, refusals } = form.canonical.valuesOf(variables as ClientVariables);
    if (refusals.size === 0) return requestOf(form, variables as ClientVariables, values);
    const open = this.#create(form.document, refusals, form.resumption);
    return requestOf(open, variables as ClientVariables, open.canonical.valuesOf(variables as ClientVariables).values);
  }

  #coerce(given: Readonly<Record<string, unknown>> | undefined): ClientVariables | readonly GraphQLError[] {
    const definitions = this.operation.variableDefinitions;
    if (!definitions?.length) return {};
    const { coerced, errors } = getVariableValues(this.#schema.schema, definitions, given ?? {}, { maxErrors: 20 });
    if (errors) return errors.map((error) => badInput(error.message, error));
    const nulls = this.#conditions.variables.filter((name) => coerced[name] === null);
    if (nulls.length === 0) return coerced;
    return nulls.map((name) => badInput(`Variable "$${name}" decides what is asked for and must not be null.`));
  }

  #form(variables: ClientVariables): ClientForm {
    const key = this.#conditions.variables.map((name) => (variables[name] === true ? '1' : '0')).join('');
    const known = this.#forms.get(key);
    if (known) return known;
    const { document, resumption } = this.#resumable(
      this.#conditions.areAny ? resolveConditions(this.#document, variables) : this.#document,
    );
    const form = this.#create(document, new Map(), resumption);
    this.#forms.set(key, form);
    return form;
  }

  #resumable(document: DocumentNode): ReturnType<typeof makeResumable> {
    const operation = getOperationAST(document);
    if (operation?.operation !== 'subscription') return { document, resumption: undefined };
    return makeResumable(this.#schema.schema, document, operation);
  }

  #create(
    document: DocumentNode,
    refusals: ReadonlyMap<FieldNode, string>,
    resumption: Resumption | undefined,
  ): ClientForm {
    const operation = getOperationAST(document);
    if (!operation) throw new Error('The operation was lost');
    const fragments = fragmentsOf(document);
    const context = { ...this.#schema, fragments, refusals, hidden: resumption?.cursor };
    const canonical = canonicalOf(context, operation);
    return {
      document,
      canonical,
      shape: new SelectionShape(context, canonical.root, [operation.selectionSet]),
      local: introspectionPart(document),
      resumption,
    };
  }
}

function requestOf(form: ClientForm, variables: ClientVariables, values: Values): ClientRequest {
  const { canonical, resumption } = form;
  if (!resumption) return { form, values, after: undefined, isLatestOnly: false, valuesAfter: () => values };
  const given = resumption.after(variables);
  const after = given === ABSENT || given === INVALID || given === null ? undefined : String(given);
  const valuesAfter = (cursor: string | undefined) =>
    cursor === undefined ? values : canonical.valuesOf({ ...variables, [resumption.variable]: cursor }).values;
  return { form, values: valuesAfter(after), after, isLatestOnly: resumption.latest(variables) === true, valuesAfter };
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
}

function badInput(message: string, error?: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    nodes: error?.nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', isRetryable: false, http: { status: 400 } },
  });
}
