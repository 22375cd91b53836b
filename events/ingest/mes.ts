import type { MesCompletion, MesPort } from '../../connectors/ports.ts';
import type { HubDatabase } from '../../store/db.ts';
import type { NewEvent } from '../log.ts';
import { appendSightings, moveCursor, type PollResult, readCursor, type Sighting } from './progress.ts';

/**
 * One page of what an MES has completed. Completions become events of stream productionStatus, never commands: what
 * is posted in the ERP is what the MES asks the graph for.
 */
export async function pollMes(db: HubDatabase, port: Pick<MesPort, 'connection' | 'completions'>): Promise<PollResult> {
  const from = await readCursor(db, port.connection, 'completions');
  const { cursor, completions, hasMore } = await port.completions(from);
  if (cursor === from && completions.length === 0) return { appended: 0, hasMore: false };
  const appended = await db.transaction().execute(async (tx) => {
    if (cursor !== from && !(await moveCursor(tx, port.connection, 'completions', from, cursor))) return 0;
    return appendSightings(tx, port.connection, completions.map(toSighting));
  });
  return { appended, hasMore };
}

function toSighting(completion: MesCompletion): Sighting<Totals> {
  return {
    record: `order:${completion.plantCode}:${completion.orderNumber}:${completion.operationNumber ?? ''}`,
    fingerprint: completion.id,
    content: { good: completion.good, scrap: completion.scrap },
    toEvents: (before) => [toEvent(completion, before)],
  };
}

type Totals = Pick<MesCompletion, 'good' | 'scrap'>;

function toEvent(completion: MesCompletion, before: Totals | undefined): NewEvent {
  const isMoreScrap = completion.scrap !== null && completion.scrap.value !== (before?.scrap?.value ?? '0');
  const isScrapOnly = isMoreScrap && before?.good.value === completion.good.value;
  return {
    stream: 'productionStatus',
    plantCodes: [completion.plantCode],
    occurredAt: new Date(completion.at),
    payload: {
      kind: isScrapOnly ? 'SCRAPPED' : 'PROGRESS',
      orderNumber: completion.orderNumber,
      operationNumber: completion.operationNumber,
      state: null,
      good: completion.good,
      scrap: completion.scrap,
    },
  };
}
