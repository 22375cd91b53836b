import pg from 'pg';
import type { Log } from '../lib/log.ts';

/**
 * Calls `onWake` when something was appended (NOTIFY), and after every reconnect, as notifications may have been
 * missed. Reconnects for ever; a reader must not rely on it alone. Returns what ends it.
 */
export function listenForEvents(url: string, log: Log, onWake: () => void): () => Promise<void> {
  let isClosed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;

  const connect = async (): Promise<void> => {
    const mine = new pg.Client({ connectionString: url, application_name: 'hub events', keepAlive: true });
    client = mine;
    let isLost = false;
    const lose = (error?: Error) => {
      if (isLost) return;
      isLost = true;
      mine.end().catch(() => {});
      if (isClosed) return;
      failures += 1;
      log.warn('the listener for events lost its connection', { failures, ...(error ? { error: error.message } : {}) });
      timer = setTimeout(() => void connect(), Math.min(200 * 2 ** failures, 10_000));
    };
    mine.on('error', lose);
    mine.on('end', () => lose());
    mine.on('notification', onWake);
    try {
      await mine.connect();
      await mine.query('LISTEN hub_event');
      failures = 0;
      onWake();
    } catch (error) {
      lose(error as Error);
    }
  };
  void connect();

  return async () => {
    isClosed = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}
