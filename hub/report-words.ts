import type { ConnectionReport } from '../connectors/ports.ts';

const MARKS = { ok: 'ok      ', note: 'note    ', warning: 'WARNING ', error: 'PROBLEM ' };

/** A connection's report for people: a line for each finding, and below it what to do. */
export function inWords({ connection, kind, version, url, isReachable, findings }: ConnectionReport): string {
  const state = isReachable ? '' : version === null ? '  NOT REACHED' : '  NOT USABLE';
  return [
    `${connection}  ${kind} ${version ?? ''}  ${url}${state}`,
    ...findings.flatMap(({ level, text, todo }) => [
      `${MARKS[level]} ${text}`,
      ...(todo === undefined ? [] : [`${' '.repeat(9)}${todo}`]),
    ]),
  ].join('\n');
}
