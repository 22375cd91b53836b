import pg from 'pg';
import type { Log } from '../../lib/log.ts';

/** Which of several processes does a work: whoever holds the name's lock in the database, on one session of its own. */
export interface Leader {
  /** True while this process leads; tries to where nobody does. False also where the database cannot be reached. */
  leads(name: string): Promise<boolean>;
  close(): Promise<void>;
}

export function createLeader(url: string, log: Log): Leader {
  let session: Promise<pg.Client> | undefined;
  let turn: Promise<unknown> = Promise.resolve(); // one question at a time on the one session
  const held = new Set<string>();

  const connect = (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'hub ingest',
      keepAlive: true,
      query_timeout: 10_000,
    });
    const mine = client.connect().then(() => client);
    const lose = () => {
      if (session !== mine) return;
      session = undefined;
      held.clear();
      log.warn('the session that holds the locks of ingest was lost');
    };
    client.on('error', lose);
    client.on('end', lose);
    session = mine;
    mine.catch(lose);
    return mine;
  };

  const tryToLead = async (name: string): Promise<boolean> => {
    try {
      const mine = session ?? connect();
      const client = await mine;
      const { rows } = await client.query<{ is_mine: boolean }>(
        "SELECT pg_try_advisory_lock(hashtextextended('hub.ingest:' || $1, 0)) AS is_mine",
        [name],
      );
      const isMine = rows[0]?.is_mine === true && session === mine;
      if (isMine) held.add(name);
      return isMine;
    } catch (error) {
      log.warn('the lock of ingest could not be asked for', { name, error: (error as Error).message });
      return false;
    }
  };

  return {
    async leads(name) {
      if (held.has(name)) return true;
      const answer = turn.then(() => tryToLead(name));
      turn = answer;
      return answer;
    },
    async close() {
      await turn;
      const mine = session;
      session = undefined;
      held.clear();
      const client = await mine?.catch(() => undefined);
      await client?.end().catch(() => {});
    },
  };
}
