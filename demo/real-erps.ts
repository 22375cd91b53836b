import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { type LossyProxy, startLossyProxy } from './http/lossy-proxy.ts';

/** Proxies in front of the real Odoos of a factory file, and a copy of the file that leads the hub through them. */
export interface RealErps {
  /** What the hub's environment must say in place of the factory file; empty where all ERPs are simulated. */
  environment: Record<string, string>;
  /** By connection. */
  proxies: ReadonlyMap<string, LossyProxy>;
  close(): void;
}

interface Connection {
  kind: string;
  url?: string;
  simulate?: boolean;
}

export async function standBeforeRealErps(configFile: string | null, dataFolder: string): Promise<RealErps> {
  const proxies = new Map<string, LossyProxy>();
  const close = () => {
    for (const proxy of proxies.values()) proxy.close();
  };
  if (configFile === null) return { environment: {}, proxies, close };
  const factory = parse(readFileSync(configFile, 'utf8')) as { connections?: Record<string, Connection> };
  for (const [name, connection] of Object.entries(factory.connections ?? {})) {
    if (connection.kind !== 'odoo' || connection.simulate === true || !connection.url) continue;
    const proxy = await startLossyProxy(connection.url);
    connection.url = proxy.url;
    proxies.set(name, proxy);
  }
  if (proxies.size === 0) return { environment: {}, proxies, close };
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const derived = path.join(dataFolder, 'demo-factory.yaml');
  writeFileSync(derived, stringify(factory));
  return { environment: { HUB_CONFIG: derived }, proxies, close };
}
