import { NeedsAttentionError, RejectedError } from '../../../lib/errors.ts';
import { fetchFields } from './fields.ts';
import { isRecord } from './json.ts';
import type { OdooSession } from './session.ts';

/** The model of the hub's own add-on for Odoo (deploy/odoo-addon). */
export const RECEIPTS = 'hub.receipt';

/** What the hub understands; an add-on of another contract is left alone. */
const CONTRACT = 1;
const RECHECK_MS = 5 * 60_000;

export interface InstalledAddon {
  version: string;
  /** Another one once the add-on, and its receipts with it, were removed and came back. */
  installation: string;
  /** The server's clock; it judges deadlines. */
  now: Date;
  /** What it can be asked to call, as model/method. */
  calls: ReadonlySet<string>;
}

/** Null: it is not installed. Text: why it cannot be used. Errors: those of a read. */
export async function askAddon(session: OdooSession): Promise<InstalledAddon | string | null> {
  if ((await fetchFields(session, RECEIPTS)).size === 0) return null;
  try {
    const about = await session.call<unknown>({ model: RECEIPTS, method: 'about' }, { kind: 'read' });
    if (!isRecord(about) || !Array.isArray(about.calls)) return `It is not the hub's: ${RECEIPTS} answers otherwise`;
    const version = String(about.version);
    if (about.contract !== CONTRACT) return `Its version ${version} does not fit this hub: install the one beside it`;
    const { installation, now, calls } = about;
    return { version, installation: String(installation), now: new Date(String(now)), calls: new Set(calls) };
  } catch (error) {
    if (!(error instanceof RejectedError || error instanceof NeedsAttentionError)) throw error;
    return error.problems.map((problem) => problem.message).join('; ');
  }
}

/** The add-on as postings know it: asked about on first use, and again every few minutes, as it may come and go. */
export class Addon {
  readonly #session: OdooSession;
  readonly #recheckMs: number;
  #asked: Promise<InstalledAddon | string | null> | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(session: OdooSession, recheckMs = RECHECK_MS) {
    this.#session = session;
    this.#recheckMs = recheckMs;
  }

  /** The installation that can make these calls; null where none can. Errors: those of a read. */
  async installationFor(calls: readonly string[]): Promise<string | null> {
    const found = await this.#find();
    if (found === null || typeof found === 'string') return null;
    return calls.every((call) => found.calls.has(call)) ? found.installation : null;
  }

  /** It is asked about again before it is next used. */
  forget(): void {
    this.#asked = undefined;
  }

  #find(): Promise<InstalledAddon | string | null> {
    const now = performance.now();
    if (this.#asked === undefined || now - this.#askedAt >= this.#recheckMs) {
      this.#askedAt = now;
      this.#asked = askAddon(this.#session).catch((error: unknown) => {
        this.#asked = undefined;
        throw error;
      });
    }
    return this.#asked;
  }
}
