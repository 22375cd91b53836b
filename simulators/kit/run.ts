import { parseArgs } from 'node:util';
import type { Simulator } from './server.ts';

export interface OptionHelp {
  readonly help: string;
  readonly default: string;
}

export interface SimulatorProgram {
  readonly kind: string;
  readonly about: string;
  /** Options beyond --port, --side-port, --data, --stay and --help. All are strings. */
  readonly options?: Readonly<Record<string, OptionHelp>>;
  start(options: ProgramOptions): Promise<Simulator>;
  /** Further properties of the ready line. */
  ready?(options: ProgramOptions): Record<string, unknown>;
}

export interface ProgramOptions {
  readonly port: number;
  readonly sidePort: number;
  readonly data: string;
  readonly extra: Readonly<Record<string, string>>;
}

/** The main program of a simulator: arguments, one ready line, and an end with its parent (stdin) or by signal. */
export async function runSimulator(program: SimulatorProgram): Promise<void> {
  const options = readOptions(program);
  if (!options) return;
  const simulator = await program.start(options).catch((error: unknown) => {
    process.stderr.write(`${program.kind} simulator: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void simulator.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // A parent that is gone reads no more: its closed pipe must not end the process before its data is closed.
  process.stdout.on('error', stop);
  if (!options.stay) {
    process.stdin.on('end', stop).on('close', stop).on('error', stop);
    process.stdin.resume();
  }
  const { url, sideUrl } = simulator;
  process.stdout.write(
    `${JSON.stringify({ ready: true, kind: program.kind, url, sideUrl, ...program.ready?.(options) })}\n`,
  );
}

function readOptions(program: SimulatorProgram): (ProgramOptions & { stay: boolean }) | undefined {
  const own = Object.entries(program.options ?? {});
  const { values } = parse(program, own);
  if (values.help) {
    process.stdout.write(helpText(program, own));
    return undefined;
  }
  const text = (name: string, fallback: string) => String(values[name] ?? fallback);
  return {
    port: portNumber('--port', text('port', '0')),
    sidePort: portNumber('--side-port', text('side-port', '0')),
    data: text('data', ':memory:'),
    stay: values.stay === true,
    extra: Object.fromEntries(own.map(([name, option]) => [name, text(name, option.default)])),
  };
}

function parse(program: SimulatorProgram, own: [string, OptionHelp][]) {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        'side-port': { type: 'string' },
        data: { type: 'string' },
        stay: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        ...Object.fromEntries(own.map(([name]) => [name, { type: 'string' as const }])),
      } as Record<string, { type: 'string' | 'boolean'; short?: string }>,
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${helpText(program, own)}`);
    process.exit(2);
  }
}

function portNumber(name: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  process.stderr.write(`${name} is a number from 0 to 65535, not ${text}\n`);
  process.exit(2);
}

function helpText(program: SimulatorProgram, own: [string, OptionHelp][]): string {
  const lines = [
    ['--port N', 'port of the simulated back end; 0 takes a free one (default)'],
    ['--side-port N', 'port for journal, faults, exchanges and reset; 0 takes a free one (default)'],
    ['--data FILE', 'SQLite file with state and journal; :memory: keeps nothing (default)'],
    ['--stay', 'go on when stdin ends; without it the simulator ends with its parent'],
    ...own.map(([name, option]) => [`--${name} …`, `${option.help} (default ${option.default || 'none'})`]),
  ].map(([name, help]) => `  ${String(name).padEnd(18)}${help}`);
  return `${program.about}\n\n${lines.join('\n')}\n`;
}
