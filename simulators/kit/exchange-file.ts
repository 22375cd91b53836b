import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Call, HttpRequest } from './types.ts';

/** A kind of call, as the files of a run of tests keep it. */
export interface NotedKind {
  /** What was called, e.g. `odoo-19`. */
  readonly label: string;
  /** First part of the path: `json`, `jsonrpc`, `v1`. */
  readonly protocol: string;
  /** User agent of the caller. */
  readonly client: string;
  readonly model: string | null;
  readonly method: string;
  /** Sorted names of the arguments. */
  readonly arguments: readonly string[];
}

/** Appends each kind of call, the first time it is seen, to a file of this process: it outlives a kill. */
export function noteKindsIn(folder: string, label: string): (request: HttpRequest, call: Call) => void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${process.pid}.jsonl`);
  const seen = new Set<string>();
  return (request, call) => {
    const kind: NotedKind = {
      label,
      protocol: request.path.split('/')[1] ?? '',
      client: String(request.headers['user-agent'] ?? ''),
      model: call.model,
      method: call.method,
      arguments: [...call.argumentNames].sort(),
    };
    const line = JSON.stringify(kind);
    if (seen.has(line)) return;
    seen.add(line);
    appendFileSync(file, `${line}\n`);
  };
}
