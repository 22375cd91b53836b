import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { findBinaries } from '../store/embedded/binaries.ts';
import { processIdentity } from '../store/embedded/processes.ts';
import { chooseRunner } from '../store/embedded/runner.ts';

/** Looks at what the hub needs of this machine, and says of each thing that is wrong what to do. */
type Finding = { readonly what: string; readonly problem?: string };

const root = path.join(import.meta.dirname, '..');
const checks: readonly (() => Finding | Promise<Finding>)[] = [
  ...[node, database, redis, () => portOf('PORT', '4000'), metricsPort, disk, lastRun],
];

let problems = 0;
for (const check of checks) {
  const { what, problem } = await check();
  if (problem !== undefined) problems += 1;
  console.log(problem === undefined ? `ok       ${what}` : `PROBLEM  ${what}: ${problem}`);
}
process.exitCode = problems > 0 ? 1 : 0;

function node(): Finding {
  return { what: `Node ${process.version} on ${process.platform}-${process.arch}, ${os.release()}` };
}

async function database(): Promise<Finding> {
  const url = process.env.DATABASE_URL;
  if (url) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    try {
      await client.connect();
      const { rows } = await client.query<{ n: number }>("SELECT current_setting('server_version_num')::int AS n");
      const version = rows[0]?.n ?? 0;
      const what = `PostgreSQL of DATABASE_URL, version ${Math.floor(version / 10_000)}`;
      return version >= 140_000 ? { what } : { what, problem: 'the hub needs 14 or newer' };
    } catch (error) {
      return { what: 'PostgreSQL of DATABASE_URL', problem: (error as Error).message };
    } finally {
      await client.end().catch(() => {});
    }
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-doctor-'));
  try {
    const { way } = chooseRunner(folder, findBinaries());
    return { what: `embedded PostgreSQL ${findBinaries().version} can run (${way})` };
  } catch (error) {
    return { what: 'embedded PostgreSQL', problem: (error as Error).message };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function redis(): Promise<Finding> {
  const url = process.env.REDIS_URL;
  if (!url) return { what: 'no REDIS_URL: the queue runs on PostgreSQL' };
  const { hostname, port: number } = new URL(url);
  const isOpen = await opens(hostname, Number(number || 6379));
  return {
    what: `Redis at ${hostname}`,
    ...(isOpen ? {} : { problem: 'it does not answer; start it or unset REDIS_URL' }),
  };
}

async function metricsPort(): Promise<Finding> {
  if (Number(process.env.HUB_METRICS_PORT || 0) === 0) return { what: 'metrics on a free port' };
  return portOf('HUB_METRICS_PORT', '0');
}

async function portOf(variable: string, fallback: string): Promise<Finding> {
  const wanted = Number(process.env[variable] || fallback);
  const what = `port ${wanted}`;
  return (await opens('127.0.0.1', wanted))
    ? { what, problem: `something listens there already (a hub?); stop it or set ${variable}` }
    : { what: `${what} is free` };
}

function disk(): Finding {
  const { bavail, bsize } = fs.statfsSync(root);
  const free = (bavail * bsize) / 2 ** 30;
  const what = `${free.toFixed(1)} GiB of disk free`;
  return free > 1 ? { what } : { what, problem: 'the database needs room to grow' };
}

function lastRun(): Finding {
  const folder = path.resolve(process.env.HUB_DATA?.trim() || '.data');
  const file = path.join(folder, 'run.json');
  if (!fs.existsSync(file)) return { what: `no hub runs on ${folder}` };
  const { pid, url } = JSON.parse(fs.readFileSync(file, 'utf8')) as { pid: number; url: string };
  const isAlive = processIdentity(pid) !== undefined;
  return {
    what: isAlive
      ? `a hub runs on ${folder} at ${url} (process ${pid})`
      : `the last hub on ${folder} has ended; the next start cleans up`,
  };
}

function opens(host: string, number: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port: number }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.setTimeout(3000, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(false));
  });
}
