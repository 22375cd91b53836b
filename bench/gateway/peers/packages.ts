import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the gateway is compared with: no dependency of the hub, but installed into a folder of its own. */
export const PEERS_FOLDER = path.resolve(import.meta.dirname, '../../../.data/bench-peers');

export const PACKAGES: Readonly<Record<string, string>> = {
  '@apollo/gateway': '2.14.4',
  '@apollo/server': '5.5.1',
  '@graphql-hive/gateway-runtime': '2.12.1',
  '@graphql-hive/router-runtime': '1.4.23',
  '@graphql-mesh/transport-http': '1.2.1',
  '@graphql-tools/federation': '4.5.2',
  graphql: '16.15.0',
  'graphql-yoga': '5.24.1',
};

export function installPeers(): void {
  fs.mkdirSync(PEERS_FOLDER, { recursive: true });
  const manifest = { name: 'bench-peers', private: true, dependencies: PACKAGES };
  fs.writeFileSync(path.join(PEERS_FOLDER, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
  execFileSync('npm', args, { cwd: PEERS_FOLDER, stdio: 'inherit' });
}

/** The packages that are missing or there in another version. */
export function missingPeers(): string[] {
  return Object.entries(PACKAGES).flatMap(([name, version]) => {
    const file = path.join(PEERS_FOLDER, 'node_modules', name, 'package.json');
    return fs.existsSync(file) && JSON.parse(fs.readFileSync(file, 'utf8')).version === version ? [] : [name];
  });
}

/** A peer's module; the hub's own packages are out of its reach. */
export async function loadPeer(name: string): Promise<Record<string, unknown>> {
  const require = createRequire(path.join(PEERS_FOLDER, 'package.json'));
  const { default: common, ...own } = await import(pathToFileURL(require.resolve(name)).href);
  return { ...common, ...own };
}
