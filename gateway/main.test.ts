import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { graphql } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultServer } from './testing/fault-server.ts';
import { composeFixtures, subgraphSchema } from './testing/federate.ts';
import { workshop } from './testing/workshop.ts';

let folder: string;
let supergraph: string;
let running: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gateway-'));
  supergraph = path.join(folder, 'supergraph.graphql');
});
afterEach(async () => {
  if (running?.exitCode === null) running.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

interface Process {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  text(): string;
  readonly ended: Promise<number | null>;
}

function start(...args: string[]): Process {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts'), ...args]);
  running = child;
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      text += data;
    });
  }
  return { child, text: () => text, ended: new Promise((resolve) => child.once('close', resolve)) };
}

async function urlOf({ child, text, ended }: Process): Promise<string> {
  const found = () => /at (http\S+)\/graphql/.exec(text())?.[1];
  const early = ended.then(() => {
    throw new Error(`It ended: ${text()}`);
  });
  while (!found()) await Promise.race([new Promise((resolve) => child.stdout?.once('data', resolve)), early]);
  early.catch(() => {});
  return found() ?? '';
}

describe('npm run gateway', () => {
  it('serves a supergraph whose subgraphs are reached by URL, and stops when it is told to', async () => {
    const { subgraphs } = workshop();
    const urls: Record<string, string> = {};
    const servers: FaultServer[] = [];
    for (const [name, fixture] of Object.entries(subgraphs)) {
      const server = new FaultServer();
      const schema = subgraphSchema(fixture);
      server.answer = async (_, response) => {
        const { query, variables } = JSON.parse(server.asked.at(-1)?.body ?? '{}');
        response.end(JSON.stringify(await graphql({ schema, source: query, variableValues: variables })));
      };
      urls[name] = await server.start();
      servers.push(server);
    }
    await writeFile(
      supergraph,
      composeFixtures(subgraphs, (name) => urls[name] ?? ''),
    );

    const gateway = start('--supergraph', supergraph, '--port', '0');
    const url = await urlOf(gateway);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ jobs { id person { boom } } }' }),
    });
    expect(await response.json()).toMatchObject({
      data: { jobs: [{ person: { boom: 7 } }, { person: { boom: null } }, { person: { boom: null } }] },
      errors: [{ message: 'boom', path: ['jobs', 2, 'person', 'boom'] }],
    });
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
    for (const server of servers) await server[Symbol.asyncDispose]();
  });

  it.each([
    ['a file that is not there', undefined],
    ['no GraphQL', '{ this is no schema'],
    ['a schema that is no supergraph', 'type Query { a: Int }'],
  ])('L9 says what is wrong with %s and does not start', async (_, sdl) => {
    if (sdl !== undefined) await writeFile(supergraph, sdl);
    const gateway = start('--supergraph', supergraph, '--port', '0');
    expect(await gateway.ended).toBe(1);
    expect(gateway.text()).toMatch(/^The gateway cannot start: .+\n$/);
  });

  it('explains itself', async () => {
    const gateway = start('--help');
    expect(await gateway.ended).toBe(0);
    expect(gateway.text()).toContain('--supergraph FILE');
  });
});
