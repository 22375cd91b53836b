import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import type { Limits } from '../limits.ts';
import { LruMap } from '../plan/lru.ts';
import { reworded } from '../public-error.ts';
import { limitRule } from './limit-rule.ts';

const DOCUMENTS_KEPT = 500;

/** The rules beyond GraphQL's own that every document has to pass, over HTTP and over WebSocket alike. */
export function extraRules(limits: Limits, isIntrospectionAllowed: boolean): ValidationRule[] {
  return [limitRule(limits), ...(isIntrospectionAllowed ? [] : [NoSchemaIntrospectionCustomRule])];
}

/** Parses and checks documents; what is valid is kept, so that it is done once per document. */
export function createPreparer(
  schema: GraphQLSchema,
  limits: Limits,
  isIntrospectionAllowed: boolean,
): (source: string) => DocumentNode | readonly GraphQLError[] {
  const rules = [...specifiedRules, ...extraRules(limits, isIntrospectionAllowed)];
  const valid = new LruMap<DocumentNode>(DOCUMENTS_KEPT);
  return (source) => {
    const known = valid.get(source);
    if (known) return known;
    const document = parseOrRefuse(source, limits);
    if (document instanceof GraphQLError) return [document];
    const errors = validate(schema, document, rules);
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
