import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { composeFixtures } from '../../../gateway/testing/federate.ts';
import { subgraphs } from '../factory.ts';
import { drawBars } from './chart.ts';
import { CONTESTANTS } from './contestants.ts';
import type { Delivered, Order } from './load.ts';
import { installPeers, missingPeers, PACKAGES, PEERS_FOLDER } from './packages.ts';
import { answer, ask, start, usageOf } from './processes.ts';
import { QUESTIONS } from './queries.ts';

const HELP = `Whole gateways over HTTP, each a process of its own, over the same three subgraphs.

  node bench/gateway/peers/main.ts --install        installs the peers into ${PEERS_FOLDER}
  node bench/gateway/peers/main.ts [--full] [--rounds N] [--seconds N] [--only NAME,…] [--svg FILE]

The contestants take turns for each kind of request; the subgraphs are one process, the load generator another. CPU is
that of the contestant with the processes that it started, as Linux counts it, for each request; p50 and p99 are seen by
the load generator while it keeps ${'`connections`'} requests under way. Medians of the rounds.

  --full           five rounds of 3 seconds, about ten minutes; else two of 0.7, below two minutes
  --rounds N       how often each is measured
  --seconds N      for how long each time
  --connections N  requests under way at once (4)
  --only NAME,…    kinds of requests: ${Object.keys(QUESTIONS).join(', ')}
  --svg FILE       draws the CPU figures as a chart`;

const { values } = parseArgs({
  options: {
    install: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    connections: { type: 'string', default: '4' },
    only: { type: 'string' },
    svg: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds ?? (values.full ? 5 : 2));
const seconds = Number(values.seconds ?? (values.full ? 3 : 0.7));
const connections = Number(values.connections);
const kinds = values.only?.split(',').map((name) => name.trim()) ?? Object.keys(QUESTIONS);

/** So many requests at least, also where the machine is busy: code is compiled when it has run often. */
const WARM_UP = 200;
/** A tick of the kernel's clock is 10 ms: of cheap requests it takes many to count them to a few hundredths. */
const leastOf = (kind: string): number => (kind === 'deep' ? 60 : 400);

interface Runner {
  readonly name: string;
  readonly child: ChildProcess;
  readonly url: string;
}
interface Measured extends Pick<Delivered, 'p50' | 'p99'> {
  readonly cpuMs: number;
}
type Results = Map<string, Map<string, Measured>>;

if (values.help) console.log(HELP);
else if (values.install) installPeers();
else if (process.platform !== 'linux') fail('CPU is read from /proc: this runs on Linux only');
else if (missingPeers().length > 0) fail(`Not installed: ${missingPeers().join(', ')}. Run it with --install first`);
else await race();

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

async function race(): Promise<void> {
  console.log(settings());
  const servers = start('subgraph-servers.ts');
  const load = start('load.ts');
  const children = [servers, load];
  try {
    const [{ urls }] = await Promise.all([answer<{ urls: Record<string, string> }>(servers), answer(load)]);
    const supergraphSdl = composeFixtures(subgraphs, (name) => urls[name] ?? '');
    const runners: Runner[] = [];
    for (const name of Object.keys(CONTESTANTS)) {
      const child = start('contestant.ts', [name]);
      children.push(child);
      const { url } = await ask<{ url: string }>(child, { supergraphSdl });
      runners.push({ name, child, url });
    }
    const results: Results = new Map();
    for (const kind of kinds) results.set(kind, await compare(kind, runners, load));
    report(results, runners);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

/** Every number is asked for once by each contestant, so that texts that are to be new are. */
async function compare(kind: string, runners: readonly Runner[], load: ChildProcess): Promise<Map<string, Measured>> {
  const all = new Map(runners.map(({ name }): [string, Measured[]] => [name, []]));
  const asked = new Map(runners.map(({ name }) => [name, 0]));
  const texts = new Map<string, string>();
  const deliver = async ({ name, url }: Runner, duration: number, least: number): Promise<Delivered> => {
    const from = asked.get(name) ?? 0;
    const order: Order = { url, kind, from, seconds: duration, requests: least, connections };
    const delivered = await ask<Delivered>(load, order);
    if (delivered.failed !== undefined) throw new Error(`${name} answered ${kind} with ${delivered.failed}`);
    asked.set(name, from + delivered.requests);
    if (from === 0) texts.set(name, dataIn(delivered.text));
    return delivered;
  };
  for (const runner of runners) await deliver(runner, 0, 1);
  const differing = runners.filter(({ name }) => texts.get(name) !== texts.get('hub'));
  if (differing.length > 0) throw new Error(`${differing[0]?.name} answers ${kind} otherwise than the hub`);
  for (const runner of runners) await deliver(runner, Math.max(0.5, seconds / 2), WARM_UP);
  for (let round = 0; round < rounds; round += 1) {
    for (const runner of [...runners.slice(round), ...runners.slice(0, round)]) {
      const before = usageOf(runner.child);
      const { requests, p50, p99 } = await deliver(runner, seconds, leastOf(kind));
      const cpuMs = (usageOf(runner.child).cpuMs - before.cpuMs) / requests;
      all.get(runner.name)?.push({ cpuMs, p50, p99 });
    }
  }
  const middles = [...all].map(([name, measured]): [string, Measured] => [name, middleOf(measured)]);
  console.log(`${kind.padEnd(13)} ${middles.map(([name, { cpuMs }]) => `${name} ${cpuMs.toFixed(3)}`).join('  ')}`);
  return new Map(middles);
}

/** The data with keys in order: contestants differ in where they write what they joined. */
function dataIn(text: string): string {
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(JSON.parse(text).data, sorted);
}

function report(results: Results, runners: readonly Runner[]): void {
  const names = runners.map(({ name }) => name);
  const table = (title: string, cell: (measured: Measured) => string, withRatio = false) => {
    console.log(`\n| ${title} | ${names.join(' | ')} |${withRatio ? ' hub ÷ best peer |' : ''}`);
    console.log(`| --- |${' --- |'.repeat(names.length + (withRatio ? 1 : 0))}`);
    for (const [kind, row] of results) {
      const cells = names.map((name) => cell(row.get(name) as Measured));
      console.log(`| ${kind} | ${cells.join(' | ')} |${withRatio ? ` ${ratio(row).toFixed(2)} |` : ''}`);
    }
  };
  table('CPU ms per request', ({ cpuMs }) => cpuMs.toFixed(2), true);
  table('p50 / p99 ms', ({ p50, p99 }) => `${p50.toFixed(1)} / ${p99.toFixed(1)}`);
  console.log(`\n| memory | ${names.join(' | ')} |\n| --- |${' --- |'.repeat(names.length)}`);
  const megabytes = runners.map(({ child }) => (usageOf(child).rssBytes / 2 ** 20).toFixed(0));
  console.log(`| MB at the end | ${megabytes.join(' | ')} |`);
  if (values.svg === undefined) return;
  const bars = [...results].map(([label, row]) => ({ label, values: names.map((name) => row.get(name)?.cpuMs ?? 0) }));
  fs.writeFileSync(values.svg, drawBars('CPU of a request, each kind relative to its dearest', 'ms', names, bars));
}

function ratio(row: ReadonlyMap<string, Measured>): number {
  const peers = [...row].filter(([name]) => name !== 'hub').map(([, { cpuMs }]) => cpuMs);
  return (row.get('hub')?.cpuMs ?? 0) / Math.min(...peers);
}

function middleOf(measured: readonly Measured[]): Measured {
  const middle = (of: (one: Measured) => number) => measured.map(of).toSorted((a, b) => a - b);
  const at = (numbers: readonly number[]) => numbers[Math.floor(numbers.length / 2)] ?? 0;
  return {
    cpuMs: at(middle((one) => one.cpuMs)),
    p50: at(middle((one) => one.p50)),
    p99: at(middle((one) => one.p99)),
  };
}

function settings(): string {
  const machine = `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown processor'}`;
  const versions = Object.entries(PACKAGES).map(([name, version]) => `${name} ${version}`);
  const contestants = Object.entries(CONTESTANTS).map(([name, one]) => `  ${name}: ${one.settings}`);
  return [
    `node ${process.version}, NODE_ENV=production, ${machine}, load ${os.loadavg()[0]?.toFixed(1)}`,
    `${rounds} rounds of ${seconds} s, ${connections} connections`,
    versions.join(', '),
    ...contestants,
    '',
  ].join('\n');
}
