import type { ErpPort, MesPort, PlmPort } from '../../connectors/ports.ts';
import type { Log } from '../../lib/log.ts';
import type { HubDatabase } from '../../store/db.ts';
import { appendEvents, pruneEvents } from '../log.ts';
import type { EventStream } from '../stream.ts';
import { followActivity, type StirredLoop } from './activity.ts';
import { pollErp } from './erp.ts';
import { createLeader } from './leader.ts';
import { createLookBook } from './looks.ts';
import { pollMes } from './mes.ts';
import { pollPlm } from './plm.ts';
import { type PollLoop, type PollLoopOptions, startPollLoop } from './poll-loop.ts';
import { forgetSightings } from './progress.ts';
import { createSweep } from './sweep.ts';
import type { TempoOptions } from './tempo.ts';

export interface IngestOptions {
  readonly db: HubDatabase;
  /** Of the same database, for the sessions that hold the locks and listen. */
  readonly url: string;
  readonly stream: Pick<EventStream, 'watch'>;
  readonly log: Log;
  readonly erps: readonly ErpPort[];
  readonly mess: readonly MesPort[];
  readonly plm: PlmPort | null;
  readonly plantCodes: readonly string[];
  /** Of a connection. */
  readonly pace: (connection: string) => PollPace;
  /** Told when a back end cannot be polled any more, and when it can again. */
  readonly onHealth?: (connection: string) => void;
  /** Events older than this are removed. */
  readonly retentionDays?: number;
}

/** How often a back end is looked at. */
export interface PollPace {
  /** From look to look while it is active, and at most. */
  readonly minMs: number;
  readonly maxMs: number;
  /** From sweep to sweep of an active ERP. */
  readonly sweepMs: number;
}

export interface Ingest {
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
  const looks = createLookBook(db);

  const start = (
    name: string,
    plants: readonly string[],
    runOnce: PollLoopOptions['runOnce'],
    onGood: () => Promise<void>,
    tempo: TempoOptions,
  ): StirredLoop & PollLoop => {
    const onRun = async ({ isUp, message }: { isUp: boolean; message: string | null }) => {
      if (isUp) await onGood();
      if (message === null) return;
      options.onHealth?.(name);
      const kind = isUp ? ('CONNECTION_UP' as const) : ('CONNECTION_DOWN' as const);
      const payload = { kind, connection: name, message };
      await db.transaction().execute((tx) => appendEvents(tx, [{ stream: 'system', plantCodes: plants, payload }]));
    };
    const leads = () => leader.leads(name);
    return { connection: name, plants, ...startPollLoop({ name, runOnce, leads, onRun, log, ...tempo }) };
  };
  const follow = (
    connection: string,
    plants: readonly string[],
    runOnce: PollLoopOptions['runOnce'],
    activeMs?: number,
  ) => {
    const { minMs, maxMs } = options.pace(connection);
    const tempo = { minMs, maxMs, ...(activeMs === undefined ? {} : { activeMs }) };
    return start(connection, plants, runOnce, () => looks.note(connection), tempo);
  };

  const ofPlants = [
    ...options.erps.map((erp) => {
      const sweep = createSweep({ db, port: erp, everyMs: options.pace(erp.connection).sweepMs, log });
      return follow(
        erp.connection,
        erp.plants.map((plant) => plant.code),
        async ({ isActive }) => {
          const { appended, hasMore } = await pollErp(db, erp);
          const swept = hasMore ? 0 : await sweep.goOn(isActive);
          return { appended: appended + swept, hasMore };
        },
      );
    }),
    ...options.mess.map((mes) => follow(mes.connection, mes.plantCodes, () => pollMes(db, mes))),
  ];
  const { plm } = options;
  // A PLM counts its calls, and a minute is soon enough for a change: nothing but its own news hurries it.
  const ofAll = plm ? [follow(plm.connection, plantCodes, () => pollPlm(db, plm, plantCodes), 0)] : [];
  const prune = async () => {
    await pruneEvents(db, new Date(Date.now() - (options.retentionDays ?? 30) * DAY_MS));
    await forgetSightings(db, new Date(Date.now() - SIGHTING_DAYS * DAY_MS));
    return { appended: 0, hasMore: false };
  };
  const pruning = start('event log', plantCodes, prune, async () => {}, { minMs: HOUR_MS, maxMs: HOUR_MS });
  const stopFollowing = followActivity(options, ofPlants);

  return {
    async close() {
      await stopFollowing();
      await Promise.all([...ofPlants, ...ofAll, pruning].map((loop) => loop.close()));
      await leader.close();
    },
  };
}
