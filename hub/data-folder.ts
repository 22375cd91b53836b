import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FactoryConfig } from '../lib/config/factory.ts';
import type { ConnectedBackEnd } from './back-ends.ts';

/** Where a development hub says how it can be reached, for tools on the same machine. Readable by its owner only. */
export function writeRunFile(
  folder: string,
  url: string,
  factory: FactoryConfig,
  connected: readonly ConnectedBackEnd[],
): void {
  const run = {
    pid: process.pid,
    url,
    plants: factory.plants.map((plant) => ({
      code: plant.code,
      name: plant.name,
      timeZone: plant.timeZone,
      erp: plant.erp.connection,
      warehouse: plant.erp.warehouse,
      mes: plant.mes?.connection ?? null,
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
  const file = runFile(folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export const removeRunFile = (folder: string) => rmSync(runFile(folder), { force: true });

const runFile = (folder: string) => path.join(folder, 'run.json');
