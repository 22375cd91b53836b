import { type Ingest, startIngest } from '../events/ingest/index.ts';
import type { EventStream } from '../events/stream.ts';
import type { HubRole } from '../lib/config/environment.ts';
import type { ConnectionConfig, FactoryConfig } from '../lib/config/factory.ts';
import type { Log } from '../lib/log.ts';
import type { HubDatabase } from '../store/db.ts';
import type { OpenBackEnds } from './back-ends.ts';
import type { ConnectedBackEnd } from './connected.ts';
import { recordExamination } from './examination-record.ts';
import { type Examinations, startExaminations } from './examinations.ts';
import type { Progress } from './progress.ts';
import { runs } from './roles.ts';

interface Background {
  factory: FactoryConfig;
  db: HubDatabase;
  backEnds: OpenBackEnds;
  log: Log;
}

/**
 * Beside everything else: an ERP that is away or slow holds up no start. Every process that calls an ERP examines it,
 * as each has its own way there and its own copy of the key; the one that watches the back ends keeps what it found.
 */
export function examineConnections(
  { factory, db, backEnds, log }: Background,
  options: { role: HubRole; connected: readonly ConnectedBackEnd[]; progress: Progress; examines: boolean },
): Examinations {
  const { role, connected, progress, examines } = options;
  const isCalling = examines && (runs(role, 'worker') || runs(role, 'ingest') || role === 'odoo');
  const plantsOf = (connection: string) =>
    factory.plants.filter((plant) => plant.erp.connection === connection).map((plant) => plant.code);
  return startExaminations({
    connections: isCalling ? backEnds.erps : [],
    keyOf: (connection) => connected.find((target) => target.name === connection)?.secret() ?? '',
    log,
    print: (line) => progress.line(line),
    ...(runs(role, 'ingest') ? { record: (report) => recordExamination(db, report, plantsOf(report.connection)) } : {}),
  });
}

/** Looks at the back ends for changes. */
export function watchBackEnds(
  { factory, db, backEnds, log }: Background,
  options: { databaseUrl: string; stream: EventStream; onHealth: (connection: string) => void },
): Ingest {
  return startIngest({
    ...{ db, log, url: options.databaseUrl, stream: options.stream, onHealth: options.onHealth },
    erps: backEnds.erps,
    mess: backEnds.meses,
    plm: backEnds.plm ?? null,
    plantCodes: factory.plants.map((plant) => plant.code),
    pace: (name) => (factory.connections[name] as ConnectionConfig).polling,
  });
}
