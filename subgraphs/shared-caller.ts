import { type Caller, isDomainRead } from '../lib/identity/caller.ts';

/**
 * All of a caller that an answer to a subscription may depend on: plants and scopes, and the client of who may not read
 * all commands, who sees those of the own client. Streams are shared by callers for whom this is the same, and asked for
 * in its name: a resolver that looks at anything else finds nobody, not somebody else.
 */
export function sharedCaller(caller: Caller): Caller {
  return {
    sub: SHARED,
    clientId: isDomainRead(caller, 'commands') ? SHARED : caller.clientId,
    scopes: caller.scopes,
    plants: caller.plants,
    expiresAt: Number.POSITIVE_INFINITY,
  };
}

/** No token has it: it stands for nobody in particular. */
const SHARED = '(shared)';
