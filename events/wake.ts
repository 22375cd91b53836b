import pg from 'pg';
import type { Log } from '../lib/log.ts';

/** `hub_event`: something was appended to the event log. `hub_hint`: see hints.ts. */
export type Channel = 'hub_event' | 'hub_hint';

/**
 * Calls `onNotice` for what is notified on a channel (NOTIFY), with its payload, and without one after every reconnect,
 * as notifications may have been missed. Reconnects for ever; a reader must not rely on it alone. Returns what ends it.
 */
export function listen(
  url: string,
  log: Log,
  channel: Channel,
  onNotice: (payload?: string) => void,
): () => Promise<void> {
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
      log.warn('a listener lost its connection', { channel, failures, ...(error ? { error: error.message } : {}) });
      timer = setTimeout(() => void connect(), Math.min(200 * 2 ** failures, 10_000));
    };
    mine.on('error', lose);
    mine.on('end', () => lose());
    mine.on('notification', ({ payload }) => onNotice(payload));
    try {
      await mine.connect();
      await mine.query(`LISTEN ${channel}`);
      failures = 0;
      onNotice();
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
