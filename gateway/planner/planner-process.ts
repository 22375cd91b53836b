import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { PlannerFacts, PlanRequest, QueryPlan } from './planner.ts';

/** The end of what a process wrote on stderr is kept: a panic says there what it met. */
const STDERR_BYTES_MAX = 4_096;
/** A supergraph is read in milliseconds and a plan takes few MB; a planner that runs away ends before the machine does. */
const MEMORY_KB_MAX = 1024 * 1024;

/** How a process ended; `said` is what it wrote, as one line. */
export interface Ending {
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
  readonly said: string;
}

/** A plan, or the planner's words for why there is none. */
export type Reply = { readonly plan: QueryPlan } | { readonly error: string };

type Message = { readonly facts: PlannerFacts } | { readonly refused: string } | (Reply & { readonly id: number });

/**
 * One planner in a process of its own. `ready` is refused where the supergraph is; `ended` comes once, whatever ended
 * it. While nobody waits for it, it holds up nothing.
 */
export class PlannerProcess {
  readonly ready: Promise<PlannerFacts>;
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  #isReady = false;
  #asked = 0;
  #answer: ((reply: Reply) => void) | undefined;

  /** `labels`: of overrides that are switched on. */
  constructor(supergraphSdl: string, labels: readonly string[]) {
    this.#child = spawnChild();
    const said = new Tail(STDERR_BYTES_MAX);
    this.#child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve({ signal: null, exitCode: null, said: error.message }));
      this.#child.once('close', (exitCode, signal) => resolve({ signal, exitCode, said: said.line }));
    });
    this.ready = this.#start(supergraphSdl, labels);
    this.ready.catch(() => {});
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** One at a time. Never answered when the process ends over it. */
  plan(request: PlanRequest): Promise<Reply> {
    this.#hold(true);
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#asked += 1;
      this.#send({ id: this.#asked, ...request });
    });
  }

  /** Whoever then waits for `ended` is held until it comes. */
  kill(): void {
    this.#hold(true);
    this.#child.kill('SIGKILL');
  }

  async #start(supergraphSdl: string, labels: readonly string[]): Promise<PlannerFacts> {
    const facts = new Promise<PlannerFacts>((resolve, reject) => {
      this.#child.on('message', (message: Message) => {
        if ('facts' in message) resolve(message.facts);
        else if ('refused' in message) reject(new Error(message.refused));
        else this.#take(message);
      });
    });
    const early = this.ended.then(({ said, signal, exitCode }): never => {
      throw new Error(said || `its process ended at once (${signal ?? `exit ${exitCode}`})`);
    });
    this.#send({ supergraphSdl, labels });
    const known = await Promise.race([facts, early]);
    early.catch(() => {});
    this.#isReady = true;
    this.#hold(false);
    return known;
  }

  #take({ id, ...reply }: Reply & { readonly id: number }): void {
    if (id !== this.#asked) return;
    this.#hold(false);
    this.#answer?.(reply);
  }

  /** A process that has just ended takes no message; its `ended` tells. */
  #send(message: object): void {
    this.#child.send(message, () => {});
  }

  /** One that was killed is held until its end, also where its last message comes after that. */
  #hold(isHeld: boolean): void {
    if (!isHeld && this.#child.killed) return;
    const { channel, stderr } = this.#child;
    for (const handle of [this.#child, channel, stderr as Partial<NodeJS.RefCounted> | null]) {
      if (isHeld) handle?.ref?.();
      else handle?.unref?.();
    }
  }
}

/** Without a core file, which a shell alone can forbid; without this process's environment, which may hold secrets. */
function spawnChild(): ChildProcess {
  const limits = `ulimit -c 0; ulimit -d ${MEMORY_KB_MAX} 2>/dev/null; exec "$0" "$@"`;
  const flags = ['--disable-proto=delete', '--max-semi-space-size=1', '--disable-warning=ExperimentalWarning'];
  const program = path.join(import.meta.dirname, 'child.mjs');
  return spawn('/bin/sh', ['-c', limits, process.execPath, ...flags, program], {
    env: { RUST_BACKTRACE: '0' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** The last bytes of a text without end. */
class Tail {
  readonly #bytesMax: number;
  #kept = Buffer.alloc(0);

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  push(chunk: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, chunk]).subarray(-this.#bytesMax);
  }

  get line(): string {
    return this.#kept.toString('utf8').replace(/\s+/g, ' ').trim();
  }
}
