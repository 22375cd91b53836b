import { createLog } from '../../lib/log.ts';
import { createDatabase } from '../../store/db.ts';
import { createEventStream } from '../stream.ts';

// node follow.ts URL PLANT CURSOR: prints every event of stream productionStatus as a line, until it is killed.
const [url = '', plant = '', cursor = ''] = process.argv.slice(2);
const stream = createEventStream({
  db: createDatabase(url),
  url,
  log: createLog('error'),
  batchSize: 7,
  queueLimit: 5,
});
const filter = { stream: 'productionStatus', visiblePlants: new Set([plant]) } as const;
for await (const event of await stream.subscribe(filter, cursor)) {
  process.stdout.write(`${JSON.stringify({ cursor: event.cursor, eventId: event.eventId })}\n`);
}
