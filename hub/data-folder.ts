import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RunFile, readRunFile } from '../demo/run-file.ts';
import type { FactoryConfig } from '../lib/config/factory.ts';
import type { ConnectedBackEnd } from './connected.ts';

type HubPlaces = Pick<RunFile, 'url' | 'databaseUrl' | 'tokenSecret' | 'metricsUrl'>;

/** How this hub can be reached, and its back ends: for tools on the same machine, and for seeding. */
export function toRun(
  { url, databaseUrl, tokenSecret, metricsUrl }: HubPlaces,
  factory: FactoryConfig,
  connected: readonly ConnectedBackEnd[],
): RunFile {
  return {
    pid: process.pid,
    ...{ url, databaseUrl, tokenSecret, metricsUrl },
    plants: factory.plants.map(({ code, name, timeZone, erp, mes }) => ({
      ...{ code, name, timeZone },
      erp: erp.connection,
      warehouse: erp.warehouse,
      mes: mes?.connection ?? null,
    })),
    plm: factory.plm,
    qms: factory.qms,
    connections: Object.fromEntries(
      connected.map(({ name, kind, url: address, sideUrl, database, login, secret, token }) => [
        name,
        { kind, url: address, sideUrl, database, login, secret: secret(), token: token?.() ?? null },
      ]),
    ),
  };
}

/** Readable by its owner only; development mode only. */
export function writeRunFile(folder: string, run: RunFile): void {
  const file = runFile(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Only the file of this very process. */
export function removeRunFile(folder: string, pid: number): void {
  if (readRunFile(folder)?.pid === pid) rmSync(runFile(folder), { force: true });
}

const runFile = (folder: string) => path.join(folder, 'run.json');
