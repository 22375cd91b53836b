import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { differences } from './lock-diff.mjs';
import { Problem } from './problem.mjs';

/** Runs `npm ci` where what is installed is not what package-lock.json says, and only then. */
export async function ensureInstalled(root, { needsDevelopment }) {
  const missing = () => differences(root, { needsDevelopment });
  if (missing().length === 0) return;
  refuseWithoutPermission(root);
  const unlock = await lock(path.join(root, '.data'));
  try {
    const reasons = missing(); // another start may have installed meanwhile
    if (reasons.length === 0) return;
    console.log(`installing packages (${reasons[0]}${reasons.length > 1 ? ` and ${reasons.length - 1} more` : ''})`);
    const started = performance.now();
    const seconds = () => Math.round((performance.now() - started) / 1000);
    const ticker = setInterval(() => console.log(`  … ${seconds()} s`), 5000);
    const { code, output } = await npmCi(root).finally(() => clearInterval(ticker));
    if (code !== 0) throw new Problem(explain(output));
    const left = missing();
    if (left.length > 0) throw new Problem(`npm installed something else than the lock says: ${left.join(', ')}.`);
    console.log(`installed in ${seconds()} s`);
  } finally {
    unlock();
  }
}

function npmCi(root) {
  const isNpm = /npm-cli\.[cm]?js$/.test(process.env.npm_execpath ?? '');
  const command = isNpm ? process.execPath : 'npm';
  const args = [...(isNpm ? [process.env.npm_execpath] : []), 'ci', '--no-audit', '--no-fund', '--prefer-offline'];
  const env = { ...process.env, npm_config_loglevel: 'error', npm_config_progress: 'false' };
  for (const name of ['NODE_ENV', 'npm_config_omit', 'npm_config_production']) delete env[name];
  const options = { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], shell: !isNpm && process.platform === 'win32' };
  return new Promise((resolve) => {
    const child = spawn(command, args, options);
    let output = '';
    const keep = (data) => {
      output = (output + data).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ code: 1, output: `npm could not be started: ${error.message}` }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

function explain(output) {
  const said = output.trim().split('\n').slice(-15).join('\n');
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT/.test(output)) {
    return `${said}\n\nnpm does not reach its registry. Check the network or the proxy ("npm config get registry", "npm config get proxy"), or bring node_modules from a machine that has installed the same package-lock.json; then start again.`;
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `${said}\n\nnpm may not write here. Start as the owner of this folder, or run "npm ci" as that user first.`;
  }
  if (/ENOSPC/.test(output)) return `${said}\n\nThe disk is full: the packages take about 600 MB.`;
  return `${said}\n\nnpm ci failed, see above.`;
}

function refuseWithoutPermission(root) {
  const modules = path.join(root, 'node_modules');
  try {
    accessSync(root, constants.W_OK);
    if (existsSync(modules)) accessSync(modules, constants.W_OK);
  } catch {
    throw new Problem(
      `Packages are missing, and ${modules} may not be written. Start as the owner of this folder, or run "npm ci" as that user first.`,
    );
  }
}

/** One install at a time: the second start waits for the first. A dead process's lock is taken over. */
async function lock(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'install.lock');
  for (let waited = 0; ; waited += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const pid = readPid(file);
    if (pid !== undefined && !isAlive(pid)) {
      rmSync(file, { force: true });
      continue;
    }
    if (waited % 20 === 0) console.log(`waiting for process ${pid ?? '?'}, which installs packages`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function readPid(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
