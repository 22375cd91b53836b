import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { LruMap } from '../../lib/lru.ts';
import type { Limits } from '../limits.ts';
import { reworded } from '../public-error.ts';
import { limitErrors } from './limit-errors.ts';

const DOCUMENTS_KEPT = 500;

/** A document that may be run, or why it may not. */
export type Prepare = (source: string) => DocumentNode | readonly GraphQLError[];

export const isRefusal = (prepared: ReturnType<Prepare>): prepared is readonly GraphQLError[] =>
  Array.isArray(prepared);

/** The rules beyond GraphQL's own that every document has to pass; its size is looked at before all rules. */
export function extraRules(isIntrospectionAllowed: boolean): ValidationRule[] {
  return isIntrospectionAllowed ? [] : [NoSchemaIntrospectionCustomRule];
}

/** Parses and checks documents; what is valid is kept, so that it is done once per document. */
export function createPreparer(schema: GraphQLSchema, limits: Limits, isIntrospectionAllowed: boolean): Prepare {
  const rules = [...specifiedRules, ...extraRules(isIntrospectionAllowed)];
  const valid = new LruMap<DocumentNode>(DOCUMENTS_KEPT);
  /** Size first: some of GraphQL's own rules compare every field with every other. */
  const errorsIn = (document: DocumentNode): readonly GraphQLError[] => {
    const tooLarge = limitErrors(document, limits);
    if (tooLarge.length > 0) return tooLarge;
    const missing = document.definitions.find(
      (node) => node.kind === Kind.OPERATION_DEFINITION && !schema.getRootType(node.operation),
    );
    if (missing?.kind === Kind.OPERATION_DEFINITION) {
      return [new GraphQLError(`The graph has no ${missing.operation}s`, { nodes: missing })];
    }
    try {
      return validate(schema, document, rules);
    } catch (error) {
      // A rule of graphql-js throws over a subscription whose only field has a condition by variable.
      return [new GraphQLError(`The document cannot be checked: ${error instanceof Error ? error.message : error}`)];
    }
  };
  return (source) => {
    const known = valid.get(source);
    if (known) return known;
    const document = parseOrRefuse(source, limits);
    if (document instanceof GraphQLError) return [document];
    const errors = errorsIn(document);
    if (errors.length > 0) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    valid.set(source, document);
    return document;
  };
}

function parseOrRefuse(source: string, limits: Limits): DocumentNode | GraphQLError {
  try {
    return parse(source, { maxTokens: limits.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return coded(error, 'GRAPHQL_PARSE_FAILED');
  }
}

const coded = (error: GraphQLError, code: string): GraphQLError =>
  reworded(error, error.message, { ...error.extensions, code });
