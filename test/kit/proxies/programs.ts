import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS, type ProxyConfiguration } from './configurations.ts';

type Program = ProxyConfiguration['program'];

/** Where the program is; Debian keeps both beside what a user's path names. */
export function findProgram(program: Program): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
}

export interface Running {
  /** URL of each configuration by its name. */
  readonly urls: ReadonlyMap<string, string>;
  /** From now on the configurations that close answer by themselves. */
  shut(): Promise<void>;
  reopen(): Promise<void>;
  stop(): Promise<void>;
}

interface Site {
  readonly configuration: ProxyConfiguration;
  readonly port: number;
}

/** Starts one process of the program with a port of its own for each configuration, all before one back end. */
export async function startProgram(
  program: Program,
  configurations: readonly ProxyConfiguration[],
  target: string,
): Promise<Running> {
  // A free port may be taken by another test between its finding and the start of the program: then once more.
  for (let attempt = 1; ; attempt += 1) {
    const ports = await freePorts(configurations.length);
    const sites = configurations.map((configuration, index) => ({ configuration, port: ports[index] ?? 0 }));
    const running = await tryStart(program, sites, target);
    if (typeof running !== 'string') return running;
    if (attempt === 3) throw new Error(`${program} does not start: ${running}`);
  }
}

async function tryStart(program: Program, sites: readonly Site[], target: string): Promise<Running | string> {
  const file = findProgram(program);
  if (file === undefined) throw new Error(`${program} is not installed`);
  const folder = mkdtempSync(path.join(tmpdir(), `${program}-`));
  const upstream = new URL(target).host;
  const config = path.join(folder, 'config');
  writeFileSync(
    config,
    program === 'nginx' ? nginxConfig(folder, sites, upstream) : haproxyConfig(folder, sites, upstream),
  );
  const args =
    program === 'nginx' ? ['-p', folder, '-c', config, '-e', path.join(folder, 'error.log')] : ['-f', config, '-db'];
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr?.on('data', (chunk) => {
    words += String(chunk);
  });
  const clear = () => rmSync(folder, { recursive: true, force: true });
  for (const { port } of sites) {
    if (await listens(child, port)) continue;
    await end(child);
    const log = path.join(folder, 'error.log');
    const logged = existsSync(log) ? readFileSync(log, 'utf8') : '';
    clear();
    return `${words}${logged}`.trim();
  }
  const flag = path.join(folder, 'closed');
  const isMapped = program === 'haproxy' && sites.some(({ configuration }) => configuration.says.closed);
  return {
    urls: new Map(sites.map(({ configuration, port }) => [configuration.name, `http://127.0.0.1:${port}`])),
    async shut() {
      writeFileSync(flag, '');
      // A limit lets the first call by.
      for (const { configuration, port } of sites)
        if (configuration.says.limit) await fetch(`http://127.0.0.1:${port}/limit`, { method: 'HEAD' });
      if (isMapped) await tellHaproxy(folder, `set map ${folder}/map all yes`);
    },
    async reopen() {
      rmSync(flag, { force: true });
      if (isMapped) await tellHaproxy(folder, `set map ${folder}/map all no`);
    },
    async stop() {
      await end(child);
      clear();
    },
  };
}

/** True once the port is open; false when the program has ended before. */
async function listens(child: ChildProcess, port: number): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = net.connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return true;
    await sleep(15);
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = net.createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** One process that is its own master: no workers under another user, nothing left behind. */
function nginxConfig(folder: string, sites: readonly Site[], upstream: string): string {
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(path.join(folder, name));
  const paths = ['body client_body', 'proxy proxy', 'fastcgi fastcgi', 'uwsgi uwsgi', 'scgi scgi'];
  const temps = paths.map((pair) => pair.split(' ')).map(([at, name]) => `${name}_temp_path ${folder}/${at};`);
  return `daemon off;
master_process off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off;
  ${temps.join('\n  ')}
  upstream twice { server ${upstream}; server ${upstream}; }
  limit_req_zone $limited zone=all:1m rate=1r/m;
${sites.map((site) => nginxServer(folder, site, upstream)).join('\n')}
}
`;
}

function nginxServer(folder: string, { configuration, port }: Site, upstream: string): string {
  const { says } = configuration;
  const isShut = `if (-f ${folder}/closed)`;
  return `  server {
    listen 127.0.0.1:${port};
    set $limited "";
    ${says.limit ? `${isShut} { set $limited "all"; }` : ''}
    ${says.closed ? `${isShut} { ${says.closed} }` : ''}
    location / {
      ${says.limit ? `limit_req zone=all; limit_req_status ${says.limit};` : ''}
      proxy_pass http://${says.upstream ?? upstream};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_read_timeout ${PATIENCE_MS}ms;
      ${says.location ?? ''}
      ${says.instead ? 'error_page 504 = @instead;' : ''}
    }
    ${says.instead ? `location @instead { ${says.instead} }` : ''}
  }`;
}

function haproxyConfig(folder: string, sites: readonly Site[], upstream: string): string {
  writeFileSync(path.join(folder, 'map'), 'all no\n');
  return `global
  stats socket ${folder}/socket mode 600 level admin
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server ${PATIENCE_MS}ms
${sites.map((site, index) => haproxySite(folder, site, upstream, index)).join('\n')}
`;
}

function haproxySite(folder: string, { configuration, port }: Site, upstream: string, index: number): string {
  const { says } = configuration;
  const page = path.join(folder, `${index}.http`);
  if (says.page !== undefined) writeFileSync(page, says.page);
  const whenShut = `if { str(all),map(${folder}/map) yes }`;
  return `frontend f${index}
  bind 127.0.0.1:${port}
  ${says.closed ? `http-request return ${says.closed} content-type text/html string "<html>closed</html>" ${whenShut}` : ''}
  default_backend b${index}
backend b${index}
  ${says.backend ?? ''}
  ${says.page === undefined ? '' : `errorfile 504 ${says.page === '' ? '/dev/null' : page}`}
  server erp ${upstream}`;
}

async function tellHaproxy(folder: string, words: string): Promise<void> {
  const socket = net.connect(path.join(folder, 'socket'));
  await once(socket, 'connect');
  socket.end(`${words}\n`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  if (answer.trim() !== '') throw new Error(`haproxy: ${answer.trim()}`);
}
