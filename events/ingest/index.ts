import type { ErpPort, MesPort, PlmPort } from '../../connectors/ports.ts';
import type { Log } from '../../lib/log.ts';
import type { HubDatabase } from '../../store/db.ts';
import { appendEvents, pruneEvents } from '../log.ts';
import { pollErp } from './erp.ts';
import { createLeader } from './leader.ts';
import { pollMes } from './mes.ts';
import { pollPlm } from './plm.ts';
import { type PollLoop, startPollLoop } from './poll-loop.ts';
import { forgetSightings, type PollResult } from './progress.ts';

export interface IngestOptions {
  readonly db: HubDatabase;
  /** Of the same database, for the session that holds the locks. */
  readonly url: string;
  readonly log: Log;
  readonly erps: readonly ErpPort[];
  readonly mess: readonly MesPort[];
  readonly plm: PlmPort | null;
  readonly plantCodes: readonly string[];
  /** Pauses between two looks at a back end: after news, and where all is quiet. */
  readonly minMs?: number;
  readonly maxMs?: number;
  /** Events older than this are removed. */
  readonly retentionDays?: number;
}

export interface Ingest {
  /** Look at a connection now. False for one that is not polled here. */
  nudge(connection: string): boolean;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long a record that no longer changes is remembered. */
const SIGHTING_DAYS = 180;

/** Polls every back end for ever, each on its own: one that is slow or dead holds up no other. */
export function startIngest(options: IngestOptions): Ingest {
  const { db, log, plantCodes } = options;
  const leader = createLeader(options.url, log);
  const loops = new Map<string, PollLoop>();

  const start = (name: string, plants: readonly string[], runOnce: () => Promise<PollResult>, pauses = {}) => {
    const onHealth = async ({ isUp, message }: { isUp: boolean; message: string }) => {
      const kind = isUp ? 'CONNECTION_UP' : 'CONNECTION_DOWN';
      const payload = { kind, connection: name, message };
      await db.transaction().execute((tx) => appendEvents(tx, [{ stream: 'system', plantCodes: plants, payload }]));
    };
    const minMs = options.minMs ?? 1000;
    const maxMs = options.maxMs ?? 60_000;
    const leads = () => leader.leads(name);
    loops.set(name, startPollLoop({ name, runOnce, leads, onHealth, minMs, maxMs, log, ...pauses }));
  };

  for (const erp of options.erps) {
    start(
      erp.connection,
      erp.plants.map((plant) => plant.code),
      () => pollErp(db, erp),
    );
  }
  for (const mes of options.mess) start(mes.connection, [mes.plantCode], () => pollMes(db, mes));
  const { plm } = options;
  if (plm) start(plm.connection, plantCodes, () => pollPlm(db, plm, plantCodes));
  const prune = async () => {
    await pruneEvents(db, new Date(Date.now() - (options.retentionDays ?? 30) * DAY_MS));
    await forgetSightings(db, new Date(Date.now() - SIGHTING_DAYS * DAY_MS));
    return { appended: 0, hasMore: false };
  };
  start('event log', plantCodes, prune, { minMs: HOUR_MS, maxMs: HOUR_MS });

  return {
    nudge(connection) {
      const loop = loops.get(connection);
      loop?.nudge();
      return loop !== undefined;
    },
    async close() {
      await Promise.all([...loops.values()].map((loop) => loop.close()));
      await leader.close();
    },
  };
}
