import { existsSync } from 'node:fs';
import path from 'node:path';
import { Problem } from './problem.mjs';

// import.meta.main and TypeScript without a warning, node:sqlite without a flag
const WANTED = [24, 2];

/** The Node that runs the project: this one where it is new enough, else the one that npm installed. */
export function findNode(root) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const file = path.join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(file)) return file;
  throw new Problem(
    `This needs Node ${WANTED.join('.')} or newer; this machine runs ${process.version}, and npm did not bring one ` +
      `(package ${name}). Run "npm ci" without --omit=optional, or install Node 24 from nodejs.org.`,
  );
}
