import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { environmentOf } from './environment.mjs';
import { ensureInstalled } from './install.mjs';
import { findNode } from './node.mjs';
import { Problem } from './problem.mjs';
import { targets } from './targets.mjs';

export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');

/** Installs what is missing, then runs the target to its end. Returns its exit code; 128 + n for signal n. */
export async function run(name, args) {
  const target = targets[name];
  try {
    const wantsHelp = args.some(isHelp);
    if (!target && (wantsHelp || isHelp(name))) return say(`npm run TARGET, one of ${Object.keys(targets).join(', ')}`);
    if (!target) throw new Problem(`Say what to run: one of ${Object.keys(targets).join(', ')}.`);
    if (wantsHelp && target.help) return say(target.help);
    await ensureInstalled(root, { needsDevelopment: target.needsDevelopment === true });
    const file = path.join(root, target.file);
    if (!existsSync(file)) throw new Problem(`${target.file} is missing: this clone is not whole.`);
    return await follow(findNode(root), file, [...(target.before ?? []), ...args], environmentOf(target, root));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    return 1;
  }
}

const isHelp = (word) => word === '--help' || word === '-h';

function say(text) {
  console.log(text);
  return 0;
}

/**
 * Runs a program under the right Node. It stands in a process group of its own, so that a Ctrl-C at the terminal
 * reaches it once, from here; and it holds a channel to this process, whose end (also by kill -9) ends it.
 */
function follow(node, file, args, env) {
  const parent = pathToFileURL(path.join(root, 'scripts/kit/follow-parent.mjs')).href;
  const flags = ['--disable-warning=ExperimentalWarning', `--import=${parent}`];
  const child = spawn(node, [...flags, file, ...args], {
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
  const last = new Map();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // npm passes a terminal's Ctrl-C on to us although we had it already: two at once are one
      if (performance.now() - (last.get(signal) ?? -Infinity) < 300) return;
      last.set(signal, performance.now());
      child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
