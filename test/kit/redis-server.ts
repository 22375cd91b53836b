import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../lib/free-port.ts';

export interface RedisServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const PLACES = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

export function hasRedis(): boolean {
  return program() !== undefined;
}

/** An empty Redis without persistence on a free port, for a test that stops or flushes it. Dies with its parent. */
export async function startRedis(): Promise<RedisServer> {
  const file = program();
  if (!file) throw new Error('no redis-server is installed');
  for (;;) {
    const port = await freePort();
    const guard = fs.existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'] : [];
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', os.tmpdir()];
    const words = [...guard, file, ...place, '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
    const child = spawn(words[0] as string, words.slice(1), { stdio: 'ignore', detached: true });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    let hasEnded = false;
    void exited.then(() => {
      hasEnded = true;
    });
    while (!hasEnded && !(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20));
    if (hasEnded) continue; // another program took the port
    return {
      url: `redis://127.0.0.1:${port}`,
      pid: child.pid as number,
      stop: async () => {
        child.kill('SIGTERM');
        await exited;
      },
    };
  }
}

function program(): string | undefined {
  return PLACES.map((place) => path.join(place, 'redis-server')).find((file) => fs.existsSync(file));
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
    socket.setTimeout(1000, () => {
      socket.destroy();
      resolve(false);
    });
  });
}
