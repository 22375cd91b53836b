import { ConfigurationError } from '../lib/config/environment.ts';
import { PortTakenError } from './free-ports.ts';
import { DeadBeforeUpError } from './supervisor/keep.ts';

/** Why the hub does not start, in words: what a person can mend has no stack. */
export function explain(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(explain).join('\n');
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE' && port !== undefined) return new PortTakenError('PORT', port).message;
  if (error instanceof ConfigurationError || error instanceof PortTakenError || error instanceof DeadBeforeUpError)
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
