import { type Client, createClient } from 'graphql-ws';

export interface GraphAnswer<T = Record<string, unknown>> {
  data: T | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
  extensions?: { backendCalls?: Record<string, Record<string, number>> };
}

/** A person or a machine that uses the graph over plain HTTP and WebSocket, with a development token. */
export interface GraphUser {
  readonly name: string;
  /** Retries while the hub cannot be reached for up to `patienceMs` (default: not at all). */
  ask<T = Record<string, unknown>>(query: string, variables?: object, patienceMs?: number): Promise<GraphAnswer<T>>;
  /** Throws with the errors of the answer. */
  read<T = Record<string, unknown>>(query: string, variables?: object): Promise<T>;
  /** `onEnd`: the subscription is over, or the socket broke. */
  listen<T = Record<string, unknown>>(
    query: string,
    variables: object,
    onEvent: (event: T) => void,
    onErrors?: (errors: unknown) => void,
    onEnd?: () => void,
  ): () => void;
}

/** Where a hub is, and what it asks of those who want a token. */
export interface HubAddress {
  readonly url: string;
  readonly tokenSecret: string;
}

export async function signIn(
  { url, tokenSecret }: HubAddress,
  name: string,
  role: string,
  plants: readonly string[],
): Promise<GraphUser> {
  const base = url.replace(/\/$/, '');
  const token = async () => {
    const parameters = new URLSearchParams({ secret: tokenSecret, role, sub: name, plants: plants.join(',') });
    const response = await fetch(`${base}/dev/token?${parameters}`);
    if (!response.ok) throw new Error(`no token for ${name}: the hub answered ${response.status}`);
    return ((await response.json()) as { token: string }).token;
  };
  let bearer = await token();
  const post = async (query: string, variables: object) => {
    const response = await fetch(`${base}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${bearer}` },
      body: JSON.stringify({ query, variables }),
    });
    return response;
  };
  const ask = async (query: string, variables: object = {}, patienceMs = 0) => {
    const end = Date.now() + patienceMs;
    for (;;) {
      try {
        const response = await post(query, variables);
        if (response.status === 401) {
          bearer = await token();
          continue;
        }
        if (response.status < 500) return (await response.json()) as never;
        throw new Error(`the hub answered ${response.status}`);
      } catch (error) {
        if (Date.now() >= end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };
  return {
    name,
    ask,
    read: async (query, variables = {}) => {
      const answer: GraphAnswer = await ask(query, variables);
      if (answer.errors)
        throw new Error(answer.errors.map((e) => `${e.path?.join('.') ?? ''} ${e.message}`).join('; '));
      return answer.data as never;
    },
    listen: (query, variables, onEvent, onErrors = () => {}, onEnd = () => {}) => {
      const client: Client = createClient({
        url: `${base.replace(/^http/, 'ws')}/graphql`,
        connectionParams: () => ({ authorization: `Bearer ${bearer}` }),
        retryAttempts: 0,
      });
      client.subscribe(
        { query, variables: variables as Record<string, unknown> },
        {
          next: (message) => {
            if (message.data) onEvent(message.data as never);
            if (message.errors) onErrors(message.errors);
          },
          error: (errors) => {
            onErrors(errors);
            onEnd();
          },
          complete: onEnd,
        },
      );
      return () => void client.dispose();
    },
  };
}
