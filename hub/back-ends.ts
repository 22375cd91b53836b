import { type ArenaConnector, createArenaConnector } from '../connectors/arena/index.ts';
import { createOdooConnector } from '../connectors/odoo/index.ts';
import { createOpenmesConnector } from '../connectors/openmes/index.ts';
import type { BackEnds, ErpPort, MesPort } from '../connectors/ports.ts';
import type { ConnectionConfig, FactoryConfig } from '../lib/config/factory.ts';
import type { Log } from '../lib/log.ts';
import type { ConnectedBackEnd } from './connected.ts';

export interface OpenBackEnds extends BackEnds {
  close(): Promise<void>;
}

/** One connector per connection; a plant asks for its own. */
export function openBackEnds(factory: FactoryConfig, connected: readonly ConnectedBackEnd[], log: Log): OpenBackEnds {
  const erps = new Map<string, ErpPort>();
  const meses = new Map<string, MesPort>();
  const arenas = new Map<string, ArenaConnector>();
  for (const target of connected) {
    const { limits, units, transport } = factory.connections[target.name] as ConnectionConfig;
    const common = {
      connection: target.name,
      url: target.url,
      limits,
      units,
      log: log.with({ connection: target.name }),
    };
    if (target.kind === 'odoo') {
      const plants = factory.plants
        .filter((plant) => plant.erp.connection === target.name)
        .map(({ code, timeZone, erp }) => ({ code, timeZone, warehouse: erp.warehouse }));
      erps.set(
        target.name,
        createOdooConnector({
          ...common,
          transport,
          plants,
          database: target.database ?? '',
          login: target.login ?? '',
          secret: target.secret,
        }),
      );
    }
    if (target.kind === 'openmes') {
      const plants = factory.plants.flatMap(({ code, mes }) =>
        mes?.connection === target.name ? [{ code, lines: mes.lines }] : [],
      );
      const secret = () => [target.secret(), target.token?.()].filter(Boolean).join(' ');
      if (plants.length > 0) meses.set(target.name, createOpenmesConnector({ ...common, plants, secret }));
    }
    if (target.kind === 'arena')
      arenas.set(target.name, createArenaConnector({ ...common, login: target.login ?? '', secret: target.secret }));
  }
  return {
    erp: (plantCode) => {
      const erp = erps.get(factory.plants.find((plant) => plant.code === plantCode)?.erp.connection ?? '');
      if (!erp) throw new Error(`the plant ${plantCode} has no ERP`);
      return erp;
    },
    erps: [...erps.values()],
    mes: (plantCode) => meses.get(factory.plants.find((plant) => plant.code === plantCode)?.mes?.connection ?? ''),
    meses: [...meses.values()],
    plm: factory.plm ? arenas.get(factory.plm)?.plm : undefined,
    qms: factory.qms ? arenas.get(factory.qms)?.qms : undefined,
    close: async () => {
      await Promise.all([...erps.values(), ...meses.values(), ...arenas.values()].map((port) => port.close()));
    },
  };
}
