import { z } from 'zod';
import type { ConnectionReport, MesPort } from '../ports.ts';
import { OpenmesApi } from './api.ts';
import { readCompletions } from './completions.ts';
import { openReader } from './executions.ts';
import { holdPostings } from './holds.ts';
import { Memory } from './memory.ts';
import type { OpenmesOptions } from './options.ts';
import { ProductUnits } from './units.ts';

export type { OpenmesOptions } from './options.ts';

/** One OpenMES server behind the MES port. Nothing is called until something is asked. */
export function createOpenmesConnector(options: OpenmesOptions): MesPort {
  const api = new OpenmesApi(options);
  const units = new ProductUnits(api, options);
  const memory = new Memory();
  return {
    connection: options.connection,
    plantCodes: options.plants.map(({ code }) => code),
    limits: options.limits,
    open: (read) => openReader({ api, units, memory, options }, read),
    postings: holdPostings(api),
    completions: (cursor) => readCompletions({ api, units, memory, options }, cursor),
    report: () => report(api, options),
    close: async () => {},
  };
}

async function report(api: OpenmesApi, options: OpenmesOptions): Promise<ConnectionReport> {
  const findings: ConnectionReport['findings'] = [];
  const anything = z.looseObject({});
  const ask = async (text: string, path: string) => {
    try {
      await api.read({ path, kind: 'report' }, anything);
      findings.push({ level: 'ok', text });
      return true;
    } catch (error) {
      findings.push({ level: 'error', text: error instanceof Error ? error.message : String(error) });
      return false;
    }
  };
  const byKey = await ask('the API key may read production', '/erp/production/completions?limit=1');
  const byToken = await ask('the user token may read work orders', '/work-orders?per_page=1');
  const { connection, url } = options;
  return { connection, kind: 'openmes', url, version: null, isReachable: byKey || byToken, findings };
}
