import type { ConnectionReport, Finding } from '../connectors/ports.ts';
import type { Log } from '../lib/log.ts';

/** A connection that can say how it is. */
export interface Examinable {
  readonly connection: string;
  report(): Promise<ConnectionReport>;
}

export interface ExaminationOptions {
  connections: readonly Examinable[];
  /** The current key of a connection: another one is a reason to look again. */
  keyOf(connection: string): string;
  log: Log;
  /** For people: a line for what is wrong, and for what is wrong no longer. */
  print(line: string): void;
  /** Keeps what was found. */
  record?(report: ConnectionReport): Promise<void>;
  /** Between two examinations, of a connection that is up, and at most of one that is down; between two looks at the key. */
  pausesMs?: { up: number; down: number; key: number };
}

export interface Examinations {
  /** Examines a connection now: something about it has changed. */
  nudge(connection: string): void;
  /** Resolves when nothing more is told or kept; a report under way is not waited for. */
  close(): Promise<void>;
}

const PAUSES_MS = { up: 3_600_000, down: 60_000, key: 10_000 };
/** The first pause of a connection that is down; each is twice the one before. */
const FIRST_DOWN_MS = 1_000;

/**
 * Examines every connection at once, then every hour, when its key has changed, and with growing pauses while it is down.
 * What is wrong is told when it is first found, and again when it is gone.
 */
export function startExaminations(options: ExaminationOptions): Examinations {
  const loops = new Map(options.connections.map((port) => [port.connection, startLoop(port, options)]));
  return {
    nudge: (connection) => loops.get(connection)?.nudge(),
    async close() {
      await Promise.all([...loops.values()].map((loop) => loop.close()));
    },
  };
}

function startLoop(port: Examinable, options: ExaminationOptions) {
  const { keyOf, log, record } = options;
  const pauses = options.pausesMs ?? PAUSES_MS;
  let isClosed = false;
  let isNudged = false;
  let wake = () => {};
  let known: Problems = new Map();
  let keeping: Promise<void> | undefined;

  const examine = async (): Promise<boolean> => {
    const report = await port.report();
    if (isClosed) return false;
    known = tell(port.connection, known, report, options);
    keeping = record?.(report);
    await keeping;
    return report.isReachable;
  };

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      if (isClosed || isNudged) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const pause = async (ms: number, key: string) => {
    const until = performance.now() + ms;
    while (!isClosed && !isNudged && keyOf(port.connection) === key) {
      const left = until - performance.now();
      if (left <= 0) return;
      await sleep(Math.min(left, pauses.key));
    }
  };

  const loop = async () => {
    let downMs = FIRST_DOWN_MS;
    while (!isClosed) {
      isNudged = false;
      const key = keyOf(port.connection);
      const isUp = await examine().catch((error: unknown) => {
        if (!isClosed) log.warn('a connection could not be examined', { connection: port.connection, error });
        return false;
      });
      await pause(isUp ? pauses.up : Math.min(downMs, pauses.down), key);
      downMs = isUp ? FIRST_DOWN_MS : Math.min(2 * downMs, pauses.down);
    }
  };
  void loop();

  return {
    nudge() {
      isNudged = true;
      wake();
    },
    async close() {
      isClosed = true;
      wake();
      await keeping?.catch(() => {});
    },
  };
}

type Problems = ReadonlyMap<string, Finding>;

/** Tells what is new and what is gone. Where not all could be looked at, what is not found is not gone. */
function tell(connection: string, known: Problems, report: ConnectionReport, options: ExaminationOptions): Problems {
  const found = problemsIn(report);
  for (const [about, { level, text, todo }] of found) {
    if (known.has(about)) continue;
    options.log[level === 'error' ? 'error' : 'warn']('a connection has a problem', {
      connection,
      problem: text,
      todo,
    });
    options.print(`  ${connection}  ${level === 'error' ? 'PROBLEM' : 'WARNING'}  ${text}${todo ? `. ${todo}` : ''}`);
  }
  if (!isWhole(report)) return new Map([...known, ...found]);
  for (const [about, { text }] of known) {
    if (found.has(about)) continue;
    options.log.warn('a problem of a connection is gone', { connection, problem: text });
    options.print(`  ${connection}  ok       no longer: ${text}`);
  }
  return found;
}

function problemsIn({ findings }: ConnectionReport): Map<string, Finding> {
  const problems = findings.filter(({ level }) => level === 'error' || level === 'warning');
  return new Map(problems.map((finding) => [finding.about ?? finding.text, finding]));
}

const isWhole = ({ isReachable, findings }: ConnectionReport): boolean =>
  isReachable && !findings.some(({ about }) => about?.startsWith('unseen'));
