import { currentTrace } from './trace.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured log: one JSON line per entry on stderr; values are JSON-escaped, so an entry is always one line. What is
 * logged within a trace names its ids.
 */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with fields added to every entry. */
  with(fields: LogFields): Log;
}

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

export function createLog(
  level: LogLevel,
  write: (line: string) => void = (line) => process.stderr.write(line),
  base: LogFields = {},
): Log {
  const min = ORDER.indexOf(level);
  const at =
    (entry: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (ORDER.indexOf(entry) < min) return;
      write(
        `${JSON.stringify({ at: new Date().toISOString(), level: entry, message, ...ids(), ...base, ...plain(fields) })}\n`,
      );
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createLog(level, write, { ...base, ...fields }),
  };
}

function ids(): LogFields {
  const trace = currentTrace();
  return trace ? { correlationId: trace.correlationId, traceId: trace.traceId } : {};
}

function plain(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
    ]),
  );
}

export const silentLog: Log = createLog('silent');
