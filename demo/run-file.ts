import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What a running development hub writes for tools on the same machine. */
export interface RunFile {
  pid: number;
  url: string;
  /** What /dev/token asks for, until the next start. */
  tokenSecret: string;
  /** Health, readiness and metrics of the whole hub. */
  metricsUrl: string;
  /** For further processes of the same hub, for example a second worker. */
  databaseUrl: string;
  plants: { code: string; name: string; timeZone: string; erp: string; warehouse: string; mes: string | null }[];
  plm: string | null;
  qms: string | null;
  connections: Record<string, RunConnection>;
}

export interface RunConnection {
  kind: 'odoo' | 'arena' | 'openmes';
  url: string;
  /** Null for a real system. */
  sideUrl: string | null;
  database: string | null;
  login: string | null;
  secret: string;
  token: string | null;
}

/** Undefined where no hub is running on this data folder. */
export function readRunFile(dataFolder: string): RunFile | undefined {
  const run = readRunFileOfAny(dataFolder);
  return run && isListed(run.pid) ? run : undefined;
}

/** Also that of a hub which was killed and left it behind. */
export function readRunFileOfAny(dataFolder: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(path.join(dataFolder, 'run.json'), 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
}

/** True also of a process that has ended and that nobody has taken note of yet. */
export function isListed(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
