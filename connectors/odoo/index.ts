import type { ConnectionLimits } from '../../lib/config/factory.ts';
import type { Log } from '../../lib/log.ts';
import { SharedReads } from '../../lib/shared-reads.ts';
import type { UnitNames } from '../../lib/units.ts';
import type { PlantBinding } from '../ports/common.ts';
import type { ErpPort } from '../ports/erp.ts';
import { reportOn } from './examine/report.ts';
import { Layout } from './model/layout.ts';
import { openReader } from './read/reader.ts';
import { ReadGate } from './transport/gate.ts';
import { OdooSession, type SessionOptions } from './transport/session.ts';
import { OrdersNow } from './watch/orders-now.ts';
import { ChangePoller } from './watch/poller.ts';
import { createOdooPostings } from './write/index.ts';

export interface OdooOptions extends Pick<SessionOptions, 'connection' | 'url' | 'database' | 'login' | 'secret'> {
  plants: readonly PlantBinding[];
  transport?: SessionOptions['transport'];
  /** What unit names of this Odoo mean, beside the common ones. */
  units?: UnitNames;
  limits: ConnectionLimits;
  /** How long warehouses, units and locations are kept; a minute where left out. */
  layoutKeepMs?: number;
  log?: Log;
}

/** An Odoo 17, 18, 19 or later as the hub's ERP. Nothing is asked of it before the first call. */
export function createOdooConnector(options: OdooOptions): ErpPort {
  const { connection, plants, limits, units = {}, transport = null } = options;
  const { readTimeoutMs, requestsPerSecond } = limits;
  const session = new OdooSession({ ...options, transport, readTimeoutMs, requestsPerSecond });
  const layout = new Layout(session, plants, units, options.layoutKeepMs);
  const gate = new ReadGate(connection, limits, { isOfSeveralPlants: plants.length > 1 });
  const shared = new SharedReads({ system: 'ERP', connection });
  const ordersNow = new OrdersNow(session, layout, gate, options.log);
  const poller = new ChangePoller(session, gate, ordersNow);
  const open: ErpPort['open'] = (readOptions) => openReader({ session, layout, gate, shared }, readOptions);
  const { postings, forWriting } = createOdooPostings({ session, layout, limits, openReader: open });
  return {
    connection,
    plants,
    limits,
    open,
    postings,
    forWriting,
    pollChanges: (cursor) => poller.poll(cursor),
    ordersNow: (recordIds) => ordersNow.remembered(recordIds),
    openOrders: (after) => ordersNow.open(after),
    report: () => reportOn(session, layout),
    close: async () => session.close(),
  };
}
