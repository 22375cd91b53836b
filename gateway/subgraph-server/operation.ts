import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { CallCounter } from '../../lib/call-counter.ts';
import type { Log } from '../../lib/log.ts';
import { LruMap } from '../../lib/lru.ts';
import type { RequestContext } from '../../lib/request-context.ts';
import { createPublicError } from '../public-error.ts';
import type { Vouched } from '../transports/signature.ts';

/** An operation as it arrives, by HTTP or in a socket message. */
export interface OperationPayload {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** What the two ways into a subgraph server have in common. */
export interface Operations {
  readonly context: (request: RequestContext) => unknown;
  /** What graphql-js needs to run it, or why it cannot. */
  prepare(payload: OperationPayload, vouched: Vouched, signal: AbortSignal): Prepared | readonly GraphQLError[];
  finish(result: ExecutionResult, request: RequestContext): ExecutionResult;
  refuse(errors: readonly GraphQLError[], correlationId: string): readonly GraphQLError[];
}

export interface Prepared {
  readonly args: ExecutionArgs;
  readonly request: RequestContext;
}

export function createOperations(options: {
  readonly schema: GraphQLSchema;
  readonly context: (request: RequestContext) => unknown;
  readonly log: Log;
}): Operations {
  const { schema, context, log } = options;
  const documents = new LruMap<DocumentNode>(500);
  const publicError = createPublicError({ log, hidesSuggestions: false });
  const refuse = (errors: readonly GraphQLError[], correlationId: string) =>
    errors.map((error) => publicError(error, correlationId));
  return {
    context,
    refuse,
    prepare({ query, variables, operationName }, { caller, correlationId }, signal) {
      const document = documents.get(query) ?? readDocument(schema, query);
      if ('length' in document) return refuse(document, correlationId);
      documents.set(query, document);
      const operations = () => [document];
      const request = { caller, correlationId, calls: new CallCounter(), signal, operations, shared: new Map() };
      const args = { schema, document, operationName: operationName ?? null, variableValues: variables ?? null };
      return { args: { ...args, contextValue: context(request) }, request };
    },
    finish: (result, request) => ({
      ...(result.errors ? { errors: refuse(result.errors, request.correlationId) } : {}),
      ...('data' in result ? { data: result.data } : {}),
      ...(request.calls.isEmpty ? {} : { extensions: { backendCalls: request.calls.toJSON() } }),
    }),
  };
}

function readDocument(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(schema, document, specifiedRules);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
