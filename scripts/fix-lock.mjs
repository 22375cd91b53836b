// node scripts/fix-lock.mjs [--check]
// Gives package-lock.json an entry for every optional package of another platform that npm left out when the lock was
// written, since `npm ci` refuses a lock without them. Run it after every change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SYSTEMS = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix'];
const PROCESSORS = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64'];

const file = path.join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = addMissing(lock.packages);
const withAddress = Object.entries(lock.packages).filter(([, entry]) => entry.resolved);
for (const [, entry] of withAddress) delete entry.resolved;

if (process.argv.includes('--check')) {
  for (const name of added) console.error(`package-lock.json has no entry for ${name}: run node scripts/fix-lock.mjs`);
  for (const [place] of withAddress)
    console.error(`package-lock.json names where ${place} came from: run node scripts/fix-lock.mjs`);
  process.exitCode = added.length + withAddress.length > 0 ? 1 : 0;
} else {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${added.length} entries added, ${withAddress.length} addresses removed`);
}

function addMissing(packages) {
  const names = [];
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolves(packages, place, name)) continue;
      const platform = platformOf(name);
      if (!platform) continue;
      packages[`node_modules/${name}`] = {
        version: range.replace(/^[^\d]*/, ''),
        cpu: [platform.processor],
        ...(entry.dev ? { dev: true } : {}),
        ...(name.endsWith('-musl') ? { libc: ['musl'] } : {}),
        optional: true,
        os: [platform.system],
      };
      names.push(name);
    }
  }
  return names;
}

/** Whether a package at `place` finds `name` in a node_modules of its own or of a folder above. */
function resolves(packages, place, name) {
  for (let at = place; ; at = at.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

function platformOf(name) {
  const words = name.replace('windows', 'win32').split(/[/-]/);
  const system = SYSTEMS.find((each) => words.includes(each));
  const processor = PROCESSORS.find((each) => words.includes(each));
  return system && processor ? { system, processor } : undefined;
}
