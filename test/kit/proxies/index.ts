import { LATE_MS, PATIENCE_MS, type ProxyAnswer, type ProxyConfiguration } from './configurations.ts';
import { findProgram, type Running, startProgram } from './programs.ts';

export * from './configurations.ts';

/** What of this the machine lacks, in words for a skipped test; undefined where all is there. In CI a skipped test fails. */
export const NO_PROXIES: string | undefined =
  (['nginx', 'haproxy'] as const).filter((program) => findProgram(program) === undefined).join(' and ') || undefined;

export interface Proxies {
  /** The back end's URL through a configuration. */
  url(name: string): string;
  /** From now on the configurations that do not pass on answer by themselves. */
  shut(): Promise<void>;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Starts proxies before a back end: at most one process of each program, a port for each configuration. */
export async function startProxies(target: string, configurations: readonly ProxyConfiguration[]): Promise<Proxies> {
  const running: Running[] = [];
  const each = async (act: (one: Running) => Promise<void>) => {
    await Promise.all(running.map(act));
  };
  try {
    for (const program of ['nginx', 'haproxy'] as const) {
      const own = configurations.filter((one) => one.program === program);
      if (own.length > 0) running.push(await startProgram(program, own, target));
    }
  } catch (error) {
    await each((one) => one.stop());
    throw error;
  }
  return {
    url(name) {
      const url = running.map(({ urls }) => urls.get(name)).find((one) => one !== undefined);
      if (url === undefined) throw new Error(`no proxy ${name} was started`);
      return url;
    },
    shut: () => each((one) => one.shut()),
    reopen: () => each((one) => one.reopen()),
    close: () => each((one) => one.stop()),
  };
}

/**
 * The fault that, behind a proxy which passes on, makes a call commit late: the proxy has answered, and the back end
 * does its work `lateMs` after that. `match` as in the simulators' faults.
 */
export function lateCommit(match: object, lateMs = LATE_MS): object {
  return { kind: 'delay', ms: PATIENCE_MS + lateMs, match };
}

/** One cell of the table: a configuration crossed with something a test does behind it. */
export interface Cell<Case> {
  readonly name: string;
  readonly proxy: ProxyConfiguration;
  readonly case: Case;
}

/**
 * Every configuration with every case, for `it.for`. `take` thins the table out evenly, so that each configuration and
 * each case stays in it: 24 cells of the whole table in a run, the whole table by a command.
 */
export function crossed<Case extends { readonly name: string }>(
  configurations: readonly ProxyConfiguration[],
  cases: readonly Case[],
  take = Number.POSITIVE_INFINITY,
): Cell<Case>[] {
  const cells = configurations.flatMap((proxy, row) =>
    // Shifted by the row, so that the first cells of all rows are of different cases.
    cases.map((_, column) => {
      const one = cases[(row + column) % cases.length] as Case;
      return { order: column * configurations.length + row, name: `${proxy.name}, ${one.name}`, proxy, case: one };
    }),
  );
  const kept = [...cells].sort((a, b) => a.order - b.order).slice(0, take);
  return kept.map(({ name, proxy, case: one }) => ({ name, proxy, case: one }));
}

/** What a caller saw, in the terms of a configuration's promise. */
export async function seenThrough(call: Promise<Response>): Promise<ProxyAnswer | 'cut'> {
  let response: Response;
  try {
    response = await call;
  } catch {
    return 'cut';
  }
  await response.text();
  const retryAfter = response.headers.get('retry-after');
  const location = response.headers.get('location');
  return {
    status: response.status,
    ...(retryAfter === null ? {} : { retryAfter: Number(retryAfter) }),
    ...(location === null
      ? {}
      : { location: new URL(location, 'http://proxy').pathname + new URL(location, 'http://proxy').search }),
  };
}
