import { z } from 'zod';
import type { ConnectionReport, PlmPort, QmsPort } from '../ports.ts';
import { ArenaClient } from './client.ts';
import { implementationStatusPosting } from './implementation-status.ts';
import { Memory } from './memory.ts';
import type { ArenaOptions } from './options.ts';
import { OutboundEvents } from './outbound-events.ts';
import { openPlmReader } from './plm-reader.ts';
import { openQmsReader } from './qms-reader.ts';

export type { ArenaOptions } from './options.ts';
export { defaultQualityProfile, type QualityProfile } from './quality-profile.ts';

/** One Arena workspace behind two ports, in one session. */
export interface ArenaConnector {
  readonly plm: PlmPort;
  readonly qms: QmsPort;
  close(): Promise<void>;
}

/** Nothing is called until something is asked. */
export function createArenaConnector(options: ArenaOptions): ArenaConnector {
  const client = new ArenaClient(options);
  const events = new OutboundEvents(client, options);
  const memory = new Memory();
  const { connection, limits } = options;
  const close = async () => {};
  return {
    plm: {
      connection,
      limits,
      open: (read) => openPlmReader(client, options, memory, read),
      postings: { setImplementationStatus: implementationStatusPosting(client) },
      pendingEvents: () => events.pending(),
      reconcile: (eventId) => events.reconcile(eventId),
      report: () => report(client, options),
      close,
    },
    qms: {
      connection,
      open: (read) => openQmsReader(client, options, memory, read),
      report: () => report(client, options),
      close,
    },
    close,
  };
}

async function report(client: ArenaClient, options: ArenaOptions): Promise<ConnectionReport> {
  const findings: ConnectionReport['findings'] = [];
  let isReachable = true;
  try {
    await client.read({ path: '/items', query: { limit: 1 }, kind: 'report' }, z.looseObject({}));
    findings.push({ level: 'ok', text: 'the login may read items' });
    const left = client.requestsRemaining;
    if (left !== undefined)
      findings.push({ level: left > 1000 ? 'ok' : 'warning', text: `${left} calls are left for today` });
  } catch (error) {
    isReachable = false;
    findings.push({ level: 'error', text: error instanceof Error ? error.message : String(error) });
  }
  return { connection: options.connection, kind: 'arena', url: options.url, version: 'v1', isReachable, findings };
}
